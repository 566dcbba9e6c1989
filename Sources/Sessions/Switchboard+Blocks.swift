import Rooms
import Units
import Wire

/// Hearing nothing of somebody (B.14).
///
/// **Who is blocked is told what is told of anybody who can't be reached**, `unavailable`, for calls and
/// lines alike. Taking a line and never delivering it would tell even less, and lose it; whoever
/// tries to write learns that it was not said, and not why.
extension Switchboard {
    mutating func block(_ block: Block, _ call: Call, by session: Session) {
        do throws(Denial) {
            let other = try AccountName(wire: block.account)
            // Who is here for one conference is put out of it instead.
            guard !other.isReserved else { throw Denial(.userNotFound) }
            if !block.ends { try self.blocks.checkRoom(for: other, of: session.account) }
            self.ask(
                block.ends
                    ? .unblock(other, by: session.account) : .block(other, by: session.account),
                then: .blocking(call, other, by: session.account, ends: block.ends))
        } catch { self.refuse(call, error) }
    }

    /// It is kept, and holds whether or not anybody waits for the answer.
    mutating func blocked(
        _ other: AccountName, by account: AccountName, ends: Bool, _ call: Call, at now: Moment
    ) {
        let hasChanged = self.blocks.set(!ends, other, of: account)
        self.answerBlocked(call, of: account)
        guard hasChanged else { return }
        self.tell(self.liveConnections(of: account), .blockedChanged(self.blockedList(of: account)))
        self.tellPresence(of: account, to: other)
        self.tellPlans(of: other, to: account, at: now)
    }

    mutating func answerBlocked(_ call: Call, of account: AccountName) {
        self.answer(call, .blockedList(self.blockedList(of: account)))
    }

    private func blockedList(of account: AccountName) -> BlockedList {
        var list = BlockedList()
        list.accounts = self.blocks.list(of: account).map(\.text)
        return list
    }

    // MARK: What comes of it

    /// - Throws: `.unavailable` where the other one in a private chat has blocked who wants to reach
    ///   it.
    func requireReach(_ chat: Chat, by account: AccountName) throws(Denial) {
        guard chat.kind == .privateChat else { return }
        for other in chat.members.keys where self.blocks.holds(account, of: other) {
            throw Denial(.unavailable)
        }
    }

    /// Whether they are in a chat together, other than a conference's.
    func shareChat(_ account: AccountName, _ other: AccountName) -> Bool {
        let chats = self.chatsOf[account, default: []]
        return chats.contains { id in
            self.chats[id].map { $0.kind != .meeting && $0.members[other] != nil } ?? false
        }
    }
}
