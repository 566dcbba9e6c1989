import Rooms
import Units
import Wire

/// What people do in a conference, and what follows from it for each of them.
extension Switchboard {
    mutating func act(_ act: ConferenceAct, _ call: Call, at now: Moment) {
        guard let place = self.connections[call.connection]?.place,
            let meeting = self.conferences[place.conference]
        else { return self.refuse(call, .notPossibleNow) }
        do throws(Denial) {
            switch act.deed {
            case .unlink: try self.setUnlinked(true, place, call, at: now)
            case .link: try self.setUnlinked(false, place, call, at: now)
            case let deed?:
                let action = try ConferenceAction(
                    deed, settings: meeting.floor.settings, person: meeting.person,
                    using: &self.random)
                try self.checkAccess(action, in: meeting)
                let changes = try self.conferences[meeting.id]!.floor.handle(
                    action, by: place.participant, at: now.instant)
                self.answer(call, .done(Done()))
                self.follow(changes, in: meeting.id, at: now)
                if case .invite(let account) = action, let session = self.session(of: call) {
                    self.ring(account, into: meeting.id, by: session.account, at: now)
                }
            case nil: throw Denial(.protocolMismatch)
            }
        } catch { self.refuse(call, error) }
    }

    private func session(of call: Call) -> Session? {
        self.connections[call.connection]?.session
    }

    /// What guests read is never another chat.
    private func checkAccess(_ action: ConferenceAction, in meeting: Meeting) throws(Denial) {
        guard case .change(let settings) = action, settings.access == .public,
            !meeting.isUnlinked
        else { return }
        throw Denial(.notPossibleNow, "unlink the chat before guests come in")
    }

    mutating func setDevices(_ set: SetDevices, _ call: Call, at now: Moment) {
        guard let place = self.connections[call.connection]?.place,
            self.conferences[place.conference] != nil
        else { return self.refuse(call, .notPossibleNow) }
        var changes: [FloorChange] = []
        var denial: Denial?
        for (device, isOn) in set.devices.switches {
            do throws(Denial) {
                changes += try self.conferences[place.conference]!.floor.handle(
                    isOn ? .turnOn(device) : .turnOff(device), by: place.participant,
                    at: now.instant)
            } catch { denial = error }
        }
        // First the room, so that whoever waits for the answer is heard from there on.
        self.follow(changes, in: place.conference, at: now)
        if let denial { self.refuse(call, denial) } else { self.answer(call, .done(Done())) }
    }

    /// A room has heard somebody speak, or seen something shared.
    mutating func noticed(
        _ stream: ConferenceStream, from number: UInt32, in id: ConferenceID, at now: Moment
    ) {
        guard self.conferences[id] != nil else { return }
        let changes = self.conferences[id]!.floor.noticed(stream, from: number, at: now.instant)
        if !changes.isEmpty { self.follow(changes, in: id, at: now) }
    }

    // MARK: Time

    /// What is due of itself: remarks end, the absent are gone, nobody answers.
    mutating func advanceConferences(at now: Moment) {
        for id in self.deadlines.due(at: now.instant).sorted(by: { $0.text < $1.text })
        where self.conferences[id] != nil {
            self.endRings(in: id, at: now)
            let changes = self.conferences[id]!.floor.advance(at: now.instant)
            self.follow(changes, in: id, at: now)
        }
    }

    mutating func sweepConferences(at now: Moment) {
        for id in self.conferences.keys.sorted(by: { $0.text < $1.text }) {
            self.giveUpLost(in: id, at: now)
        }
    }

    mutating func noteDeadline(of id: ConferenceID) {
        self.deadlines[id] = self.conferences[id]?.deadline
    }

    // MARK: What follows

    /// Carries out what has changed on the floor, and tells those whom it concerns.
    mutating func follow(_ changes: [FloorChange], in id: ConferenceID, at now: Moment) {
        var toldDevices: Set<UInt32> = []
        for change in changes {
            switch change {
            case .waits(let number): self.hold(number, change, in: id, at: now)
            case .entered(let number, _), .replaced(_, by: let number):
                self.arrive(number, in: id, at: now)
            case .denied(let number): self.deny(number, change, in: id, at: now)
            case .stoppedWaiting(let number):
                self.tell(change, in: id, at: now)
                _ = self.takeVisit(number, from: id)
            case .left(let number): self.depart(number, wasRemoved: false, in: id, at: now)
            case .removed(let number): self.depart(number, wasRemoved: true, in: id, at: now)
            case .gone(let person): self.dismiss(person, from: id, at: now)
            case .role(let person, let role):
                self.tell(change, in: id, at: now)
                self.promote(person, to: role, in: id, at: now)
            case .turnedOn(_, let number), .turnedOff(_, let number):
                self.place(number, in: id, at: now)
                guard toldDevices.insert(number).inserted else { continue }
                self.tellDevices(of: number, in: id)
            case .moved(let number, _), .remarkBegan(let number, until: _),
                .remarkEnded(let number):
                self.place(number, in: id, at: now)
                self.tell(change, in: id, at: now)
                self.tellStreams(ofMoved: number, in: id)
            case .settingsChanged: self.reset(in: id, at: now)
            case .ended: break
            default: self.tell(change, in: id, at: now)
            }
        }
        guard let meeting = self.conferences[id] else { return }
        if meeting.floor.isOver || meeting.isDeserted { return self.end(id, at: now) }
        self.noteDeadline(of: id)
    }

