internal import Units

/// A yes or a no to what was asked aloud (B.11).
public enum YesOrNo: String, Sendable, Hashable, CaseIterable {
    case yes
    case no
}

/// How many of those present say yes and no; nothing if nobody says either.
public struct VoteTally: Sendable, Hashable {
    public var yes: Int
    public var no: Int
    /// People in the conference, each once, however many devices they bring.
    public var present: Int

    public init(yes: Int = 0, no: Int = 0, present: Int = 0) {
        self.yes = yes
        self.no = no
        self.present = present
    }

    public var isEmpty: Bool { self.yes == 0 && self.no == 0 }

    public subscript(_ answer: YesOrNo) -> Int {
        switch answer {
        case .yes: self.yes
        case .no: self.no
        }
    }

    /// Of a hundred present, how many say so; rounded.
    public func percent(of answer: YesOrNo) -> Int {
        guard self.present > 0 else { return 0 }
        let share = Double(self[answer]) / Double(self.present)
        return Int((min(1, max(0, share)) * 100).rounded())
    }
}

/// What somebody shows of oneself to everybody: an emoji, a yes or a no.
struct Sign: Sendable, Hashable {
    /// Counted until it is changed, taken back or cleared; of who is away for a moment it waits.
    var vote: YesOrNo?
    /// The others are told whose the vote is.
    var isOpen = false
    /// No other one of theirs before.
    var next: Instant
}

/// Emoji that are shown for a moment, and votes with raised hands (B.11).
///
/// **People vote, not visits:** who comes with two devices, or comes back, has one vote.
extension Floor {
    /// How the vote stands.
    public var tally: VoteTally {
        guard self.signs.values.contains(where: { $0.vote != nil }) else { return VoteTally() }
        let present = Set(
            self.attendees.values.filter { $0.seat.isInside && $0.visitor.isHuman }.map(\.person))
        let votes = present.compactMap { self.signs[$0]?.vote }
        let yes = votes.count { $0 == .yes }
        guard !votes.isEmpty else { return VoteTally() }
        return VoteTally(yes: yes, no: votes.count - yes, present: present.count)
    }

    mutating func react(_ number: UInt32, with emoji: Emoji, at now: Instant) throws(Denial) {
        _ = try self.sign(of: number, at: now)
        self.changes.append(.reacted(number, emoji))
    }

    /// - Parameter isAnonymous: only the count is told.
    mutating func vote(
        _ number: UInt32, _ answer: YesOrNo?, isAnonymous: Bool, at now: Instant
    ) throws(Denial) {
        guard let attendee = self.attendees[number], attendee.visitor.isHuman else {
            throw Denial(.accessDenied, "only people vote")
        }
        let before = self.signs[attendee.person]
        let isOpen = answer != nil && !isAnonymous
        guard before?.vote != answer || (before?.isOpen ?? false) != isOpen else { return }
        let person = try self.sign(of: number, at: now)
        self.signs[person]?.vote = answer
        self.signs[person]?.isOpen = isOpen
        if isOpen || before?.isOpen == true {
            self.changes.append(.voted(number, isOpen ? answer : nil))
        }
    }

    mutating func clearVotes() {
        for person in self.signs.keys {
            self.signs[person]?.vote = nil
            self.signs[person]?.isOpen = false
        }
    }

    /// Tells how the vote stands, if that is another than was told last: votes, and who is present.
    mutating func countVotes() {
        let tally = self.tally
        guard tally != self.toldTally, !self.isOver else { return }
        self.toldTally = tally
        self.changes.append(.votesCounted(tally))
    }

    /// What may be shown now, as who it is.
    private mutating func sign(of number: UInt32, at now: Instant) throws(Denial) -> PersonID {
        try self.requireText(of: number)
        guard let person = self.attendees[number]?.person else { throw Self.nobody }
        if let next = self.signs[person]?.next, now < next {
            throw Denial(.rateLimited, retryAfter: next - now)
        }
        let next = now + self.limits.signPause
        self.signs[person, default: Sign(next: next)].next = next
        return person
    }
}
