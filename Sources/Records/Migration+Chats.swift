internal import GRDB

extension Migration {
    /// What is done in chats beside saying something, each one's place in them, and search.
    static let chats = Migration(name: "2 what is done in chats") { database in
        try database.execute(
            sql: """
                -- What an event is about; see `ChatFact`.
                ALTER TABLE event ADD COLUMN message INTEGER;
                ALTER TABLE event ADD COLUMN account TEXT;
                ALTER TABLE event ADD COLUMN role INTEGER;
                -- Only for its sender.
                ALTER TABLE event ADD COLUMN is_personal INTEGER NOT NULL DEFAULT 0;
                -- What has become of a message: its text is always the newest.
                ALTER TABLE event ADD COLUMN edited INTEGER;
                ALTER TABLE event ADD COLUMN is_deleted INTEGER NOT NULL DEFAULT 0;
                UPDATE event SET account = text, text = '' WHERE kind IN (3, 4);

                CREATE INDEX event_unread ON event (chat, revision, sender)
                    WHERE kind = 1 AND is_deleted = 0;
                CREATE INDEX event_edit ON event (message) WHERE kind = 7;
                CREATE INDEX event_personal ON event (sender, chat, kind) WHERE is_personal = 1;

                -- `since` is the first event to see; a grant of history moves it back.
                ALTER TABLE membership ADD COLUMN joined INTEGER NOT NULL DEFAULT 0;
                UPDATE membership SET joined = since;

                CREATE TABLE reaction (
                    message INTEGER NOT NULL, emoji TEXT NOT NULL, account TEXT NOT NULL,
                    PRIMARY KEY (message, emoji, account)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE pin (
                    chat INTEGER NOT NULL, message INTEGER NOT NULL,
                    PRIMARY KEY (chat, message)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE hidden (
                    account TEXT NOT NULL, message INTEGER NOT NULL,
                    PRIMARY KEY (account, message)
                ) STRICT, WITHOUT ROWID;
                -- Whom a message mentions; '' for everybody.
                CREATE TABLE mention (
                    chat INTEGER NOT NULL, account TEXT NOT NULL, message INTEGER NOT NULL,
                    PRIMARY KEY (chat, account, message)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX mention_message ON mention (message);
                -- Where an account is in a chat.
                CREATE TABLE standing (
                    account TEXT NOT NULL, chat INTEGER NOT NULL,
                    read INTEGER NOT NULL DEFAULT 0,
                    cleared INTEGER NOT NULL DEFAULT 0,
                    is_muted INTEGER NOT NULL DEFAULT 0,
                    draft TEXT NOT NULL DEFAULT '',
                    PRIMARY KEY (account, chat)
                ) STRICT, WITHOUT ROWID;

                -- Without a copy of the texts. A row is named by the message's revision; the chat is a
                -- word like `c17`, so that a search meets nothing of other chats.
                CREATE VIRTUAL TABLE message_index USING fts5 (
                    text, chat, content = '', tokenize = 'unicode61 remove_diacritics 2'
                );
                INSERT INTO message_index (rowid, text, chat)
                    SELECT revision, text, 'c' || chat FROM event WHERE kind = 1;
                """)
    }
}
