import Rooms
import Units
import Wire

/// What those in a conference are told of it.
extension Switchboard {
    /// Tells a change to those whom the floor says it concerns.
    mutating func tell(_ change: FloorChange, in id: ConferenceID, at now: Moment) {
        guard let meeting = self.conferences[id],
            let news = self.news(of: change, in: meeting, at: now.instant)
        else { return }
        self.tell(news, in: meeting, to: meeting.connections(hearing: change))
    }

    mutating func tell(
        _ change: FloorChanged.OneOf_Change, in meeting: Meeting, to receivers: [ConnectionID]
    ) {
        guard !receivers.isEmpty else { return }
        var news = FloorChanged()
        news.conference = meeting.id.text
        news.change = change
        self.tell(receivers, .floorChanged(news))
    }

    /// Nil for what other events tell.
    private func news(
        of change: FloorChange, in meeting: Meeting, at now: Instant
    ) -> FloorChanged.OneOf_Change? {
        switch change {
        case .waits(let number): return self.waiter(number, in: meeting).map { .waits($0) }
        case .denied(let number): return .denied(number)
        case .stoppedWaiting(let number): return .stoppedWaiting(number)
        case .invited(let account): return .invited(account.text)
        case .moved(let number, let seat):
            var moved = Moved()
            moved.participant = number
            moved.seat = SeatCode(seat)
            return .moved(moved)
        case .handRaised(let number): return .handRaised(number)
        case .handLowered(let number): return .handLowered(number)
        case .invitedUp(let number): return .invitedUp(number)
        case .invitationRejected(let number): return .invitationRejected(number)
        case .remarkBegan(let number, let end):
            return .remarkBegan(Self.remark(of: number, until: end, at: now))
        case .remarkEnded(let number): return .remarkEnded(number)
        case .askedToTurnOn(let device, _, let by):
            return .askedToTurnOn(Self.asked(for: device, by: by))
        case .role(let person, let role):
            guard let account = meeting.account(of: person) else { return nil }
            var given = RoleGiven()
            given.account = account.text
            given.role = ConferenceRoleCode(role)
            return .roleGiven(given)
        case .reacted(let number, let emoji):
            return .reacted(ReactionShown(number, emoji))
        case .voted(let number, let answer):
            return .voted(VoteShown(number, answer))
        case .votesCounted(let tally): return .votesCounted(VoteCount(tally))
        case .locked: return .locked(true)
        case .unlocked: return .locked(false)
        case .endsSoon(let end): return .endsInSeconds(Self.seconds(until: end, at: now))
        case .extended(let end): return .extendedToSeconds(Self.seconds(until: end, at: now))
        case .entered, .replaced, .left, .removed, .gone, .turnedOn, .turnedOff,
            .settingsChanged, .ended:
            return nil
        }
    }

    private static func remark(of number: UInt32, until end: Instant, at now: Instant) -> Remark {
        var remark = Remark()
        remark.participant = number
        remark.milliseconds = UInt32(clamping: max(0, (end - now).nanoseconds / 1_000_000))
        return remark
    }

    private static func asked(for device: ConferenceDevice, by number: UInt32) -> AskedToTurnOn {
        var asked = AskedToTurnOn()
        asked.device = DeviceCode(device)
        asked.by = number
        return asked
    }

    private static func seconds(until end: Instant, at now: Instant) -> UInt32 {
        UInt32(clamping: max(0, (end - now).nanoseconds / 1_000_000_000))
    }

    func waiter(_ number: UInt32, in meeting: Meeting) -> Waiter? {
        guard let visit = meeting.visits[number] else { return nil }
        var waiter = Waiter()
        waiter.participant = number
        waiter.account = visit.account.text
        waiter.name = visit.name
        waiter.kind = visit.kind
        return waiter
    }

    mutating func tellSetup(in meeting: Meeting, to numbers: [UInt32]) {
        let settings = meeting.floor.settings
        for leads in [true, false] {
            let receivers = numbers.filter {
                (meeting.floor.role(of: $0)?.leads ?? false) == leads
            }
            self.tell(
                .setup(ConferenceSetup(settings, showsPIN: leads)), in: meeting,
                to: receivers.compactMap(meeting.connection))
        }
    }

    mutating func tellDevices(of number: UInt32, in id: ConferenceID) {
        guard let meeting = self.conferences[id], let attendee = meeting.floor.attendees[number]
        else { return }
        var news = DevicesSet()
        news.participant = number
        news.devices = Devices(attendee.devices)
        self.tell(meeting.connections(), .devicesSet(news))
    }

