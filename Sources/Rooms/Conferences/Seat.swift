/// Where somebody sits in a conference; from it follows whom one sees and hears.
public enum Seat: String, Sendable, Hashable, CaseIterable {
    /// Seen and heard.
    case podium
    /// Sees and hears.
    case hall
    /// In the hall, and heard for the time of an audio remark (L1.20).
    case remark
    /// Not let in yet: sees, hears and sends nothing (L1.25).
    case waiting

    /// Whether one is in the conference, and not before its door.
    public var isInside: Bool { self != .waiting }
}

/// What somebody sends in a conference.
public enum ConferenceStream: String, Sendable, Hashable, CaseIterable {
    case voice
    case camera
    case content
}

extension ConferenceKind {
    /// Whether a stream reaches one seat from another: the whole of who sees and hears whom.
    ///
    /// It says nothing of microphones that are off, or of layers and speakers chosen for a link.
    public func passes(_ stream: ConferenceStream, from sender: Seat, to receiver: Seat) -> Bool {
        guard sender.isInside, receiver.isInside else { return false }
        if !self.hasHall || sender == .podium { return true }
        if sender == .remark, stream == .voice { return true }
        // The lecturer sees the class.
        return self == .lecture && receiver == .podium
    }
}

/// Where somebody sits and what of theirs is on: all that decides who gets their media.
public struct Position: Sendable, Hashable {
    public var seat: Seat
    public var sends: Set<ConferenceStream>
    /// The speaker is on.
    public var hears: Bool

    public init(_ seat: Seat, sends: Set<ConferenceStream> = [], hears: Bool = true) {
        self.seat = seat
        self.sends = sends
        self.hears = hears
    }
}

extension ConferenceKind {
    /// Whether a stream reaches one participant from another.
    public func passes(
        _ stream: ConferenceStream, from sender: Position, to receiver: Position
    ) -> Bool {
        sender.sends.contains(stream) && (stream != .voice || receiver.hears)
            && self.passes(stream, from: sender.seat, to: receiver.seat)
    }
}
