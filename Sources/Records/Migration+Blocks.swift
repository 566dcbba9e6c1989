internal import GRDB

extension Migration {
    /// Who wants to hear nothing of whom.
    static let blocks = Migration(name: "11 block lists") { database in
        try database.execute(
            sql: """
                CREATE TABLE block (
                    account TEXT NOT NULL REFERENCES account (name),
                    blocked TEXT NOT NULL REFERENCES account (name),
                    PRIMARY KEY (account, blocked)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
