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
}
