public import Units

/// The way up to the podium and down again (B.10), and audio remarks (L1.20).
///
/// **Nobody goes up without an act of their own**: a raised hand, an accepted invitation, or in a
/// smart meeting speaking. So no microphone that is on in the hall becomes heard by surprise.
extension Floor {
    var hasFreeSeat: Bool { self.onPodium.count < self.settings.shape.podium }

    private func requireHall() throws(Denial) {
        guard self.kind.hasHall else { throw Denial(.kindUnsupported) }
    }

    private func requireFreeSeats(_ count: Int = 1) throws(Denial) {
        let seats = self.settings.shape.podium
        guard self.onPodium.count + count <= seats else {
            throw Denial(.podiumFull, "the podium is full (seats: \(seats))")
        }
    }

    private func requireBelow(_ number: UInt32) throws(Denial) {
        guard self.attendees[number]?.seat != .podium else {
            throw Denial(.notPossibleNow, "that is not for those on the podium")
        }
    }

    private mutating func goUp(_ number: UInt32, at now: Instant, bySpeaking: Bool = false) {
        self.finishRemark(of: number, mutes: false)
        self.lowerHand(of: number)
        self.attendees[number]?.isInvitedUp = false
        self.attendees[number]?.spokeAt = now
        self.attendees[number]?.yields = bySpeaking
        self.sit(number, .podium)
    }

    private mutating func sit(_ number: UInt32, _ seat: Seat) {
        self.attendees[number]?.seat = seat
        self.changes.append(.moved(number, seat))
    }

    // MARK: Hands

    /// Those who lead need nobody's leave and go up at once.
    mutating func raiseHand(of number: UInt32, at now: Instant) throws(Denial) {
        try self.requireHall()
        let leads = self.leads(number)
        guard self.kind.takesHands || leads else {
            throw Denial(.kindUnsupported, "only a moderator gives a lecture")
        }
        try self.requireBelow(number)
        if leads || self.attendees[number]?.isInvitedUp ?? false {
            try self.requireFreeSeats()
            return self.goUp(number, at: now)
        }
        guard self.attendees[number]?.handUpSince == nil else { return }
        self.attendees[number]?.handUpSince = now
        self.changes.append(.handRaised(number))
    }

    mutating func lowerHand(of number: UInt32) {
        guard self.attendees[number]?.handUpSince != nil else { return }
        self.attendees[number]?.handUpSince = nil
        self.changes.append(.handLowered(number))
    }

    mutating func acceptHands(_ whom: ConferenceAction.Whom, at now: Instant) throws(Denial) {
        let accepted = try self.resolve(whom, among: self.hands)
        try self.requireFreeSeats(accepted.count)
        for number in accepted { self.goUp(number, at: now) }
    }

    mutating func rejectHands(_ whom: ConferenceAction.Whom) throws(Denial) {
        for number in try self.resolve(whom, among: self.hands) { self.lowerHand(of: number) }
    }

    // MARK: Invitations

    /// Whose hand is up already goes up.
    mutating func inviteUp(_ whom: ConferenceAction.Whom, at now: Instant) throws(Denial) {
        try self.requireHall()
        let below = self.numbers { $0.seat == .hall || $0.seat == .remark }
        let invited = try self.resolve(whom, among: below)
        guard self.kind.takesHands || invited.allSatisfy(self.leads) else {
            throw Denial(.kindUnsupported, "only a moderator gives a lecture")
        }
        let asking = invited.filter { self.attendees[$0]?.handUpSince != nil }
        try self.requireFreeSeats(asking.count)
        for number in asking { self.goUp(number, at: now) }
        for number in invited where !asking.contains(number) {
            self.attendees[number]?.isInvitedUp = true
            self.changes.append(.invitedUp(number))
        }
    }

    mutating func acceptInvitation(of number: UInt32, at now: Instant) throws(Denial) {
        try self.requireInvitation(of: number)
        try self.requireFreeSeats()
        self.goUp(number, at: now)
    }

    mutating func rejectInvitation(of number: UInt32) throws(Denial) {
        try self.requireInvitation(of: number)
        self.attendees[number]?.isInvitedUp = false
        self.changes.append(.invitationRejected(number))
    }

