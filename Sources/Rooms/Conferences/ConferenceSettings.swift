/// How a conference is set (L11.6). Its parts are checked when they are made, so any settings that
/// exist are acceptable, and may be changed freely.
public struct ConferenceSettings: Sendable, Hashable {
    public var shape: ConferenceShape
    public var topic: ConferenceTopic?
    public var access = ConferenceAccess.private
    public var guests = GuestAllowance()
    /// What entrants are asked for.
    public var entryPIN = EntryPIN.off
    public var waitingRoom = WaitingRoom.off
    public var mutesMicrophoneOnEntry = false
    public var mutesCameraOnEntry = false
    /// Who calls the owner comes in at once, and doesn't wait to be admitted (L1.26).
    public var autoApproves = false
    /// The conference has a chat of its own (L2.4).
    public var isUnlinked = false
    public var schedule = Schedule.none

    public init(_ shape: ConferenceShape) {
        self.shape = shape
    }

    /// Everything as usual, and as many people as the kind allows.
    public init(_ kind: ConferenceKind) {
        self.init(ConferenceShape(kind))
    }

    public var kind: ConferenceKind { self.shape.kind }
    public var asksPIN: Bool { self.entryPIN != .off }

    /// What entrants are asked for, where that is known; nil otherwise, and set to nil for nothing.
    public var pin: PIN? {
        get { if case .known(let pin) = self.entryPIN { pin } else { nil } }
        set { self.entryPIN = newValue.map { .known($0) } ?? .off }
    }
}

/// What entrants are asked for, as far as whoever has the settings knows (L1.24).
public enum EntryPIN: Sendable, Hashable {
    case off
    case known(PIN)
    /// A planned conference's PIN, which nobody keeps.
    case verified(by: PINVerifier)
    /// There is one, and the server has not told which. **Settings sent back with it keep the PIN.**
    case untold
}

/// A kind of conference with its number of people and seats on the podium (L1.15).
public struct ConferenceShape: Sendable, Hashable {
    public let kind: ConferenceKind
    /// People, recorders and bots together.
    public private(set) var people: Int
    /// Without a hall everybody is on the podium.
    public private(set) var podium: Int

    /// As large as the kind allows.
    public init(_ kind: ConferenceKind) {
        self.kind = kind
        self.people = kind.peopleMaximum
        self.podium = kind.podiumMaximum
    }

    /// - Parameter podium: nil for as many as there can be.
    /// - Throws: `.kindUnsupported`, with the limit.
    public init(_ kind: ConferenceKind, people: Int, podium: Int? = nil) throws(Denial) {
        guard (2...kind.peopleMaximum).contains(people) else {
            throw Denial(
                .kindUnsupported,
                "a \(kind) conference has room for 2 to \(kind.peopleMaximum) people")
        }
        let podiumMaximum = min(kind.podiumMaximum, people)
        let podiumMinimum = kind.hasHall ? 1 : people
        let podium = podium ?? podiumMaximum
        guard (podiumMinimum...podiumMaximum).contains(podium) else {
            let range =
                podiumMinimum == podiumMaximum
                ? "\(podiumMaximum)" : "\(podiumMinimum) to \(podiumMaximum)"
            throw Denial(
                .kindUnsupported,
                "the podium of a \(kind) conference of \(people) people has seats for \(range)")
        }
        self.kind = kind
        self.people = people
        self.podium = podium
    }

    /// The same for more or fewer people; a podium that was set stays, as far as there are people.
    ///
    /// - Throws: `.kindUnsupported`, with the limit.
    public func changed(to people: Int) throws(Denial) -> ConferenceShape {
        let isPodiumSet = self.podium < min(self.kind.podiumMaximum, self.people)
        guard isPodiumSet, self.kind.hasHall else {
            return try ConferenceShape(self.kind, people: people)
        }
        return try ConferenceShape(
            self.kind, people: people, podium: min(self.podium, max(1, people)))
    }

    /// The same for another kind: limits that were set stay, as far as the kind allows.
    public func changed(to kind: ConferenceKind) -> ConferenceShape {
        var shape = ConferenceShape(kind)
        if self.people < self.kind.peopleMaximum { shape.people = min(self.people, shape.people) }
        let isPodiumSet = self.podium < min(self.kind.podiumMaximum, self.people)
        let podiumMaximum = min(shape.podium, shape.people)
        shape.podium = isPodiumSet && kind.hasHall ? min(self.podium, podiumMaximum) : podiumMaximum
        return shape
    }
}

/// What a conference is about: 1…240 code points of one line, not all white space (L2.19).
public struct ConferenceTopic: Sendable, Hashable, CustomStringConvertible {
    public static let lengthMaximum = 240
    public let text: String

    /// - Throws: `.tooLong`.
    public init(_ text: String) throws(Denial) {
        let scalars = text.unicodeScalars
        guard (1...Self.lengthMaximum).contains(scalars.count),
            scalars.contains(where: { !$0.properties.isWhitespace })
        else { throw Denial.tooLong(limit: "\(Self.lengthMaximum) characters") }
        guard !scalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw Denial(.tooLong, "a topic is one line, without control characters")
        }
        self.text = text
    }

    public var description: String { self.text }
}

/// Who may come in at all (L1.21).
public enum ConferenceAccess: String, Sendable, Hashable, CaseIterable {
    /// Accounts of this server.
    case `private`
    /// Guests too.
    case `public`
}

/// What guests may do in a public conference (L1.22).
public struct GuestAllowance: Sendable, Hashable {
    public var text = true
    public var audio = true
    public var video = true

    public init(text: Bool = true, audio: Bool = true, video: Bool = true) {
        self.text = text
        self.audio = audio
        self.video = video
    }
}

/// Who is held before the door until a moderator admits them (L1.25). Those who lead never are.
public enum WaitingRoom: String, Sendable, Hashable, CaseIterable {
    case off
    case guests
    /// All but invited accounts.
    case uninvited
    case all

    public func holds(isGuest: Bool, isInvited: Bool) -> Bool {
        switch self {
        case .off: false
        case .guests: isGuest
        case .uninvited: !isInvited
        case .all: true
        }
    }
}
