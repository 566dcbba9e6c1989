internal import GRDB

extension Migration {
    /// Where people keep chats in their lists.
    static let places = Migration(name: "13 places of chats") { database in
        try database.execute(
            sql: "ALTER TABLE standing ADD COLUMN place TEXT NOT NULL DEFAULT ''")
    }
}
