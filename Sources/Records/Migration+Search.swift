internal import GRDB

extension Migration {
    /// What is looked for is found without a look at what is not: see `SearchIndex` and `Stretch`.
    static let search = Migration(name: "4 what is looked for") { database in
        try database.execute(
            sql: """
                DROP INDEX event_chat;
                CREATE INDEX event_shared ON event (chat, revision) WHERE is_personal = 0;
                CREATE INDEX event_lasting ON event (chat, revision)
                    WHERE is_personal = 0 AND \(EventSQL.lastingKind);

                DROP TABLE message_index;
                CREATE VIRTUAL TABLE message_index USING fts5 (
                    words, content = '', detail = 'none', columnsize = 0, tokenize = 'ascii'
                );
                """)
        let messages = try Row.fetchCursor(
            database, sql: "SELECT revision, chat, text FROM event WHERE kind = 1")
        while let message = try messages.next() {
            try database.run(
                "INSERT INTO message_index (rowid, words) VALUES (?, ?)",
                [message["revision"], SearchIndex.row(message["text"], in: message["chat"])])
        }
    }
}
