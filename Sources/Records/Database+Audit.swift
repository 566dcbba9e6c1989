internal import GRDB
public import Rooms
internal import Sessions
public import Units

/// One thing that an auditor is to know (L2.13): that it was done, by whom and when, and no line.
public struct AuditEntry: Sendable, Hashable {
    /// The raw value is the stable name.
    public enum Deed: String, Sendable, Hashable, CaseIterable {
        /// A conference has a chat of its own.
        case chatMade = "chat-made"
        /// Lines of a conference go to its own chat from then on.
        case unlinked
        /// They go to the chat that the conference came from.
        case linked
        /// The administrator has given a chat another owner (L2.23).
        case ownerSet = "owner-set"
    }

    public var time: Timestamp
    /// Nil for the administrator.
    public var actor: AccountName?
    public var deed: Deed
    /// The conference; or the chat and its new owner.
    public var subject: String

    public init(_ time: Timestamp, _ actor: AccountName?, _ deed: Deed, _ subject: String) {
        self.time = time
        self.actor = actor
        self.deed = deed
        self.subject = subject
    }
}

extension Database {
    /// All that was audited, the oldest first.
    public func audit() throws(RecordsError) -> [AuditEntry] {
        try self.inspect { database in
            try Row.fetchAll(
                database, sql: "SELECT time, actor, deed, subject FROM audit ORDER BY number"
            ).compactMap(AuditEntry.init)
        }
    }
}

extension GRDB.Database {
    /// Writes down, with what was done, that it was done.
    func audit(_ deed: AuditEntry.Deed, _ event: EventRecord, of conference: String) throws {
        try self.run(
            "INSERT INTO audit (time, actor, deed, subject) VALUES (?, ?, ?, ?)",
            [event.time.milliseconds, event.sender.text, deed.rawValue, conference])
    }
}

extension AuditEntry {
    /// Nil for a row that this program has not written.
    fileprivate init?(_ row: Row) {
        guard let deed = Deed(rawValue: row["deed"]) else { return nil }
        self.init(
            Timestamp(milliseconds: row["time"]), AccountName(row["actor"] as String), deed,
            row["subject"])
    }
}
