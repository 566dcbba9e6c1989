/// What the administrator lets a group's members do (L1.12). The raw value is the stable name.
public enum Right: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Call people; without it one only receives calls.
    case call
    /// Create groups and conferences; without it one only joins.
    case create
    /// Share content; without it one only views.
    case share
    /// Control a shared terminal.
    case control
    /// Edit the address book; without it one only reads it.
    case contacts
    /// Send files; without it one only receives them.
    case files
    /// Record conferences.
    case record
    /// Reach users of peer servers.
    case federate
    /// Is a moderator of every conference on the server.
    case `operator`

    public var description: String { self.rawValue }
}

/// The rights of a group, or of a person: the union of the groups'.
public struct Rights: OptionSet, Sendable, Hashable {
    public var rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public init(_ rights: some Sequence<Right>) {
        self.init()
        for right in rights { self.insert(Rights(right)) }
    }

    public init(_ right: Right) {
        // A place in the list never changes: the database holds it.
        let place = Right.allCases.firstIndex(of: right) ?? 0
        self.init(rawValue: 1 << UInt32(place))
    }

    /// What the group of everybody has on a new server: all but what reaches beyond one's own.
    public static let standard = Rights(Set(Right.allCases).subtracting([.federate, .operator]))

    public func contains(_ right: Right) -> Bool { self.contains(Rights(right)) }

    /// In the order of the list.
    public var list: [Right] { Right.allCases.filter(self.contains) }
}
