import Units

/// Who leads, and who does when the owner has left for good (L1.17).
extension Floor {
    mutating func appoint(_ number: UInt32, at now: Instant) throws(Denial) {
        guard let attendee = self.attendees[number], attendee.seat.isInside else {
            throw Self.nobody
        }
        guard !self.role(of: attendee).leads else { return }
        guard self.moderators.count < self.limits.moderatorsMaximum else {
            throw Denial(
                .full, "there are \(self.limits.moderatorsMaximum) moderators already")
        }
        self.moderators[attendee.person] = now
        self.changes.append(.role(attendee.person, .moderator))
    }

    /// Also one who is not here.
    mutating func dismiss(_ person: PersonID) throws(Denial) {
        guard person != self.owner else {
            throw Denial(.accessDenied, "the owner can't be dismissed")
        }
        let visits = self.numbers { $0.person == person }
        guard !visits.contains(where: { self.attendees[$0]?.visitor.isOperator ?? false }) else {
            throw Denial(.accessDenied, "an operator is a moderator of every conference")
        }
        guard self.moderators.removeValue(forKey: person) != nil else {
            throw Denial(.notPossibleNow, "that is no moderator")
        }
        self.changes.append(.role(person, person.isGuest ? .guest : .participant))
        // A lecture is given by a moderator.
        guard self.kind == .lecture else { return }
        for number in visits where self.attendees[number]?.seat == .podium {
            try self.stepDown(number)
        }
    }

    /// The longest-serving moderator takes over, else an operator, else the longest present; a
    /// guest only if there is nobody else. An owner who comes back is a moderator.
    mutating func succeed(at now: Instant) {
        guard !self.isInside(self.owner) else {
            self.isAbandoned = false
            return
        }
        guard let heir = self.heir else {
            self.isAbandoned = true
            return
        }
        self.isAbandoned = false
        self.moderators[heir] = nil
        if !self.owner.isGuest { self.moderators[self.owner] = now }
        self.owner = heir
        self.changes.append(.role(heir, .owner))
    }

    private var heir: PersonID? {
        let present = self.numbers { $0.seat.isInside && $0.visitor.isHuman }
            .compactMap { number in self.attendees[number].map { (number, $0) } }
            .sorted { ($0.1.since, $0.0) < ($1.1.since, $1.0) }.map(\.1)
        let moderators = present.compactMap { attendee in
            self.moderators[attendee.person].map { (since: $0, person: attendee.person) }
        }
        // Of several with one time, the first of those present.
        return moderators.min { $0.since < $1.since }?.person
            ?? present.first { $0.visitor.isOperator }?.person
            ?? present.first { !$0.person.isGuest }?.person
            ?? present.first?.person
    }
}
