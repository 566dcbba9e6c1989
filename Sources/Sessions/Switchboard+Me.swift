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
        var list = PolicyList()
        list.policies = Policy.all.filter(\.isTold).map { policy in
            var entry = PolicyEntry()
            entry.name = policy.name
            entry.value = policy.value(in: self.policies)
            return entry
        }
        self.answer(call, .policyList(list))
    }
}
