internal import GRDB

extension Migration {
    /// Files that come with messages. Their bytes lie beside the database.
    static let files = Migration(name: "5 files") { database in
        try database.execute(
            sql: """
                CREATE TABLE file (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    owner TEXT NOT NULL REFERENCES account (name),
                    chat INTEGER NOT NULL REFERENCES chat (number),
                    client_id BLOB NOT NULL,
                    name TEXT NOT NULL, size INTEGER NOT NULL, digest BLOB NOT NULL,
                    caption TEXT NOT NULL,
                    offered INTEGER NOT NULL,
                    UNIQUE (owner, client_id)
                ) STRICT;
                ALTER TABLE event ADD COLUMN file INTEGER;
                CREATE INDEX event_file ON event (file) WHERE file IS NOT NULL;
                """)
    }
}
