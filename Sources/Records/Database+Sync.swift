internal import GRDB
internal import Rooms
internal import Sessions
internal import Units

/// Catching up: what an account may see of all its chats, in one order.
///
/// Every chat is asked for itself, so that it costs nothing what has happened in others.
extension GRDB.Database {
    /// Revisions that are taken of one chat at once: more are looked at in vain where many chats have
    /// news, fewer take more rounds where one has.
    private static let portion = 16

    func events(since: UInt64, _ account: AccountName, limit: Int) throws -> [EventRecord] {
        let stretches = try self.stretches(of: account)
        var found: [EventRecord] = []
        var since = Int64(clamping: since)
        while found.count < limit {
            let (next, isAll) = try self.revisions(
                after: since, account, stretches, limit: limit - found.count)
            found += try self.events(
                """
                WHERE event.revision IN (SELECT value FROM json_each(:list))
                    AND \(EventSQL.visible) ORDER BY event.revision
                """, ["list": next.jsonList, "account": account.text], seenBy: account)
            guard !isAll, let last = next.last else { break }
            since = last
        }
        try self.withholdChanges(of: &found, from: account)
        return found
    }

    /// What has become of a message since is none of the business of who has left the chat.
    private func withholdChanges(
        of events: inout [EventRecord], from account: AccountName
    ) throws {
        let left = try Set(events.map(\.chat)).filter {
            try !self.isMember(account, of: self.number(of: $0))
        }
        for index in events.indices where left.contains(events[index].chat) {
            if events[index].condition?.edited != nil { events[index].fact.text = "" }
            events[index].condition = nil
            let poll = events[index].poll?.poll
            events[index].poll =
                events[index].fact.kind == .message ? poll.map { PollTally($0) } : nil
        }
    }

    func newest(_ account: AccountName) throws -> [EventRecord] {
        var newest = try self.newest(
            "event.sender = :account AND event.is_personal = 1", ["account": account.text])
        for stretch in try self.stretches(of: account) {
            let other = try self.newest(
                """
                event.chat = :chat AND event.is_personal = 0\(stretch.condition)
                    AND event.revision BETWEEN :first AND :last
                """,
                [
                    "account": account.text, "chat": stretch.chat, "first": stretch.first,
                    "last": stretch.last,
                ])
            newest = max(newest ?? 0, other ?? 0)
        }
        return try self.events(
            "WHERE event.revision = :newest", ["newest": newest], seenBy: account)
    }

    private func newest(_ condition: String, _ arguments: StatementArguments) throws -> Int64? {
        try self.row(
            """
            SELECT event.revision FROM event WHERE \(condition) AND \(EventSQL.visible)
            ORDER BY event.revision DESC LIMIT 1
            """, arguments)?["revision"]
    }

    /// The first revisions after one that an account may look at, in order, and whether there are no
    /// more.
    private func revisions(
        after since: Int64, _ account: AccountName, _ stretches: [Stretch], limit: Int
    ) throws -> ([Int64], isAll: Bool) {
        let portion = max(Self.portion, limit / max(1, stretches.count))
        var all: [Int64] = []
        // Up to here nothing is left out.
        var horizon = Int64.max
        func take(_ sql: String, _ arguments: StatementArguments) throws {
            let part = try self.rows(
                sql + " ORDER BY revision LIMIT \(portion)", arguments
            ).map { $0["revision"] as Int64 }
            all += part
            if part.count == portion, let last = part.last { horizon = min(horizon, last) }
        }
        try take(
            """
            SELECT revision FROM event
            WHERE sender = ? AND is_personal = 1 AND revision > ?
            """, [account.text, since])
        for stretch in stretches where stretch.last > since {
            try take(
                """
                SELECT revision FROM event
                WHERE chat = ? AND is_personal = 0\(stretch.condition)
                    AND revision BETWEEN ? AND ?
                """, [stretch.chat, max(stretch.first, since + 1), stretch.last])
        }
        let next = all.filter { $0 <= horizon }.sorted().prefix(limit)
        return (Array(next), horizon == .max && next.count == all.count)
    }
}
