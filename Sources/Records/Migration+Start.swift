internal import GRDB

extension Migration {
    static let start = Migration(name: "1 accounts, chats, events") { database in
        // A removed account keeps its row: the name is never given to somebody else (L1.5).
        try database.execute(
            sql: """
                CREATE TABLE account (
                    name TEXT PRIMARY KEY NOT NULL,
                    salt BLOB, iterations INTEGER, stored_key BLOB, server_key BLOB,
                    created INTEGER NOT NULL,
                    is_removed INTEGER NOT NULL DEFAULT 0,
                    changed INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX account_changed ON account (changed);

                CREATE TABLE token (
                    digest BLOB PRIMARY KEY NOT NULL,
                    account TEXT NOT NULL REFERENCES account (name),
                    device BLOB NOT NULL,
                    expires INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX token_expires ON token (expires);

                CREATE TABLE chat (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    kind INTEGER NOT NULL,
                    title TEXT NOT NULL
                ) STRICT;

                -- When an account could read a chat: from one revision to another, both included.
                CREATE TABLE membership (
                    chat INTEGER NOT NULL REFERENCES chat (number),
                    account TEXT NOT NULL REFERENCES account (name),
                    role INTEGER NOT NULL,
                    since INTEGER NOT NULL,
                    until INTEGER,
                    PRIMARY KEY (account, chat, since)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX membership_chat ON membership (chat) WHERE until IS NULL;

                CREATE TABLE event (
                    revision INTEGER PRIMARY KEY NOT NULL,
                    chat INTEGER NOT NULL REFERENCES chat (number),
                    kind INTEGER NOT NULL,
                    sender TEXT NOT NULL,
                    client_id BLOB,
                    text TEXT NOT NULL,
                    time INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX event_chat ON event (chat, revision);
                CREATE UNIQUE INDEX event_client_id ON event (sender, client_id)
                    WHERE client_id IS NOT NULL;

                CREATE TABLE installation (secret BLOB NOT NULL) STRICT;
                INSERT INTO installation VALUES (randomblob(32));
                """)
    }
}