    private func requireInvitation(of number: UInt32) throws(Denial) {
        guard self.attendees[number]?.isInvitedUp ?? false else {
            throw Denial(.notPossibleNow, "nobody has invited you to the podium")
        }
    }

    // MARK: Down

    mutating func bringDown(_ whom: ConferenceAction.Whom) throws(Denial) {
        try self.requireHall()
        for number in try self.resolve(whom, among: self.onPodium) { self.sit(number, .hall) }
    }

    mutating func stepDown(_ number: UInt32) throws(Denial) {
        try self.requireHall()
        guard self.attendees[number]?.seat == .podium else {
            throw Denial(.notPossibleNow, "you are not on the podium")
        }
        self.sit(number, .hall)
    }

    // MARK: Speaking

    /// The server hears a voice, or sees content: in a smart meeting whoever it is goes up, if need
    /// be in the place of who went up like that and has been silent longest.
    public mutating func noticed(
        _ stream: ConferenceStream, from number: UInt32, at now: Instant
    ) -> [FloorChange] {
        guard !self.isOver, let attendee = self.attendees[number], attendee.seat.isInside,
            self.isSpeaking(attendee, by: stream)
        else { return [] }
        self.attendees[number]?.spokeAt = now
        guard self.kind == .smart, attendee.seat == .hall else { return [] }
        self.changes = self.advance(at: now)
        if !self.isOver, self.hasFreeSeat || self.makeSeat(at: now) {
            self.goUp(number, at: now, bySpeaking: true)
        }
        return self.takeChanges()
    }

    private func isSpeaking(_ attendee: Attendee, by stream: ConferenceStream) -> Bool {
        switch stream {
        case .voice: attendee.devices.contains(.microphone)
        case .camera: false
        case .content: self.isAllowed(.camera, to: attendee.person)
        }
    }

    private mutating func makeSeat(at now: Instant) -> Bool {
        let silent = self.numbers {
            $0.seat == .podium && $0.yields && now - $0.spokeAt >= self.limits.silenceMaximum
        }
        guard let longest = silent.min(by: { self.order($0, $1, by: \.spokeAt) }) else {
            return false
        }
        self.sit(longest, .hall)
        return true
    }

    // MARK: Remarks

    /// One at a time. It turns on the speaker's own microphone, and off again at the end.
    mutating func beginRemark(of number: UInt32, at now: Instant) throws(Denial) {
        try self.requireHall()
        try self.requireBelow(number)
        guard let attendee = self.attendees[number] else { return }
        try self.requireAllowed(.microphone, to: attendee.person)
        if let end = self.attendees.values.compactMap(\.remarkEnd).max() {
            throw Denial(
                .notPossibleNow, "somebody is making a remark", retryAfter: end - now)
        }
        if let next = attendee.nextRemark, now < next {
            throw Denial(.rateLimited, retryAfter: next - now)
        }
        let end = now + self.limits.remarkLength
        self.attendees[number]?.remarkEnd = end
        self.attendees[number]?.nextRemark = end + self.limits.remarkPause
        self.attendees[number]?.seat = .remark
        self.changes.append(.remarkBegan(number, until: end))
        try self.turnOn(.microphone, of: number)
    }

    mutating func endRemark(of number: UInt32, by ender: UInt32) throws(Denial) {
        if number != ender { try self.require(.podium, of: ender) }
        guard self.attendees[number]?.remarkEnd != nil else {
            throw Denial(.notPossibleNow, "nobody is making that remark")
        }
        self.finishRemark(of: number)
    }

    mutating func cutRemarks(at now: Instant) {
        for number in self.numbers(where: { $0.remarkEnd.map { $0 <= now } ?? false }) {
            self.finishRemark(of: number)
        }
    }

    /// - Parameter mutes: false for who goes on speaking from the podium.
    mutating func finishRemark(of number: UInt32, mutes: Bool = true) {
        guard self.attendees[number]?.remarkEnd != nil else { return }
        self.attendees[number]?.remarkEnd = nil
        self.attendees[number]?.seat = .hall
        self.changes.append(.remarkEnded(number))
        if mutes { self.turnOff(.microphone, of: number) }
    }
}