    /// Somebody waits before the door, and is told so and nothing else.
    private mutating func hold(
        _ number: UInt32, _ change: FloorChange, in id: ConferenceID, at now: Moment
    ) {
        guard let meeting = self.conferences[id], let visit = meeting.visits[number] else { return }
        if let call = visit.call {
            self.conferences[id]?.visits[number]?.call = nil
            var joined = Joined()
            joined.conference.id = id.text
            joined.participant = number
            joined.seat = .waiting
            self.answer(call, .joined(joined))
        }
        self.tell(change, in: id, at: now)
    }

    private mutating func deny(
        _ number: UInt32, _ change: FloorChange, in id: ConferenceID, at now: Moment
    ) {
        self.tell(change, in: id, at: now)
        guard let visit = self.takeVisit(number, from: id), visit.lostAt == nil else { return }
        var news = FloorChanged()
        news.conference = id.text
        news.change = .denied(number)
        self.tell([visit.connection], .floorChanged(news))
    }

    private mutating func depart(
        _ number: UInt32, wasRemoved: Bool, in id: ConferenceID, at now: Moment
    ) {
        guard let visit = self.takeVisit(number, from: id), let meeting = self.conferences[id]
        else { return }
        self.noteDeparture(visit, from: meeting, at: now)
        if wasRemoved, visit.lostAt == nil {
            if let call = visit.call { self.refuse(call, .removed) }
            var news = ConferenceEnded()
            news.conference = id.text
            news.cause = Refusal.removed.rawValue
            self.tell([visit.connection], .conferenceEnded(news))
        }
        // They know it by the number of the visit that it was to go on with, or not at all.
        let known = visit.isIntroduced ? number : visit.replaces
        guard known != 0 else { return }
        var news = ParticipantLeft()
        news.conference = id.text
        news.participant = known
        news.account = visit.account.text
        news.removed = wasRemoved
        self.tell(meeting.connections(), .participantLeft(news))
    }

    /// Tells the room where somebody sits now.
    mutating func place(_ number: UInt32, in id: ConferenceID, at now: Moment) {
        guard let meeting = self.conferences[id], let visit = meeting.visits[number],
            visit.isIntroduced, visit.lostAt == nil,
            let position = meeting.floor.position(of: number, at: now.instant),
            position.seat.isInside, position != visit.position
        else { return }
        self.conferences[id]?.visits[number]?.position = position
        self.change(
            id,
            visit.position == nil
                ? .enter(number, visit.connection, position, meeting.floor.kind)
                : .place(number, position))
    }

    /// Kind, limits or permissions are others now.
    private mutating func reset(in id: ConferenceID, at now: Moment) {
        guard let meeting = self.conferences[id] else { return }
        self.change(id, .kind(meeting.floor.kind))
        for number in meeting.floor.inside { self.place(number, in: id, at: now) }
        self.tellSetup(in: meeting, to: meeting.floor.inside)
    }

    /// Whoever leads from now on sees the PIN and who waits; the conference's chat follows.
    private mutating func promote(
        _ person: PersonID, to role: ConferenceRole, in id: ConferenceID, at now: Moment
    ) {
        guard let meeting = self.conferences[id], let account = meeting.account(of: person) else {
            return
        }
        self.setRole(of: account, ChatRole(role), in: meeting, at: now)
        guard role.leads else { return }
        let visits = meeting.floor.inside.filter { meeting.visits[$0]?.account == account }
        self.tellSetup(in: meeting, to: visits)
        for number in meeting.floor.waiting {
            guard let waiter = self.waiter(number, in: meeting) else { continue }
            self.tell(.waits(waiter), in: meeting, to: visits.compactMap(meeting.connection))
        }
    }
}
