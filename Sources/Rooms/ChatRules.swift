/// What somebody is in a chat.
public enum ChatRole: Int, Sendable, Hashable, CaseIterable {
    case owner = 1
    case admin = 2
    case user = 3

    /// REQUIREMENTS, chat rights: add or remove participants.
    public var mayAddMembers: Bool { self != .user }
}

/// A message's text: 1…4,096 code points that are not all white space, without NUL (L2.19).
public struct MessageText: Sendable, Hashable {
    public static let lengthMaximum = 4096
    public let text: String

    public init?(_ text: String) {
        let scalars = text.unicodeScalars
        guard (1...Self.lengthMaximum).contains(scalars.count) else { return nil }
        guard scalars.contains(where: { !$0.properties.isWhitespace }) else { return nil }
        guard !scalars.contains("\0") else { return nil }
        self.text = text
    }
}

/// A group's title: 1…255 code points of one line (L2.19).
public struct ChatTitle: Sendable, Hashable {
    public static let lengthMaximum = 255
    public let text: String

    public init?(_ text: String) {
        let scalars = text.unicodeScalars
        guard (1...Self.lengthMaximum).contains(scalars.count) else { return nil }
        guard scalars.contains(where: { !$0.properties.isWhitespace }) else { return nil }
        guard !scalars.contains(where: { $0.properties.generalCategory == .control }) else {
            return nil
        }
        self.text = text
    }
}

/// Who reads what is written in a conference (L2.11).
public enum Audience: Sendable, Hashable {
    /// The chat the conference came from.
    case group(title: String, members: Int)
    /// A private chat between two people.
    case pair(AccountName, AccountName)
    /// The conference's own chat.
    case meeting(members: Int)

    /// The words of the screen, the same on every front.
    public var label: String {
        switch self {
        case .group(let title, let members): "shared with #\(title) (\(members))"
        case .pair(let one, let other): "shared with @\(one) and @\(other) (2)"
        case .meeting(let members): "private to this meeting (\(members))"
        }
    }

    public var isPrivate: Bool {
        if case .meeting = self { true } else { false }
    }
}

/// Limits of a conference in which everybody sees and hears everybody (L1, `PxP`).
public enum AllOnScreen {
    /// People, recorders and bots together.
    public static let participantsMaximum = 36
}
