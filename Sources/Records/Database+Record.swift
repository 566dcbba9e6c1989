internal import Foundation
internal import GRDB
internal import Rooms
internal import Sessions
internal import Units

/// What happens in chats, written down with everything that follows from it.
extension GRDB.Database {
    /// Different emoji under one message; more would be no answer any more.
    static let emojiMaximum = 20

    func create(_ chat: Chat, _ event: EventRecord) throws -> StoreReply {
        if let first = try self.first(with: event.clientID, of: event.sender) {
            return .duplicate(first)
        }
        let exists = try self.row("SELECT 1 FROM chat WHERE id = ?", [chat.id.text]) != nil
        if exists { return .chatExists }
        for name in chat.members.keys.sorted()
        where try !self.hasAccount(name, seenBy: event.sender) {
            return .unknownAccount(name)
        }
        try self.run(
            "INSERT INTO chat (id, kind, title) VALUES (?, ?, ?)",
            [chat.id.text, chat.kind.rawValue, chat.title])
        let number = self.lastInsertedRowID
        for (name, member) in chat.members {
            try self.beginMembership(
                of: name, member.role, in: number, since: event.revision, joined: event.revision)
        }
        try self.insert(event, number)
        if let conference = chat.id.conference, chat.kind == .meeting {
            try self.audit(.chatMade, event, of: conference.text)
        }
        return .recorded([event])
    }

    func record(
        _ events: [EventRecord], _ demand: MessageDemand?, _ journal: inout SearchJournal
    ) throws -> StoreReply {
        guard var first = events.first else { return .recorded([]) }
        if let earlier = try self.first(with: first.clientID, of: first.sender) {
            return .duplicate(earlier)
        }
        let chat = try self.number(of: first.chat)
        // Who asked for it may have been removed by what was written just before.
        if !first.clientID.isEmpty, try !self.isMember(first.sender, of: chat) {
            return .denied(.chatNotFound)
        }
        if let demand, let refusal = try self.meet(demand, for: &first) {
            return .denied(refusal)
        }
        let finished = [first] + events.dropFirst()
        for event in finished {
            if event.fact.kind == .added, let account = event.fact.account,
                try !self.hasAccount(account, seenBy: event.sender)
            {
                return .unknownAccount(account)
            }
        }
        for event in finished {
            try self.insert(event, chat)
            try self.follow(event, chat, &journal)
        }
        var recorded = try self.withTallies(finished)
        try self.addGuestNames(to: &recorded)
        return .recorded(recorded)
    }

    // MARK: Before

    func first(with clientID: [UInt8], of sender: AccountName) throws -> EventRecord? {
        guard !clientID.isEmpty else { return nil }
        return try self.row(
            EventSQL.columns + "WHERE event.sender = ? AND event.client_id = ?",
            [sender.text, Data(clientID)]
        ).flatMap(EventRecord.init(row:))
    }

    func number(of chat: ChatID) throws -> Int64 {
        guard let row = try self.row("SELECT number FROM chat WHERE id = ?", [chat.text]) else {
            throw DatabaseError(message: "no chat \(chat)")
        }
        return row["number"]
    }

    func isMember(_ name: AccountName, of chat: Int64) throws -> Bool {
        try self.row(
            "SELECT 1 FROM membership WHERE account = ? AND chat = ? AND until IS NULL",
            [name.text, chat]) != nil
    }

