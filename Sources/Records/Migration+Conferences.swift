internal import GRDB

extension Migration {
    /// Planned conferences, and when conferences ran.
    static let conferences = Migration(name: "6 planned conferences and sessions") { database in
        try database.execute(
            sql: """
                -- A PIN is kept only as a verifier. With `start` it takes place once, with `days` (bit
                -- 0 is Monday) weekly at `minute` of the day, with neither it is a room.
                CREATE TABLE plan (
                    conference TEXT PRIMARY KEY NOT NULL,
                    owner TEXT NOT NULL REFERENCES account (name),
                    client_id BLOB,
                    kind TEXT NOT NULL, people INTEGER NOT NULL, podium INTEGER NOT NULL,
                    topic TEXT,
                    access TEXT NOT NULL, waiting_room TEXT NOT NULL,
                    switches INTEGER NOT NULL,
                    pin_salt BLOB, pin_digest BLOB,
                    start INTEGER, days INTEGER, minute INTEGER, length INTEGER,
                    UNIQUE (owner, client_id)
                ) STRICT, WITHOUT ROWID;
                -- The owner's row is here only for `reminded`, the start that it is about.
                CREATE TABLE plan_person (
                    conference TEXT NOT NULL REFERENCES plan (conference) ON DELETE CASCADE,
                    account TEXT NOT NULL,
                    reminded INTEGER,
                    PRIMARY KEY (conference, account)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE session (
                    number INTEGER PRIMARY KEY NOT NULL,
                    conference TEXT NOT NULL,
                    owner TEXT NOT NULL,
                    topic TEXT NOT NULL, kind TEXT NOT NULL,
                    started INTEGER NOT NULL, ended INTEGER
                ) STRICT;
                CREATE INDEX session_started ON session (started);
                CREATE INDEX session_owner ON session (owner, started);
                CREATE TABLE visit (
                    session INTEGER NOT NULL REFERENCES session (number) ON DELETE CASCADE,
                    number INTEGER NOT NULL,
                    account TEXT NOT NULL, name TEXT NOT NULL,
                    entered INTEGER NOT NULL, left INTEGER,
                    PRIMARY KEY (session, number)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX visit_account ON visit (account, session);
                """)
    }
}