    // MARK: Everything at once

    func joined(_ number: UInt32, in meeting: Meeting) -> Joined {
        let account = meeting.visits[number]?.account
        var joined = Joined()
        joined.conference = self.entry(meeting, for: account)
        joined.participant = number
        joined.participants = meeting.floor.inside.compactMap { other in
            guard let visit = meeting.visits[other], visit.isIntroduced else { return nil }
            return self.participant(
                other, visit, in: meeting,
                showsStreams: meeting.floor.attendees[other]?.seat == .podium)
        }
        joined.audience = self.label(of: meeting, for: account)
        joined.seat = meeting.floor.attendees[number].map { SeatCode($0.seat) } ?? .unspecified
        return joined
    }

    /// Tells somebody who has come in how things are, as the changes that lead there.
    mutating func tellState(of meeting: Meeting, to number: UInt32, at now: Moment) {
        guard let connection = meeting.connection(of: number) else { return }
        let floor = meeting.floor
        var changes: [FloorChange] = floor.isLocked ? [.locked] : []
        changes += floor.hands.map { .handRaised($0) }
        for (other, attendee) in floor.attendees {
            if let end = attendee.remarkEnd { changes.append(.remarkBegan(other, until: end)) }
        }
        if let end = floor.plannedEnd { changes.append(.extended(until: end)) }
        if !floor.tally.isEmpty { changes.append(.votesCounted(floor.tally)) }
        self.tellSetup(in: meeting, to: [number])
        if floor.role(of: number)?.leads ?? false {
            changes += floor.waiting.map { .waits($0) }
            changes += floor.unconnected.map { .invited($0) }
        }
        for change in changes {
            guard let news = self.news(of: change, in: meeting, at: now.instant) else { continue }
            self.tell(news, in: meeting, to: [connection])
        }
    }

    func participant(
        _ number: UInt32, _ visit: Visit, in meeting: Meeting, showsStreams: Bool
    ) -> Participant {
        let attendee = meeting.floor.attendees[number]
        var participant = Participant()
        participant.id = number
        participant.account = visit.account.text
        participant.kind = visit.kind
        participant.device = visit.device
        if showsStreams { participant.streams = visit.streams }
        participant.devices = Devices(attendee?.devices ?? [])
        participant.seat = attendee.map { SeatCode($0.seat) } ?? .unspecified
        participant.role =
            meeting.floor.role(of: number).map { ConferenceRoleCode($0) }
            ?? .unspecified
        participant.name = visit.name
        participant.visit = .init(octets: visit.tag)
        return participant
    }

    // MARK: Streams

    /// Those who can receive something of a participant's: the others need not know what it sends.
    func receivers(ofStreamsOf number: UInt32, in meeting: Meeting) -> [ConnectionID] {
        let floor = meeting.floor
        guard let sender = floor.attendees[number]?.seat else { return [] }
        return floor.inside.filter { other in
            other != number
                && (floor.attendees[other].map {
                    floor.kind.passes(.camera, from: sender, to: $0.seat)
                }
                    ?? false)
        }.compactMap(meeting.connection)
    }

    private func streams(of number: UInt32, in meeting: Meeting) -> StreamsPublished? {
        guard let streams = meeting.visits[number]?.streams, !streams.isEmpty else { return nil }
        var news = StreamsPublished()
        news.participant = number
        news.streams = streams
        return news
    }

    /// Whoever has come up is seen by all; who gives a lecture sees the class.
    mutating func tellStreams(ofMoved number: UInt32, in id: ConferenceID) {
        guard let meeting = self.conferences[id],
            meeting.floor.attendees[number]?.seat == .podium
        else { return }
        if let news = self.streams(of: number, in: meeting) {
            self.tell(
                self.receivers(ofStreamsOf: number, in: meeting), .streamsPublished(news))
        }
        self.tellStreamsOfHall(to: number, in: meeting)
    }

    mutating func tellStreamsOfHall(to number: UInt32, in meeting: Meeting) {
        guard meeting.floor.kind == .lecture, meeting.floor.attendees[number]?.seat == .podium,
            let connection = meeting.connection(of: number)
        else { return }
        for other in meeting.floor.inside where other != number {
            guard let news = self.streams(of: other, in: meeting) else { continue }
            self.tell([connection], .streamsPublished(news))
        }
    }
}
