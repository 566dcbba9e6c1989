public import Units

/// Coming in, and going away.
extension Floor {
    /// Whether a PIN is asked of somebody: those who lead or come back have shown who they are.
    public func needsPIN(of visitor: Visitor) -> Bool {
        self.settings.asksPIN && !self.isTrusted(visitor)
    }

    /// Somebody comes in, or waits before the door.
    ///
    /// - Parameters:
    ///   - devices: What is switched on; what may not be is off.
    ///   - replaced: The visit that goes on with this one keeps its seat and all else.
    /// - Throws: Why not.
    public mutating func enter(
        _ number: UInt32, _ visitor: Visitor, with devices: Set<ConferenceDevice> = [.speaker],
        replacing replaced: UInt32? = nil, at now: Instant,
    ) throws(Denial) -> [FloorChange] {
        precondition(self.attendees[number] == nil, "a participant's number is used only once")
        var next = self
        next.changes = next.advance(at: now)
        guard !next.isOver else { throw Denial(.ended) }
        if let replaced, let attendee = next.attendees[replaced] {
            try next.replace(attendee, replaced, by: number, visitor)
        } else {
            let isHeld = try next.checkEntry(of: visitor)
            next.attendees[number] = Attendee(visitor, devices: devices, at: now)
            if isHeld {
                next.changes.append(.waits(number))
            } else {
                next.letIn(number, at: now)
            }
        }
        self = next
        return self.takeChanges()
    }

    private mutating func replace(
        _ attendee: Attendee, _ replaced: UInt32, by number: UInt32, _ visitor: Visitor
    ) throws(Denial) {
        guard attendee.person == visitor.person, attendee.visitor.kind == visitor.kind else {
            throw Denial(.accessDenied)
        }
        var attendee = attendee
        attendee.visitor = visitor
        self.attendees[replaced] = nil
        self.attendees[number] = attendee
        if attendee.seat.isInside {
            self.changes.append(.replaced(replaced, by: number))
        } else {
            self.changes += [.stoppedWaiting(replaced), .waits(number)]
        }
    }

    /// Whether somebody has been let in before, or needs nobody's leave.
    private func isTrusted(_ visitor: Visitor) -> Bool {
        let person = visitor.person
        return visitor.isOperator || person == self.owner || self.moderators[person] != nil
            || self.absent[person] != nil || self.isInside(person)
    }

    /// - Returns: Whether the visitor has to wait.
    private mutating func checkEntry(of visitor: Visitor) throws(Denial) -> Bool {
        guard self.removed[visitor.person] == nil else { throw Denial(.removed) }
        var isInvited = false
        switch visitor.person {
        case .account(let account): isInvited = self.invited.contains(account)
        case .guest:
            guard self.settings.access == .public else { throw Denial(.guestsNotAllowed) }
        }
        let isTrusted = self.isTrusted(visitor)
        guard !self.isLocked || isTrusted else {
            throw Denial(.entryDenied, "the conference is locked")
        }
        let mustAsk = visitor.hasCalled && !isInvited && !self.settings.autoApproves
        let isHeld =
            mustAsk
            || self.settings.waitingRoom.holds(
                isGuest: visitor.person.isGuest, isInvited: isInvited)
        guard try self.asksToRecord(visitor) || (isHeld && !isTrusted) else {
            try self.requireRoom(for: 1)
            return false
        }
        guard self.waiting.count < self.limits.waitingMaximum else {
            throw Denial(.full, "\(self.limits.waitingMaximum) people wait to be let in already")
        }
        return true
    }

    /// Whether it is the recorder of somebody who may not record, but may ask those who may.
    ///
    /// - Throws: `.accessDenied` for who may not even ask.
    private func asksToRecord(_ visitor: Visitor) throws(Denial) -> Bool {
        guard visitor.kind == .recorder else { return false }
        let standing = ConferenceStanding(self.role(of: visitor), isOnPodium: false)
        if ConferenceRight.record.cell(for: standing) == .ask { return true }
        try ConferenceRight.record.require(of: standing)
        return false
    }

    /// A call that is to be more than two people's becomes a conference without a break.
    mutating func requireRoom(for count: Int) throws(Denial) {
        if self.kind == .call, self.inside.count + count > self.settings.shape.people {
            self.settings.shape = ConferenceShape(.allOnScreen)
            self.changes.append(.settingsChanged)
        }
        let people = self.settings.shape.people
        guard self.inside.count + count <= people else {
            throw Denial(.full, "the conference is full (\(people) people)")
        }
    }

