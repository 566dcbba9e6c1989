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
                CREATE INDEX file_offered ON file (offered);
                CREATE INDEX file_digest ON file (digest);

                -- Whose bytes are still to be removed from the disk.
                CREATE TABLE forgotten_file (number INTEGER PRIMARY KEY, digest BLOB NOT NULL) STRICT;
                CREATE TRIGGER file_forgotten AFTER DELETE ON file BEGIN
                    INSERT INTO forgotten_file VALUES (old.number, old.digest);
                END;

                ALTER TABLE event ADD COLUMN file INTEGER;
                CREATE INDEX event_file ON event (file) WHERE file IS NOT NULL;
                """)
    }
}
