internal import GRDB

extension Migration {
    /// Messages that are voted on.
    static let polls = Migration(name: "7 polls") { database in
        try database.execute(
            sql: """
                -- The question is the message's text. Of the options, one a line.
                CREATE TABLE poll (
                    message INTEGER PRIMARY KEY NOT NULL,
                    options TEXT NOT NULL,
                    is_multiple INTEGER NOT NULL, is_anonymous INTEGER NOT NULL,
                    is_closed INTEGER NOT NULL DEFAULT 0
                ) STRICT;
                -- Also of anonymous polls, so that everybody counts once; it is never told of those.
                CREATE TABLE vote (
                    poll INTEGER NOT NULL REFERENCES poll (message) ON DELETE CASCADE,
                    option INTEGER NOT NULL, account TEXT NOT NULL,
                    PRIMARY KEY (poll, option, account)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX vote_account ON vote (poll, account);

                -- What is about a poll is about a message too.
                DROP INDEX event_lasting;
                CREATE INDEX event_lasting ON event (chat, revision)
                    WHERE is_personal = 0 AND \(EventSQL.lastingKind);
                """)
    }
}
