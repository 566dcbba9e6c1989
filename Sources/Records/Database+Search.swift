internal import GRDB
internal import Rooms
internal import Sessions

/// A page of what was looked for, newest first.
///
/// The index is quick for words that few messages have: where a word is only begun, it gathers all
/// that begin so before it gives the first (0.6 µs a message). So the newest messages are read first:
/// a page of common words is full after some hundred of them, and what does not fill one here is rare.
/// In 1 million messages, 300 000 of them in 100 own chats, a page takes 2–25 ms instead of 2–160.
extension GRDB.Database {
    /// How many events are read before the index is asked.
    ///
    /// Who finds fewer than a page of 50 among them looks for what one message of 20 has: then the
    /// index is as quick as the reading was.
    static let readMaximum = 1000
    /// Bytes of text that are read at most: the longest messages are sixty times as long as most, and
    /// others wait meanwhile for what they look up.
    static let readBytesMaximum = 256 << 10
    /// With more chats the newest of each are not looked for: each takes a statement of its own.
    static let chatsReadMaximum = 500

    /// - Parameter reading: how many of the newest events are read first.
    func search(
        _ words: SearchWords, _ chat: ChatID?, _ account: AccountName, before: UInt64, limit: Int,
        reading: Int = GRDB.Database.readMaximum
    ) throws -> [EventRecord] {
        let chats = try chat.map { [try self.number(of: $0)] } ?? self.chats(of: account)
        guard !chats.isEmpty, let words = SoughtWords(words.words) else { return [] }
        let before = before == 0 ? Int64.max : Int64(clamping: before)

        let (newest, areAll) = try self.newest(
            of: chats, before, with: words, reading, limit: limit)
        let found = try self.visible(newest, to: account)
        guard found.count < limit, !areAll else { return found }
        return try self.events(
            """
            JOIN message_index ON message_index.rowid = event.revision
            WHERE message_index MATCH :match AND message_index.rowid < :before AND \(EventSQL.visible)
            ORDER BY message_index.rowid DESC LIMIT :limit
            """,
            [
                "match": words.expression(in: chats), "before": before,
                "account": account.text, "limit": limit,
            ], seenBy: account)
    }

    private func chats(of account: AccountName) throws -> [Int64] {
        try self.rows(
            "SELECT chat FROM membership WHERE account = ? AND until IS NULL", [account.text]
        ).map { $0["chat"] }
    }

    /// Of the newest messages those with the words, and whether there are no other messages.
    func newest(
        of chats: [Int64], _ before: Int64, with words: SoughtWords, _ reading: Int, limit: Int
    ) throws -> (messages: [Int64], areAll: Bool) {
        guard chats.count <= Self.chatsReadMaximum else { return ([], false) }
        var all = try NewestEvents(of: chats, before: before, in: self)
        var found: [Int64] = []
        var (count, bytes) = (0, 0)
        while count < reading, bytes < Self.readBytesMaximum, found.count < limit {
            guard let event = try all.next() else { return (found, true) }
            count += 1
            guard let text = event.text else { continue }
            bytes += text.utf8.count
            if words.areIn(text) { found.append(event.revision) }
        }
        return (found, false)
    }

    private func visible(
        _ messages: [Int64], to account: AccountName
    ) throws -> [EventRecord] {
        guard !messages.isEmpty else { return [] }
        return try self.events(
            """
            WHERE event.revision IN (SELECT value FROM json_each(:messages)) AND \(EventSQL.visible)
            ORDER BY event.revision DESC
            """,
            ["messages": messages.jsonList, "account": account.text], seenBy: account)
    }
}

/// The events of some chats, newest first: each chat is read no further than it must be.
private struct NewestEvents {
    private var chats: [(newest: Event, others: RowCursor)] = []

    struct Event {
        let revision: Int64
        /// Of a message that was not deleted.
        let text: String?

        init(_ row: Row) {
            self.revision = row["revision"]
            self.text = row["text"]
        }
    }

    init(of chats: [Int64], before: Int64, in database: GRDB.Database) throws {
        for chat in chats {
            let events = try Row.fetchCursor(
                database,
                sql: """
                    SELECT revision, iif(kind = 1 AND is_deleted = 0, text, NULL) AS text
                    FROM event INDEXED BY event_shared
                    WHERE chat = ? AND revision < ? AND is_personal = 0
                    ORDER BY revision DESC
                    """, arguments: [chat, before])
            guard let newest = try events.next() else { continue }
            self.chats.append((Event(newest), events))
        }
    }

    mutating func next() throws -> Event? {
        let chat = self.chats.indices.max {
            self.chats[$0].newest.revision < self.chats[$1].newest.revision
        }
        guard let chat else { return nil }
        let event = self.chats[chat].newest
        if let next = try self.chats[chat].others.next() {
            self.chats[chat].newest = Event(next)
        } else {
            self.chats.swapAt(chat, self.chats.count - 1)
            self.chats.removeLast()
        }
        return event
    }
}
