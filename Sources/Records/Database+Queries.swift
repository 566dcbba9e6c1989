internal import Foundation
internal import GRDB
internal import Rooms
internal import Sessions
internal import Units

extension GRDB.Database {
    func carryOut(_ query: StoreQuery) throws -> StoreReply {
        switch query {
        case .history(let chat, let account, let edge, let limit):
            return try self.history(chat, account, edge, limit: limit)
        case .search(let words, let chat, let account, let before, let limit):
            return .events(try self.search(words, chat, account, before: before, limit: limit))
        case .sessions(let account, let all, let before, let limit, let visits):
            return .sessions(
                try self.sessions(
                    of: account, all: all, before: before, limit: limit, visits: visits))
        case .standings(let account): return .standings(try self.standings(of: account))
        case .finds(let names, let account):
            return .finds(try names.allSatisfy { try self.hasAccount($0, seenBy: account) })
        case .people(let search, let account, let after, let limit):
            return .people(
                try self.people(matching: search, seenBy: account, after: after, limit: limit))
        case .attachment(let message, let account):
            return .file(try self.attachment(of: message, account))
        case .details(let chat, let account):
            return .details(
                pinned: try self.pinned(in: chat, account), draft: try self.draft(chat, account))
        }
    }

    // MARK: Events

    private func history(
        _ chat: ChatID, _ account: AccountName, _ edge: HistoryEdge, limit: Int
    ) throws -> StoreReply {
        let known = try self.row("SELECT number FROM chat WHERE id = ?", [chat.text])
        guard let number = known?["number"] as Int64? else { return .denied(.chatNotFound) }
        var stretches = try self.stretches(of: account, in: number)
        guard !stretches.isEmpty else { return .denied(.chatNotFound) }
        let (start, end): (Int64, Int64)
        var order = "DESC"
        switch edge {
        case .before(let revision):
            (start, end) = (0, revision == 0 ? .max : Int64(clamping: revision) - 1)
        case .after(let revision):
            (start, end) = (min(Int64(clamping: revision), .max - 1) + 1, .max)
            (stretches, order) = (stretches.reversed(), "ASC")
        }
        var found: [EventRecord] = []
        for stretch in stretches
        where stretch.first <= end && stretch.last >= start && found.count < limit {
            found += try self.events(
                """
                WHERE event.chat = :chat AND event.is_personal = 0\(stretch.condition)
                    AND event.revision BETWEEN :first AND :last AND \(EventSQL.visible)
                ORDER BY event.revision \(order) LIMIT :limit
                """,
                [
                    "chat": stretch.chat, "account": account.text, "limit": limit - found.count,
                    "first": max(stretch.first, start), "last": min(stretch.last, end),
                ], seenBy: account)
        }
        return .events(order == "ASC" ? found : found.reversed())
    }

    private func pinned(in chat: ChatID, _ account: AccountName) throws -> [EventRecord] {
        try self.events(
            """
            WHERE event.revision IN (SELECT message FROM pin WHERE pin.chat = :chat)
                AND \(EventSQL.visible)
            ORDER BY event.revision DESC LIMIT 100
            """, ["chat": try self.number(of: chat), "account": account.text],
            seenBy: account)
    }

    /// Events as an account may see them: of an anonymous poll nobody is told who voted.
    func events(
        _ rest: String, _ arguments: StatementArguments, seenBy account: AccountName
    ) throws -> [EventRecord] {
        var events = try self.rows(EventSQL.columns + rest, arguments)
            .compactMap(EventRecord.init(row:))
        try self.addReactions(to: &events)
        try self.addPolls(to: &events, for: account)
        for index in events.indices {
            guard let number = events[index].fact.file else { continue }
            events[index].attachment = try self.file(number)
        }
        try self.addGuestNames(to: &events)
        return events
    }

    private func addReactions(to events: inout [EventRecord]) throws {
        let messages = events.filter { $0.fact.kind == .message }.map(\.revision)
        guard !messages.isEmpty else { return }
        let found = try self.rows(
            """
            SELECT message, emoji, account FROM reaction
            WHERE message IN (SELECT value FROM json_each(?)) ORDER BY message, emoji, account
            """, [messages.jsonList])
        var counts: [UInt64: [EmojiCount]] = [:]
        for row in found {
            guard let account = AccountName(row["account"] as String) else { continue }
            let message = UInt64(clamping: row["message"] as Int64)
            let emoji: String = row["emoji"]
            var all = counts[message, default: []]
            if all.last?.emoji == emoji {
                all[all.count - 1].accounts.append(account)
            } else {
                all.append(EmojiCount(emoji, [account]))
            }
            counts[message] = all
        }
        for index in events.indices {
            guard let reactions = counts[events[index].revision] else { continue }
            var condition = events[index].condition ?? MessageCondition()
            condition.reactions = reactions
            events[index].condition = condition
        }
    }

    // MARK: Standings

    private func standings(of account: AccountName) throws -> [ChatID: ChatStanding] {
        let found = try self.rows(EventSQL.standings, ["account": account.text])
        return found.reduce(into: [:]) { standings, row in
            guard let id = ChatID(row["id"]) else { return }
            var standing = ChatStanding()
            standing.read = UInt64(clamping: row["read"] as Int64)
            standing.unread = row["unread"]
            standing.mentions = row["mentions"]
            standing.newest = UInt64(clamping: (row["newest"] as Int64?) ?? 0)
            standing.isMuted = row["is_muted"]
            standing.place = ChatPlace(row["place"] as String) ?? .list
            standings[id] = standing
        }
    }

