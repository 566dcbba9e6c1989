/// Whom somebody calls from a chat, and into what kind of conference.
public struct Summons: Sendable, Hashable {
    public let callees: [AccountName]
    /// Nil for what is usual.
    public let kind: ConferenceKind?

    /// From a private chat the other one is rung, and it is a call, unless others are named.
    ///
    /// - Parameter partner: The other one of a private chat; nil for other chats.
    public init(
        _ callees: [AccountName], kind: ConferenceKind? = nil, partner: AccountName? = nil
    ) {
        guard let partner, callees.isEmpty else {
            (self.callees, self.kind) = (callees, kind)
            return
        }
        (self.callees, self.kind) = ([partner], kind ?? .call)
    }
}
