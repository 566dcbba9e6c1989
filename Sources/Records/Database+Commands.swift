internal import Foundation
internal import GRDB
internal import Rooms
internal import Sessions
internal import Units

extension GRDB.Database {
    func carryOut(_ command: StoreCommand) throws -> StoreReply {
        switch command {
        case .findAccount(let name): return .account(try self.account(name))
        case .saveToken(let digest, let account, let device, let expires):
            return .profile(try self.saveToken(digest, account, device, expires))
        case .takeToken(let digest, let device, let now):
            return .tokenOwner(try self.takeToken(digest, device, now))
        case .keepFailures(let counts, let expired, let countMaximum):
            try self.keep(counts, expired: expired, countMaximum: countMaximum)
            return .stored
        case .forgetFailures(let name):
            try self.forgetFailures(of: name)
            return .stored
        case .keepPresences(let presences):
            try self.keep(presences)
            return .stored
        case .createChat(let chat, let event): return try self.create(chat, event)
        case .addMember(let name, let role, let event): return try self.add(name, role, event)
        case .removeMember(let name, let event): return try self.remove(name, event)
        case .append(let event): return try self.append(event)
        case .events(let since, let account, let limit):
            return .events(try self.events(since: since, account, limit: limit))
        case .newest(let account): return .events(try self.newest(account))
        case .history(let chat, let account, let before, let limit):
            return .events(try self.history(chat, account, before: before, limit: limit))
        }
    }

    // MARK: Chats

    private func number(of chat: ChatID) throws -> Int64 {
        let number = try Int64.fetchOne(
            self, sql: "SELECT number FROM chat WHERE id = ?", arguments: [chat.text])
        guard let number else { throw DatabaseError(message: "no chat \(chat)") }
        return number
    }

    private func create(_ chat: ChatRecord, _ event: EventRecord) throws -> StoreReply {
        let exists = try Bool.fetchOne(
            self, sql: "SELECT 1 FROM chat WHERE id = ?", arguments: [chat.id.text])
        if exists == true { return .chatExists }
        for name in chat.members.keys.sorted() {
            guard try self.hasAccount(name, seenBy: event.sender) else {
                return .unknownAccount(name)
            }
        }
        try self.execute(
            sql: "INSERT INTO chat (id, kind, title) VALUES (?, ?, ?)",
            arguments: [chat.id.text, chat.kind.rawValue, chat.title])
        for (name, role) in chat.members {
            try self.beginMembership(name, role, in: self.lastInsertedChat(chat.id), event)
        }
        return try self.append(event)
    }

    private func lastInsertedChat(_ id: ChatID) throws -> Int64 { try self.number(of: id) }

    private func add(
        _ name: AccountName, _ role: ChatRole, _ event: EventRecord
    ) throws -> StoreReply {
        guard try self.hasAccount(name, seenBy: event.sender) else {
            return .unknownAccount(name)
        }
        let chat = try self.number(of: event.chat)
        let isMember = try Bool.fetchOne(
            self,
            sql: "SELECT 1 FROM membership WHERE chat = ? AND account = ? AND until IS NULL",
            arguments: [chat, name.text])
        if isMember != true { try self.beginMembership(name, role, in: chat, event) }
        return try self.append(event)
    }

    private func beginMembership(
        _ name: AccountName, _ role: ChatRole, in chat: Int64, _ event: EventRecord
    ) throws {
        try self.execute(
            sql: "INSERT INTO membership (chat, account, role, since) VALUES (?, ?, ?, ?)",
            arguments: [chat, name.text, role.rawValue, Int64(clamping: event.revision)])
    }

    private func remove(_ name: AccountName, _ event: EventRecord) throws -> StoreReply {
        try self.execute(
            sql: """
                UPDATE membership SET until = ? WHERE chat = ? AND account = ? AND until IS NULL
                """,
            arguments: [
                Int64(clamping: event.revision), try self.number(of: event.chat), name.text,
            ])
        return try self.append(event)
    }

    // MARK: Events

    private func append(_ event: EventRecord) throws -> StoreReply {
        let clientID = event.clientID.isEmpty ? nil : Data(event.clientID)
        if let clientID {
            let first = try Row.fetchOne(
                self,
                sql: Self.eventColumns + "WHERE event.sender = ? AND event.client_id = ?",
                arguments: [event.sender.text, clientID])
            if let first = first.flatMap(EventRecord.init(row:)) { return .duplicate(first) }
        }
        try self.execute(
            sql: """
                INSERT INTO event (revision, chat, kind, sender, client_id, text, time)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Int64(clamping: event.revision), try self.number(of: event.chat),
                event.kind.rawValue, event.sender.text, clientID, event.text,
                event.time.milliseconds,
            ])
        return .stored
    }

    private static let eventColumns = """
        SELECT event.revision, chat.id AS chat_id, event.kind, event.sender, event.client_id,
            event.text, event.time
        FROM event JOIN chat ON chat.number = event.chat\u{20}
        """

    /// Which events an account may see: those of its time in the chat.
    private static let visible = """
        EXISTS (SELECT 1 FROM membership WHERE membership.account = :account
            AND membership.chat = event.chat AND membership.since <= event.revision
            AND (membership.until IS NULL OR event.revision <= membership.until))
        """

    private func events(
        since: UInt64, _ account: AccountName, limit: Int
    ) throws -> [EventRecord] {
        try Row.fetchAll(
            self,
            sql: Self.eventColumns + """
                WHERE event.revision > :since AND \(Self.visible)
                ORDER BY event.revision LIMIT :limit
                """,
            arguments: [
                "since": Int64(clamping: since), "account": account.text, "limit": limit,
            ]
        ).compactMap(EventRecord.init(row:))
    }

    private func newest(_ account: AccountName) throws -> [EventRecord] {
        try Row.fetchAll(
            self,
            sql: Self.eventColumns + """
                WHERE \(Self.visible) ORDER BY event.revision DESC LIMIT 1
                """,
            arguments: ["account": account.text]
        ).compactMap(EventRecord.init(row:))
    }

    private func history(
        _ chat: ChatID, _ account: AccountName, before: UInt64, limit: Int
    ) throws -> [EventRecord] {
        try Row.fetchAll(
            self,
            sql: Self.eventColumns + """
                WHERE event.chat = :chat AND event.revision < :before AND \(Self.visible)
                ORDER BY event.revision DESC LIMIT :limit
                """,
            arguments: [
                "chat": try self.number(of: chat), "account": account.text, "limit": limit,
                "before": before == 0 ? Int64.max : Int64(clamping: before),
            ]
        ).compactMap(EventRecord.init(row:)).reversed()
    }
}

extension EventRecord {
    /// Nil for a row that no version of ours has written.
    fileprivate init?(row: Row) {
        guard let chat = ChatID(row["chat_id"]), let kind = Kind(rawValue: row["kind"]),
            let sender = AccountName(row["sender"] as String)
        else { return nil }
        self.init(
            revision: UInt64(clamping: row["revision"] as Int64), chat: chat, kind: kind,
            sender: sender, text: row["text"], time: Timestamp(milliseconds: row["time"]),
            clientID: row.octets("client_id"))
    }
}
