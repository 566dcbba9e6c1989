internal import Foundation
internal import GRDB
internal import Rooms

extension Migration {
    static let accounts = Migration(name: "3 accounts, groups, rights") { database in
        // `ended` and `unlocked` are values of `changed`: of the last change that ended all logins,
        // and of the last that forgave failed ones. Lists hold one entry a line.
        try database.execute(
            sql: """
                ALTER TABLE account ADD COLUMN skeleton TEXT NOT NULL DEFAULT '';
                ALTER TABLE account ADD COLUMN kind INTEGER NOT NULL DEFAULT 1;
                ALTER TABLE account ADD COLUMN is_active INTEGER NOT NULL DEFAULT 1;
                ALTER TABLE account ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE account ADD COLUMN unlocked INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE account ADD COLUMN display_name TEXT NOT NULL DEFAULT '';
                ALTER TABLE account ADD COLUMN emails TEXT NOT NULL DEFAULT '';
                ALTER TABLE account ADD COLUMN phones TEXT NOT NULL DEFAULT '';
                ALTER TABLE account ADD COLUMN company TEXT NOT NULL DEFAULT '';
                -- Not unique: names that look alike may be there already.
                CREATE INDEX account_skeleton ON account (skeleton);

                CREATE TABLE account_group (
                    name TEXT PRIMARY KEY NOT NULL,
                    rights INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                -- All but `everyone`, which has no list.
                CREATE TABLE group_member (
                    account TEXT NOT NULL REFERENCES account (name),
                    group_name TEXT NOT NULL REFERENCES account_group (name)
                        ON UPDATE CASCADE ON DELETE CASCADE,
                    PRIMARY KEY (account, group_name)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX group_member_group ON group_member (group_name);

                -- Members of which group find members of which (L1.14).
                CREATE TABLE group_view (
                    viewer TEXT NOT NULL REFERENCES account_group (name)
                        ON UPDATE CASCADE ON DELETE CASCADE,
                    seen TEXT NOT NULL REFERENCES account_group (name)
                        ON UPDATE CASCADE ON DELETE CASCADE,
                    PRIMARY KEY (viewer, seen)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX group_view_seen ON group_view (seen);

                -- Failed logins of a name or from a source, which names were tried from it.
                CREATE TABLE login_failure (
                    is_source INTEGER NOT NULL,
                    key TEXT NOT NULL,
                    since INTEGER NOT NULL,
                    failures INTEGER NOT NULL,
                    names TEXT NOT NULL,
                    PRIMARY KEY (is_source, key)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX login_failure_since ON login_failure (since);

                -- Who is not offline, while a server runs.
                CREATE TABLE presence (
                    account TEXT PRIMARY KEY NOT NULL,
                    state INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE setting (
                    name TEXT PRIMARY KEY NOT NULL,
                    value TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
        try database.execute(
            sql: "INSERT INTO account_group VALUES (?, ?)",
            arguments: [GroupName.everyone.text, Rights.standard.rawValue])
        try database.execute(
            sql: "INSERT INTO group_view VALUES (:everyone, :everyone)",
            arguments: ["everyone": GroupName.everyone.text])
        for text in try String.fetchAll(database, sql: "SELECT name FROM account") {
            try database.execute(
                sql: "UPDATE account SET skeleton = ? WHERE name = ?",
                arguments: [AccountName(text)?.skeleton ?? text, text])
        }
    }
}