    private func draft(_ chat: ChatID, _ account: AccountName) throws -> String {
        let row = try self.row(
            "SELECT draft FROM standing WHERE account = ? AND chat = ?",
            [account.text, try self.number(of: chat)])
        return row?["draft"] ?? ""
    }

    // MARK: Statements, compiled once

    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try self.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(self.cachedStatement(sql: sql), arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(self.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension Array where Element: BinaryInteger {
    /// For SQL's `json_each`: one statement for lists of any length.
    var jsonList: String {
        "[" + self.map { String(Int64(clamping: $0)) }.joined(separator: ",") + "]"
    }
}

/// The pieces that statements about events are made of.
enum EventSQL {
    static let columns = """
        SELECT event.revision, chat.id AS chat_id, event.kind, event.sender, event.client_id,
            event.text, event.time, event.message, event.account, event.role, event.edited,
            event.is_deleted, event.file, pin.message IS NOT NULL AS is_pinned
        FROM event JOIN chat ON chat.number = event.chat
            LEFT JOIN pin ON pin.chat = event.chat AND pin.message = event.revision\u{20}
        """

    /// Which events an account may see: those of its time in the chat, unless it has hidden them, and
    /// others' personal ones never. What is about a message is seen by who sees the message.
    static let visible = """
        \(EventSQL.inTime("event.revision"))
        AND (NOT event.is_personal OR event.sender = :account)
        AND (event.kind NOT IN (\(EventSQL.kindsAboutMessages)) OR \(EventSQL.inTime("event.message")))
        AND (event.kind = \(ChatFact.Kind.hidden.rawValue) OR NOT EXISTS (SELECT 1 FROM hidden
            WHERE hidden.account = :account AND hidden.message = \(EventSQL.subject)))
        AND (\(EventSQL.subject) IS NULL OR \(EventSQL.subject) > coalesce((
            SELECT cleared FROM standing WHERE standing.account = :account
                AND standing.chat = event.chat), 0))
        """

    /// The message that an event is or is about; nil if there is none.
    private static let subject = """
        CASE WHEN event.kind = 1 THEN event.revision
            WHEN event.kind IN (\(EventSQL.kindsAboutMessages)) THEN event.message END
        """

    /// What is neither a message nor about one: it stays when messages are put away.
    static let lasting = "event.\(EventSQL.lastingKind)"
    /// The same for an index of events.
    static let lastingKind = "kind NOT IN (1, \(EventSQL.kindsAboutMessages))"

    private static let kindsAboutMessages = ChatFact.Kind.allCases.filter(\.isAboutMessage)
        .map { String($0.rawValue) }.joined(separator: ", ")

    private static func inTime(_ revision: String) -> String {
        """
        EXISTS (SELECT 1 FROM membership WHERE membership.account = :account
            AND membership.chat = event.chat AND membership.since <= \(revision)
            AND (membership.until IS NULL OR \(revision) <= membership.until))
        """
    }

    static let standings = """
        WITH place AS (
            SELECT membership.chat AS chat, membership.since AS since,
                coalesce(standing.read, 0) AS read, coalesce(standing.is_muted, 0) AS is_muted,
                coalesce(standing.place, '') AS place,
                max(coalesce(standing.read, 0), coalesce(standing.cleared, 0),
                    membership.since - 1) AS seen
            FROM membership LEFT JOIN standing ON standing.account = membership.account
                AND standing.chat = membership.chat
            WHERE membership.account = :account AND membership.until IS NULL
        )
        SELECT chat.id, place.read, place.is_muted, place.place,
            (SELECT max(event.revision) FROM event WHERE event.chat = place.chat
                AND event.kind = 1 AND event.is_deleted = 0
                AND event.revision >= place.since) AS newest,
            (SELECT count(*) FROM (SELECT 1 FROM event WHERE event.chat = place.chat
                AND event.kind = 1 AND event.is_deleted = 0 AND event.revision > place.seen
                AND event.sender <> :account LIMIT \(ChatStanding.unreadMaximum))) AS unread,
            (SELECT count(*) FROM (SELECT 1 FROM mention JOIN event ON event.revision = mention.message
                WHERE mention.chat = place.chat AND mention.account IN (:account, '')
                AND mention.message > place.seen AND event.sender <> :account
                AND NOT EXISTS (SELECT 1 FROM block
                    WHERE block.account = :account AND block.blocked = event.sender)
                LIMIT \(ChatStanding.unreadMaximum))) AS mentions
        FROM place JOIN chat ON chat.number = place.chat
        """
}

extension EventRecord {
    /// Nil for a row that no version of ours has written.
    init?(row: Row) {
        guard let chat = ChatID(row["chat_id"]),
            let kind = ChatFact.Kind(rawValue: row["kind"]),
            let sender = AccountName(row["sender"] as String)
        else { return nil }
        var fact = ChatFact(
            kind, row["text"], message: (row["message"] as Int64?).map(UInt64.init(clamping:)),
            account: (row["account"] as String?).flatMap { AccountName($0) },
            role: (row["role"] as Int?).flatMap(ChatRole.init(rawValue:)))
        fact.file = (row["file"] as Int64?).map(UInt64.init(clamping:))
        self.init(
            revision: UInt64(clamping: row["revision"] as Int64), chat: chat, sender: sender,
            time: Timestamp(milliseconds: row["time"]), fact, clientID: row.octets("client_id"))
        guard kind == .message else { return }
        var condition = MessageCondition()
        condition.edited = (row["edited"] as Int64?).map(Timestamp.init(milliseconds:))
        condition.isDeleted = row["is_deleted"]
        condition.isPinned = row["is_pinned"]
        if condition != MessageCondition() { self.condition = condition }
    }
}
