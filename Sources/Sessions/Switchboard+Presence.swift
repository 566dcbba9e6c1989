package import Rooms
import Units
package import Wire

/// Whether people can be reached, as those are told who share a chat with them.
///
/// **Nobody else learns of it, nor does who is blocked, and nobody learns in which conference somebody
/// is.** A conference's own chat does not count: who is in it is told as participants.
extension Switchboard {
    mutating func tellPresences(_ changed: [AccountName: Presence]) {
        for (account, presence) in changed.sorted(by: { $0.key < $1.key })
        where !account.isReserved {
            var news = PresenceChanged()
            news.people = [PersonPresence(account, presence)]
            let others = self.contacts(of: account).filter { !self.blocks.holds($0, of: account) }
            self.tell(self.connections(of: others), .presenceChanged(news))
        }
    }

    /// To who is blocked from now on somebody is away, as far as it has been told anything.
    mutating func tellPresence(of account: AccountName, to other: AccountName) {
        guard let presence = self.keptPresences[account],
            self.contacts(of: account).contains(other)
        else { return }
        let isBlocked = self.blocks.holds(other, of: account)
        var news = PresenceChanged()
        news.people = [PersonPresence(account, isBlocked ? .offline : presence)]
        self.tell(self.liveConnections(of: other), .presenceChanged(news))
    }

    /// All at once, to a device that has caught up. As it was last swept: what is newer is news.
    mutating func tellPresences(to connection: ConnectionID, _ account: AccountName) {
        guard !account.isReserved else { return }
        let others = self.contacts(of: account).filter { !self.blocks.holds(account, of: $0) }
        let present = others.sorted().compactMap { other in
            self.keptPresences[other].map { PersonPresence(other, $0) }
        }
        guard !present.isEmpty else { return }
        var news = PresenceChanged()
        news.people = Array(present.prefix(self.limits.presencesMaximum))
        self.tell([connection], .presenceChanged(news))
    }

    func contacts(of account: AccountName) -> Set<AccountName> {
        var contacts: Set<AccountName> = []
        for id in self.chatsOf[account, default: []] {
            guard let chat = self.chats[id], chat.kind != .meeting,
                chat.members.count <= self.limits.presenceMembersMaximum
            else { continue }
            contacts.formUnion(chat.members.keys)
        }
        contacts.remove(account)
        return contacts
    }
}

extension PersonPresence {
    init(_ account: AccountName, _ presence: Presence) {
        self.init()
        self.account = account.text
        self.presence =
            switch presence {
            case .offline, .deactivated: .offline
            case .online: .online
            // Whose conference it is concerns nobody.
            case .busy, .hosting: .busy
            }
    }
}

extension Presence {
    /// Nil for what no server of ours says.
    package init?(_ code: PresenceCode) {
        switch code {
        case .offline: self = .offline
        case .online: self = .online
        case .busy: self = .busy
        case .unspecified, .UNRECOGNIZED: return nil
        }
    }
}
