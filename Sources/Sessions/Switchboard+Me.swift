import Rooms
import Wire

extension Switchboard {
    /// Tells somebody what it is here and may do.
    mutating func whoAmI(_ call: Call, _ session: Session) {
        var me = Me()
        me.account = session.account.text
        me.displayName = session.profile.displayName
        me.kind = AccountKindCode(rawValue: session.profile.kind.rawValue) ?? .unspecified
        me.rights = session.rights.list.map(\.rawValue)
        self.answer(call, .me(me))
    }

    /// Tells what the administrator has set, as far as it is about what people do.
    mutating func listPolicies(_ call: Call) {
        self.answer(call, .policyList(PolicyList(told: self.policies)))
    }

    /// Other policies hold from now on; those who have caught up are told of what they are told at
    /// all (L2.20).
    mutating func follow(_ policies: Policies) {
        let former = PolicyList(told: self.policies).policies
        self.policies = policies
        self.throttle.limits = .init(policies.lockout)
        var news = PolicyList(told: policies)
        news.policies.removeAll(where: former.contains)
        guard !news.policies.isEmpty else { return }
        let hearers = self.connections.filter {
            $0.value.isLive && $0.value.session?.isGuest == false
        }
        self.tell(hearers.keys.sorted { $0.number < $1.number }, .policiesChanged(news))
    }
}

extension PolicyList {
    fileprivate init(told policies: Policies) {
        self.init()
        self.policies = Policy.all.filter(\.isTold).map { policy in
            var entry = PolicyEntry()
            entry.name = policy.name
            entry.value = policy.value(in: policies)
            return entry
        }
    }
}
