/// A chat as far as its rules need it: who is in it, and what each is.
public struct Chat: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public var role: ChatRole
        /// The revision at which it became a member.
        public var since: UInt64

        public init(_ role: ChatRole, since: UInt64) {
            self.role = role
            self.since = since
        }
    }

    /// From when to when an account sees what happens: revisions, both included.
    public struct Stay: Sendable, Hashable {
        public var from: UInt64
        /// Nil while it lasts.
        public var until: UInt64?

        public init(from: UInt64, until: UInt64? = nil) {
            self.from = from
            self.until = until
        }

        public func contains(_ revision: UInt64) -> Bool {
            self.from <= revision && revision <= self.until ?? .max
        }
    }

    public var id: ChatID
    public var kind: ChatKind
    public var title: String
    public var members: [AccountName: Member]
    /// Of everybody who was ever a member; the last one of a member has no end.
    public var stays: [AccountName: [Stay]]

    public init(
        id: ChatID, kind: ChatKind, title: String, members: [AccountName: ChatRole] = [:],
        since revision: UInt64 = 0,
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.members = members.mapValues { Member($0, since: revision) }
        self.stays = members.mapValues { _ in [Stay(from: revision)] }
    }

    /// Does what has happened. The same facts in the same order make the same chat everywhere.
    public mutating func apply(_ fact: ChatFact, at revision: UInt64) {
        switch fact.kind {
        case .added:
            guard let account = fact.account, self.members[account] == nil else { return }
            self.members[account] = Member(fact.role ?? .user, since: revision)
            self.stays[account, default: []].append(Stay(from: fact.message ?? revision))
        case .historyGranted:
            guard let account = fact.account, self.members[account] != nil else { return }
            self.changeStay(of: account) { $0.from = min($0.from, fact.message ?? $0.from) }
        case .removed:
            guard let account = fact.account, self.members[account] != nil else { return }
            self.members[account] = nil
            self.changeStay(of: account) { $0.until = revision }
        case .roleChanged:
            if let account = fact.account, let role = fact.role {
                self.members[account]?.role = role
            }
        case .retitled: self.title = fact.text
        case .dissolved:
            for account in self.members.keys {
                self.changeStay(of: account) { $0.until = revision }
            }
            self.members = [:]
        default: break
        }
    }

    private mutating func changeStay(of account: AccountName, _ change: (inout Stay) -> Void) {
        guard let last = self.stays[account]?.indices.last else { return }
        change(&self.stays[account]![last])
    }

    /// Whether an account was there when something happened, or was let see it since.
    public func sees(_ account: AccountName, _ revision: UInt64) -> Bool {
        self.stays[account]?.contains { $0.contains(revision) } ?? false
    }

    /// Who owns it when its owner goes: the longest-serving admin, else writer or user (L2.23); nil
    /// if nobody is left, or if this kind has no owner of its own.
    public func heir(of owner: AccountName) -> AccountName? {
        guard self.kind == .group || self.kind == .channel else { return nil }
        let others = self.members.filter { $0.key != owner }
        return others.min { one, other in
            let ranks = (one.value.role.rank, other.value.role.rank)
            if ranks.0 != ranks.1 { return ranks.0 > ranks.1 }
            return (one.value.since, one.key) < (other.value.since, other.key)
        }?.key
    }

    /// What follows when somebody goes, by itself or not.
    public func departure(of account: AccountName) -> [ChatFact] {
        var facts = [ChatFact(.removed, account: account)]
        if self.members[account]?.role == .owner, let heir = self.heir(of: account) {
            facts.append(ChatFact(.roleChanged, account: heir, role: .owner))
        }
        return facts
    }

    /// What follows when a member becomes the owner; nothing for who is.
    public func handover(to account: AccountName) -> [ChatFact] {
        guard let role = self.members[account]?.role, role != .owner else { return [] }
        let owners = self.members.filter { $0.value.role == .owner }.keys.sorted()
        return [ChatFact(.roleChanged, account: account, role: .owner)]
            + owners.map { ChatFact(.roleChanged, account: $0, role: .admin) }
    }
}