    /// Looks at the message that an event is about, and copies its text if that is what it does.
    ///
    /// - Returns: Why it can't be done; nil if it can.
    private func meet(_ demand: MessageDemand, for event: inout EventRecord) throws -> Refusal? {
        let found = try self.row(
            """
            SELECT event.sender, event.account, event.text, event.time, event.file FROM event
                JOIN chat ON chat.number = event.chat
            WHERE event.revision = :message AND chat.id = :chat AND event.kind = 1
                AND NOT event.is_deleted AND \(EventSQL.visible)
                AND EXISTS (SELECT 1 FROM membership WHERE account = :account
                    AND chat = event.chat AND until IS NULL)
            """,
            [
                "message": Int64(clamping: demand.message), "chat": demand.chat.text,
                "account": event.sender.text,
            ])
        guard let message = found else { return .messageNotFound }
        let author = AccountName(message["sender"] as String)
        if let wanted = demand.author, wanted != author { return .accessDenied }
        if let earliest = demand.earliest, message["time"] < earliest.milliseconds {
            return .editWindowOver
        }
        if event.fact.kind == .reacted, try self.isCrowded(event) { return .full }
        if let refusal = try self.refusal(of: demand, isEdit: event.fact.kind == .edited) {
            return refusal
        }
        // Nobody puts other words into the mouth of whose were forwarded.
        let isForwarded = message["account"] as String? != nil
        if event.fact.kind == .edited, isForwarded { return .accessDenied }
        if demand.isCopied {
            event.fact.file = (message["file"] as Int64?).map(UInt64.init(clamping:))
            event.attachment = try event.fact.file.flatMap { try self.file($0) }
            if let file = event.attachment, let refusal = demand.refusal(of: file) {
                return refusal
            }
            event.fact.text = try self.poll(demand.message)?.poll.text ?? message["text"]
            // Of what was forwarded before, the first author's name stays.
            event.fact.account =
                (message["account"] as String?).flatMap { AccountName($0) } ?? author
        }
        return nil
    }

    private func isCrowded(_ event: EventRecord) throws -> Bool {
        let others = try self.row(
            "SELECT count(DISTINCT emoji) AS n FROM reaction WHERE message = ? AND emoji <> ?",
            [Int64(clamping: event.fact.message ?? 0), event.fact.text])
        return (others?["n"] ?? 0) >= Self.emojiMaximum
    }

    // MARK: The event

