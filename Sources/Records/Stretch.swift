internal import GRDB
internal import Rooms

/// Revisions of one chat, both ends included, in which an account sees what happened.
struct Stretch {
    var chat: Int64
    var first: Int64
    var last: Int64
    /// Whether the account has put its messages away: only what is about none is left.
    var isCleared = false

    /// Which of a chat's events are in it.
    var condition: String { self.isCleared ? " AND \(EventSQL.lasting)" : "" }
}

extension GRDB.Database {
    /// What an account may look at, newest first in each chat; no two of a chat overlap.
    ///
    /// - Parameter chat: nil for all.
    func stretches(of account: AccountName, in chat: Int64? = nil) throws -> [Stretch] {
        let stays = try self.rows(
            """
            SELECT membership.chat, since, until, coalesce(cleared, 0) AS cleared
            FROM membership LEFT JOIN standing ON standing.account = membership.account
                AND standing.chat = membership.chat
            WHERE membership.account = :account AND (:chat IS NULL OR membership.chat = :chat)
            ORDER BY membership.chat, until IS NULL DESC, until DESC
            """, ["account": account.text, "chat": chat])
        var stretches: [Stretch] = []
        for stay in stays {
            let chat: Int64 = stay["chat"]
            let (since, cleared): (Int64, Int64) = (stay["since"], stay["cleared"])
            var until = (stay["until"] as Int64?) ?? .max
            // Who was let see what was before has stays that overlap.
            if let last = stretches.last, last.chat == chat { until = min(until, last.first - 1) }
            if until > max(cleared, since - 1) {
                stretches.append(
                    Stretch(chat: chat, first: max(since, cleared + 1), last: until))
            }
            if since <= min(until, cleared) {
                stretches.append(
                    Stretch(chat: chat, first: since, last: min(until, cleared), isCleared: true))
            }
        }
        return stretches
    }
}
