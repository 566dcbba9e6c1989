internal import GRDB

extension Migration {
    /// How old passwords are, and which have to be changed.
    static let passwords = Migration(name: "10 age of passwords") { database in
        // When one was set that is there already nobody knows: it is as old as its account.
        try database.execute(
            sql: """
                ALTER TABLE account ADD COLUMN password_set INTEGER;
                ALTER TABLE account ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0;
                UPDATE account SET password_set = created;
                """)
    }
}