    private func insert(_ event: EventRecord, _ chat: Int64) throws {
        let fact = event.fact
        if fact.kind.replacesEarlier {
            try self.run(
                """
                DELETE FROM event WHERE sender = ? AND chat = ? AND kind = ? AND is_personal = 1
                """, [event.sender.text, chat, fact.kind.rawValue])
        }
        try self.run(
            """
            INSERT INTO event (revision, chat, kind, sender, client_id, text, time, message,
                account, role, is_personal, file)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                Int64(clamping: event.revision), chat, fact.kind.rawValue, event.sender.text,
                event.clientID.isEmpty ? nil : Data(event.clientID), fact.text,
                event.time.milliseconds, fact.message.map(Int64.init(clamping:)),
                fact.account?.text, fact.role?.rawValue, fact.kind.isPersonal,
                fact.file.map(Int64.init(clamping:)),
            ])
    }

    private func follow(
        _ event: EventRecord, _ chat: Int64, _ journal: inout SearchJournal
    ) throws {
        let revision = Int64(clamping: event.revision)
        let fact = event.fact
        let message = Int64(clamping: fact.message ?? 0)
        let sender = event.sender.text
        switch fact.kind {
        case .message:
            try self.index(revision, fact.text, chat, &journal)
            if let poll = fact.poll { try self.keep(poll, of: revision) }
        case .voted: try self.vote(fact.ballot?.numbers ?? [], of: sender, in: message)
        case .pollClosed: try self.closePoll(message)
        case .edited: try self.change(message, to: fact.text, at: event.time, chat, &journal)
        case .deleted: try self.forget(message, chat, &journal)
        case .hidden:
            try self.run(
                "INSERT OR IGNORE INTO hidden (account, message) VALUES (?, ?)", [sender, message])
        case .reacted:
            try self.run(
                "INSERT OR IGNORE INTO reaction (message, emoji, account) VALUES (?, ?, ?)",
                [message, fact.text, sender])
        case .unreacted:
            try self.run(
                "DELETE FROM reaction WHERE message = ? AND emoji = ? AND account = ?",
                [message, fact.text, sender])
        case .pinned:
            try self.run(
                "INSERT OR IGNORE INTO pin (chat, message) VALUES (?, ?)", [chat, message])
        case .unpinned:
            try self.run("DELETE FROM pin WHERE chat = ? AND message = ?", [chat, message])
        case .retitled:
            try self.run("UPDATE chat SET title = ? WHERE number = ?", [fact.text, chat])
        case .cleared: try self.forgetMessages(of: chat, &journal)
        case .added, .removed, .roleChanged, .historyGranted:
            try self.changeMembers(fact, revision, chat)
            if fact.role == .owner, let account = fact.account {
                try self.forgetOwnerOrder(OwnerOrder(chat: event.chat, account: account))
            }
        case .dissolved:
            try self.forgetMessages(of: chat, &journal)
            try self.endMemberships(of: chat, revision)
        case .read:
            try self.stand(sender, chat, "read", "max(read, excluded.read)", message)
        case .clearedForMe:
            try self.stand(sender, chat, "cleared", "excluded.cleared", revision)
        case .muted: try self.stand(sender, chat, "is_muted", "1", 1)
        case .unmuted: try self.stand(sender, chat, "is_muted", "0", 0)
        case .placed: try self.stand(sender, chat, "place", "excluded.place", fact.text)
        case .drafted: try self.stand(sender, chat, "draft", "excluded.draft", fact.text)
        // The same in the conference's own chat names none.
        case .unlinked where !fact.text.isEmpty: try self.audit(.unlinked, event, of: fact.text)
        case .linked where !fact.text.isEmpty: try self.audit(.linked, event, of: fact.text)
        case .created, .conferenceStarted, .conferenceEnded, .unlinked, .linked: break
        }
    }

    // MARK: What follows for members

    private func changeMembers(_ fact: ChatFact, _ revision: Int64, _ chat: Int64) throws {
        let account = fact.account ?? .nobody
        switch fact.kind {
        case .added:
            guard try !self.isMember(account, of: chat) else { return }
            try self.beginMembership(
                of: account, fact.role ?? .user, in: chat, since: fact.message ?? UInt64(revision),
                joined: UInt64(revision))
        case .removed:
            try self.run(
                """
                UPDATE membership SET until = ? WHERE chat = ? AND account = ? AND until IS NULL
                """, [revision, chat, account.text])
        case .roleChanged:
            try self.run(
                """
                UPDATE membership SET role = ? WHERE chat = ? AND account = ? AND until IS NULL
                """, [fact.role?.rawValue, chat, account.text])
        case .historyGranted:
            try self.run(
                """
                UPDATE OR REPLACE membership SET since = min(since, ?)
                WHERE chat = ? AND account = ? AND until IS NULL
                """, [Int64(clamping: fact.message ?? 0), chat, account.text])
        default: break
        }
    }

    func endMemberships(of chat: Int64, _ revision: Int64) throws {
        try self.run(
            "UPDATE membership SET until = ? WHERE chat = ? AND until IS NULL", [revision, chat])
    }

    private func beginMembership(
        of name: AccountName, _ role: ChatRole, in chat: Int64, since: UInt64, joined: UInt64
    ) throws {
        try self.run(
            """
            INSERT OR REPLACE INTO membership (chat, account, role, since, joined)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                chat, name.text, role.rawValue, Int64(clamping: since), Int64(clamping: joined),
            ])
    }

    /// Sets one column of where an account is in a chat.
    private func stand(
        _ account: String, _ chat: Int64, _ column: String, _ update: String,
        _ value: any DatabaseValueConvertible,
    ) throws {
        try self.run(
            """
            INSERT INTO standing (account, chat, \(column)) VALUES (?, ?, ?)
            ON CONFLICT (account, chat) DO UPDATE SET \(column) = \(update)
            """, [account, chat, value])
    }

    // MARK: What follows for messages

    private func index(
        _ message: Int64, _ text: String, _ chat: Int64, _ journal: inout SearchJournal
    ) throws {
        journal.add(message, text, in: chat)
        let mentions = Mentions(in: text)
        let names = mentions.names.map(\.text) + (mentions.everybody ? [""] : [])
        for name in names {
            try self.run(
                "INSERT OR IGNORE INTO mention (chat, account, message) VALUES (?, ?, ?)",
                [chat, name, message])
        }
    }

    private func unindex(
        _ message: Int64, _ chat: Int64, _ journal: inout SearchJournal
    ) throws {
        if let row = try self.row("SELECT text FROM event WHERE revision = ?", [message]) {
            journal.remove(message, row["text"], in: chat)
        }
        try self.run("DELETE FROM mention WHERE message = ?", [message])
    }

    private func change(
        _ message: Int64, to text: String, at time: Timestamp, _ chat: Int64,
        _ journal: inout SearchJournal,
    ) throws {
        try self.unindex(message, chat, &journal)
        try self.run(
            "UPDATE event SET text = ?, edited = ? WHERE revision = ?",
            [text, time.milliseconds, message])
        // Nothing that was changed away can be read any more.
        try self.run(
            "UPDATE event SET text = '' WHERE kind = 7 AND message = ? AND text <> ?",
            [message, text])
        try self.index(message, text, chat, &journal)
    }

    /// The message leaves a mark and no text (L2.18).
    private func forget(
        _ message: Int64, _ chat: Int64, _ journal: inout SearchJournal
    ) throws {
        try self.unindex(message, chat, &journal)
        try self.forgetFile(of: message)
        try self.forgetPoll(message)
        try self.run(
            "UPDATE event SET text = '', is_deleted = 1 WHERE revision = ?", [message])
        try self.run("UPDATE event SET text = '' WHERE kind = 7 AND message = ?", [message])
        try self.run("DELETE FROM reaction WHERE message = ?", [message])
        try self.run("DELETE FROM pin WHERE chat = ? AND message = ?", [chat, message])
    }

    private func forgetMessages(of chat: Int64, _ journal: inout SearchJournal) throws {
        let messages = try self.rows(
            "SELECT revision, text FROM event WHERE chat = ? AND kind = 1 AND is_deleted = 0",
            [chat])
        for row in messages { journal.remove(row["revision"], row["text"], in: chat) }
        try self.forgetPolls(of: chat)
        try self.run("DELETE FROM mention WHERE chat = ?", [chat])
        try self.run("DELETE FROM pin WHERE chat = ?", [chat])
        try self.run(
            """
            DELETE FROM reaction WHERE message IN (
                SELECT revision FROM event WHERE chat = ? AND kind = 1 AND is_deleted = 0)
            """, [chat])
        try self.run(
            """
            DELETE FROM file WHERE number IN (SELECT file FROM event WHERE chat = :chat)
                AND NOT EXISTS (SELECT 1 FROM event WHERE event.file = file.number
                    AND event.chat <> :chat)
            """, ["chat": chat])
        try self.run(
            """
            UPDATE event SET text = '', file = NULL, is_deleted = 1
            WHERE chat = ? AND kind = 1 AND is_deleted = 0
            """, [chat])
        try self.run("UPDATE event SET text = '' WHERE chat = ? AND kind = 7", [chat])
    }

    /// Tells the index, behind everything that sets savepoints.
    func write(_ journal: SearchJournal) throws {
        for entry in journal.entries {
            switch entry {
            case .add(let message, let row):
                try self.run(
                    "INSERT INTO message_index (rowid, words) VALUES (?, ?)", [message, row])
            case .remove(let message, let row):
                try self.run(
                    """
                    INSERT INTO message_index (message_index, rowid, words)
                    VALUES ('delete', ?, ?)
                    """, [message, row])
            }
        }
    }
}

extension MessageDemand {
    /// Why a file can't be copied; nil if it can.
    fileprivate func refusal(of file: FileRecord) -> Refusal? {
        guard let limits = self.carriedFiles, let name = FileName(file.name) else {
            return .accessDenied
        }
        do throws(Denial) { try limits.check(name, size: file.size) } catch { return error.cause }
        return nil
    }
}

extension ChatFact.Kind {
    /// Whether only the newest of one account in a chat matters.
    fileprivate var replacesEarlier: Bool {
        switch self {
        case .read, .muted, .unmuted, .placed, .drafted: true
        default: false
        }
    }
}
