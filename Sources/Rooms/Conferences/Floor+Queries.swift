public import Units

extension Floor {
    public var kind: ConferenceKind { self.settings.kind }

    /// What a participant is; nil if there is none of this number.
    public func role(of number: UInt32) -> ConferenceRole? {
        self.attendees[number].map(self.role)
    }

    func role(of attendee: Attendee) -> ConferenceRole { self.role(of: attendee.visitor) }

    func role(of visitor: Visitor) -> ConferenceRole {
        if visitor.person == self.owner { return .owner }
        if visitor.isOperator || self.moderators[visitor.person] != nil { return .moderator }
        return visitor.person.isGuest ? .guest : .participant
    }

    func leads(_ number: UInt32) -> Bool { self.role(of: number)?.leads ?? false }

    /// The column of the table of rights. Where everybody is on the podium, it makes nobody a speaker.
    func standing(of attendee: Attendee) -> ConferenceStanding {
        ConferenceStanding(
            self.role(of: attendee),
            isOnPodium: self.kind.hasHall && attendee.seat == .podium)
    }

    /// Lets those pass who may do something that is not an action of the floor's own, as record.
    ///
    /// - Throws: `.accessDenied`, `.notPossibleNow` for who waits, or `.userNotFound` for nobody.
    public func require(_ right: ConferenceRight, of number: UInt32) throws(Denial) {
        guard let attendee = self.attendees[number] else { throw Self.nobody }
        guard attendee.seat.isInside else { throw Self.notLetIn }
        try right.require(of: self.standing(of: attendee))
    }

    /// Lets those pass who may write in the conference's chat (L1.22).
    public func requireText(of number: UInt32) throws(Denial) {
        try self.require(.takePart, of: number)
        guard self.settings.guests.text || self.attendees[number]?.person.isGuest == false else {
            throw Denial(.accessDenied, "guests may not write in this conference")
        }
    }

    /// Whether a stream passes from one participant to another at this moment.
    public func passes(
        _ stream: ConferenceStream, from sender: UInt32, to receiver: UInt32, at now: Instant
    ) -> Bool {
        guard !self.isOver, sender != receiver, let from = self.position(of: sender, at: now),
            let to = self.position(of: receiver, at: now)
        else { return false }
        return self.kind.passes(stream, from: from, to: to)
    }

    /// Where a participant sits and what is on; nil if there is none of this number.
    public func position(of number: UInt32, at now: Instant) -> Position? {
        guard let attendee = self.attendees[number] else { return nil }
        var position = Position(
            attendee.seat(at: now), hears: attendee.devices.contains(.speaker))
        if attendee.devices.contains(.microphone) { position.sends.insert(.voice) }
        if attendee.devices.contains(.camera) { position.sends.insert(.camera) }
        if self.isAllowed(.camera, to: attendee.person) { position.sends.insert(.content) }
        return position
    }

    /// The participants who are told of a change, in the order of their numbers.
    public func receivers(of change: FloorChange) -> [UInt32] {
        let numbers =
            switch change.audience {
            case .all: Array(self.attendees.keys)
            case .inside: self.inside
            case .insideAnd(let other): self.inside + [other]
            case .leadersAnd(let other): self.inside.filter(self.leads) + [other]
            case .only(let other): [other]
            }
        return Set(numbers).sorted()
    }

    /// Everybody in the conference, in the order of their numbers.
    public var inside: [UInt32] { self.numbers { $0.seat.isInside } }

    /// Everybody before the door, first come first.
    public var waiting: [UInt32] {
        self.numbers { $0.seat == .waiting }.sorted { self.order($0, $1, by: \.since) }
    }

    /// Invited accounts that are not here (L1.26).
    public var unconnected: [AccountName] {
        self.invited.filter { !self.isInside(.account($0)) }.sorted()
    }

    public var onPodium: [UInt32] { self.numbers { $0.seat == .podium } }

    /// Those who ask for the podium, first come first.
    public var hands: [UInt32] {
        self.numbers { $0.handUpSince != nil }
            .sorted { self.order($0, $1) { $0.handUpSince ?? .start } }
    }

    /// Whether nobody is here or about to come back; recorders and bots do not count.
    public var isDeserted: Bool {
        self.absent.isEmpty && self.numbers { $0.seat.isInside && $0.visitor.isHuman }.isEmpty
    }

    /// Whether somebody's connection was lost and they count as about to come back.
    public func isAwaited(_ person: PersonID) -> Bool { self.absent[person] != nil }

    func numbers(where isMeant: (Attendee) -> Bool) -> [UInt32] {
        self.attendees.filter { isMeant($0.value) }.keys.sorted()
    }

    /// Earlier first, and of two at once the lower number.
    func order(_ one: UInt32, _ other: UInt32, by time: (Attendee) -> Instant) -> Bool {
        let times = [one, other].map { self.attendees[$0].map(time) ?? .start }
        return (times[0], one) < (times[1], other)
    }

    /// Their recorders and bots don't count.
    func isInside(_ person: PersonID) -> Bool {
        self.attendees.values.contains {
            $0.person == person && $0.seat.isInside && $0.visitor.isHuman
        }
    }

    /// Those whom an action is about.
    ///
    /// - Throws: `.userNotFound` unless each of those named is one of `candidates`.
    func resolve(
        _ whom: ConferenceAction.Whom, among candidates: [UInt32]
    ) throws(Denial) -> [UInt32] {
        switch whom {
        case .everyone:
            return candidates.filter {
                self.attendees[$0]?.seat == .waiting || !self.leads($0)
            }
        case .these(let numbers):
            let numbers = Set(numbers)
            guard numbers.isSubset(of: candidates) else { throw Self.nobody }
            return numbers.sorted()
        }
    }
}