    /// From before the door to a seat, with what may be switched on.
    mutating func letIn(_ number: UInt32, at now: Instant) {
        guard var attendee = self.attendees[number] else { return }
        attendee.since = now
        attendee.spokeAt = now
        attendee.devices = attendee.devices.filter { self.isAllowed($0, to: attendee.person) }
        if self.settings.mutesMicrophoneOnEntry || self.kind == .smart {
            attendee.devices.remove(.microphone)
        }
        if self.settings.mutesCameraOnEntry { attendee.devices.remove(.camera) }
        let leads = self.role(of: attendee).leads && attendee.visitor.isHuman
        let goesUp = !self.kind.hasHall || (leads && self.hasFreeSeat)
        attendee.seat = goesUp ? .podium : .hall
        self.attendees[number] = attendee
        // Their recorder is not them.
        if attendee.visitor.isHuman { self.absent[attendee.person] = nil }
        self.changes.append(.entered(number, attendee.seat))
        if self.isAbandoned, attendee.visitor.isHuman { self.succeed(at: now) }
    }

    // MARK: Going away

    /// A visit ends.
    ///
    /// - Parameter absentUntil: How long its person counts as about to come back; nil for who has
    ///   left for good.
    public mutating func leave(
        _ number: UInt32, absentUntil: Instant? = nil, at now: Instant
    ) -> [FloorChange] {
        self.changes = self.advance(at: now)
        guard !self.isOver, let attendee = self.attendees.removeValue(forKey: number) else {
            return self.takeChanges()
        }
        guard attendee.seat.isInside else {
            self.changes.append(.stoppedWaiting(number))
            return self.takeChanges()
        }
        self.changes.append(.left(number))
        guard attendee.visitor.isHuman, !self.isInside(attendee.person) else {
            return self.takeChanges()
        }
        if let absentUntil, absentUntil > now {
            self.absent[attendee.person] = absentUntil
        } else {
            self.forget(attendee.person, at: now)
        }
        return self.takeChanges()
    }

    /// Somebody who is about to come in for the first time counts like one who is coming back.
    public mutating func expect(_ person: PersonID, until end: Instant) {
        guard !self.isOver, !self.isInside(person) else { return }
        self.absent[person] = end
    }

    mutating func giveUpAbsent(at now: Instant) {
        for person in self.absent.filter({ $0.value <= now }).keys.sorted() {
            self.absent[person] = nil
            self.forget(person, at: now)
        }
    }

    /// Somebody has left for good.
    private mutating func forget(_ person: PersonID, at now: Instant) {
        self.signs[person] = nil
        self.changes.append(.gone(person))
        if person.isGuest { self.moderators[person] = nil }
        if person == self.owner { self.succeed(at: now) }
    }

    // MARK: By a moderator's hand

    mutating func invite(_ account: AccountName) throws(Denial) {
        self.removed[.account(account)] = nil
        guard !self.invited.contains(account) else {
            // Once more: those who are not here are called again (L1.26).
            return self.changes.append(.invited(account))
        }
        guard self.invited.count < self.limits.invitedMaximum else {
            throw Denial(.full, "\(self.limits.invitedMaximum) people are invited already")
        }
        self.invited.insert(account)
        self.changes.append(.invited(account))
    }

    /// All are all people: a recorder comes in only if it is meant.
    mutating func admit(_ whom: ConferenceAction.Whom, at now: Instant) throws(Denial) {
        let people = self.waiting.filter { self.attendees[$0]?.visitor.isHuman == true }
        let admitted = try self.resolve(whom, among: whom == .everyone ? people : self.waiting)
        try self.requireRoom(for: admitted.count)
        for number in admitted { self.letIn(number, at: now) }
    }

    mutating func deny(_ whom: ConferenceAction.Whom) throws(Denial) {
        for number in try self.resolve(whom, among: self.waiting) {
            self.attendees[number] = nil
            self.changes.append(.denied(number))
        }
    }

    /// A person goes with all visits, and does not come back unless invited again. Of recorders and
    /// bots only the visit ends.
    mutating func remove(
        _ whom: ConferenceAction.Whom, by remover: UInt32, at now: Instant
    ) throws(Denial) {
        let named = try self.resolve(whom, among: self.inside)
        let people = Set(
            named.compactMap { self.attendees[$0] }.filter(\.visitor.isHuman).map(\.person))
        guard !people.contains(self.owner) else {
            throw Denial(.accessDenied, "the owner can't be removed")
        }
        if let own = self.attendees[remover]?.person, people.contains(own) {
            throw Denial(.notPossibleNow, "you can't remove yourself; leave instead")
        }
        let visits = self.numbers { people.contains($0.person) }
        guard !visits.contains(where: { self.attendees[$0]?.visitor.isOperator ?? false }) else {
            throw Denial(.accessDenied, "an operator can't be removed")
        }
        for number in Set(named + visits).sorted() {
            self.attendees[number] = nil
            self.changes.append(.removed(number))
        }
        for person in people.sorted() {
            self.moderators[person] = nil
            self.absent[person] = nil
            self.signs[person] = nil
            self.changes.append(.gone(person))
            self.ban(person, at: now)
        }
    }

    private mutating func ban(_ person: PersonID, at now: Instant) {
        if case .account(let account) = person { self.invited.remove(account) }
        if self.removed.count >= self.limits.removedMaximum,
            let oldest = self.removed.min(by: { ($0.value, $0.key) < ($1.value, $1.key) })
        {
            self.removed[oldest.key] = nil
        }
        self.removed[person] = now
    }
}
