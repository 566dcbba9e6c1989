import Rooms
import Sessions
import Units
import Wire

/// People who hear nothing of others (B.14), whatever the server has been through.
extension World {
    /// Mostly somebody with whom one has a private chat; now and then oneself.
    mutating func block(_ index: Int) throws {
        let own = self.clients[index].account
        let partners = self.clients[index].chats.compactMap { self.partner(of: own, in: $0.id) }
        let other =
            Bool.random(using: &self.random)
            ? partners.randomElement(using: &self.random)
            : self.people.randomElement(using: &self.random)
        guard let other else { return }
        var block = Block()
        block.account = other.text
        block.ends = Int.random(in: 0..<3, using: &self.random) == 0
        if !block.ends { self.everBlocked.insert([own, other]) }
        try self.request(.block(block), index)
    }

    mutating func type(_ index: Int) throws {
        guard let chat = self.clients[index].chats.randomElement(using: &self.random) else {
            return
        }
        var tell = TellTyping()
        tell.chat = chat.id
        try self.request(.tellTyping(tell), index)
    }

    /// The other one in a private chat; nil for other chats.
    private func partner(of account: AccountName, in chat: String) -> AccountName? {
        let parts = chat.split(separator: ":")
        guard parts.count == 3, parts[0] == "private" else { return nil }
        return parts.dropFirst().compactMap { AccountName($0) }.first { $0 != account }
    }

    // MARK: What must hold

    /// Nothing that reaches the other in a private chat is taken from who is blocked there.
    func checkIsNotBlocked(_ event: EventRecord) throws {
        let kind = event.fact.kind
        // What was begun may go on and end.
        let isLater = [.deleted, .conferenceEnded, .unlinked, .linked].contains(kind)
        guard !kind.isPersonal, !isLater,
            let other = self.partner(of: event.sender, in: event.chat.text)
        else { return }
        guard !self.told.holds(event.sender, of: other) else {
            throw self.violation("\(event.sender) reaches \(other), who blocks it, by \(kind)")
        }
    }

    /// Who blocks is not called, is not seen to be there, and does not see who is blocked write.
    func checkBlocks(_ event: Event.OneOf_Body, _ account: AccountName) throws {
        let blocked = self.told.blocks[account] ?? []
        switch event {
        case .conferenceInvited(let news) where blocked.contains { $0.text == news.by }:
            throw self.violation("\(news.by) calls \(account), who blocks it")
        case .typing(let news) where blocked.contains { $0.text == news.account }:
            throw self.violation("\(account) sees \(news.account) write, whom it blocks")
        case .presenceChanged(let news):
            for person in news.people where person.presence != .offline {
                guard let other = AccountName(person.account),
                    self.told.holds(account, of: other)
                else { continue }
                throw self.violation("\(account) sees \(other), who blocks it")
            }
        case .blockedChanged(let list):
            guard list.accounts == blocked.sorted().map(\.text) else {
                throw self.violation("\(account) blocks \(blocked), and hears \(list.accounts)")
            }
        default: break
        }
    }

    /// A line in one's own private chat is refused for one reason, and in the same words as for who is
    /// not there.
    mutating func checkRefused(_ clientID: [UInt8], _ refused: Refused, _ index: Int) throws {
        let account = self.clients[index].account
        guard let chat = self.clients[index].lines.removeValue(forKey: clientID),
            let other = self.partner(of: account, in: chat)
        else { return }
        guard refused.cause == Refusal.unavailable.rawValue,
            refused.text == Refusal.unavailable.sentence,
            self.everBlocked.contains([other, account])
        else { throw self.violation("\(account) is refused in \(chat): \(refused.text)") }
        self.blockedLineCount += 1
    }
}
