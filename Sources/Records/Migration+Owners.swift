internal import GRDB

extension Migration {
    /// Owners that the administrator has set, for the server to follow.
    static let owners = Migration(name: "12 owners of chats") { database in
        try database.execute(
            sql: """
                CREATE TABLE owner_order (
                    chat TEXT PRIMARY KEY NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
                    account TEXT NOT NULL REFERENCES account (name)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
