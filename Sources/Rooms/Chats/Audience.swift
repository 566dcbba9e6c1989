/// Who reads what is written in a conference (L2.11).
public enum Audience: Sendable, Hashable {
    /// The chat the conference came from.
    case group(title: String, members: Int)
    /// A private chat between two people.
    case pair(AccountName, AccountName)
    /// The conference's own chat.
    case meeting(members: Int)
    /// One's own notes.
    case notes

    /// The words of the screen, the same on every front.
    public var label: String {
        switch self {
        case .group(let title, let members): "shared with #\(title) (\(members))"
        case .pair(let one, let other): "shared with @\(one) and @\(other) (2)"
        case .meeting(let members): "private to this meeting (\(members))"
        case .notes: "only for you"
        }
    }

    public var isPrivate: Bool {
        if case .meeting = self { true } else { false }
    }
}
