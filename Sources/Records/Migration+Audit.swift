internal import GRDB

extension Migration {
    /// What an auditor reads; it is only ever added to.
    static let audit = Migration(name: "8 audit") { database in
        try database.execute(
            sql: """
                CREATE TABLE audit (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    time INTEGER NOT NULL,
                    actor TEXT NOT NULL, deed TEXT NOT NULL, subject TEXT NOT NULL
                ) STRICT;
                CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN
                    SELECT RAISE(ABORT, 'the audit is only added to');
                END;
                CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN
                    SELECT RAISE(ABORT, 'the audit is only added to');
                END;
                """)
    }
}
