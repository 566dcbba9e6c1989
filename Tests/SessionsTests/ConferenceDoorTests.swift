import Media
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// The door of a conference, over the wire.
struct ConferenceDoorTests {
    /// Eve before the door of a conference with a waiting room, where Ada and Bob are in.
    private func hold(
        _ desk: inout Desk, isUnlinked: Bool = false
    ) throws -> (table: Desk.Table, eve: ConnectionID, number: UInt32) {
        var table = try desk.table(
            .make { $0.waitingRoom = .uninvited }, isUnlinked: isUnlinked, withBob: false)
        guard case .joined(let held)? = desk.knock(table.bob, table.conference) else {
            throw Desk.Unexpected()
        }
        desk.act(table.ada, .admit(.all))
        table.bobNumber = held.participant
        let eve = try desk.enter(3, "eve")
        desk.goLive(eve)
        desk.forgetTold()
        guard
            case .joined(let joined)? = desk.ask(
                eve, Desk.join(table.conference, visit: Desk.visit))
        else {
            throw Desk.Unexpected()
        }
        var nothing = Joined()
        nothing.conference.id = table.conference
        nothing.participant = joined.participant
        nothing.seat = .waiting
        #expect(joined == nothing)
        return (table, eve, joined.participant)
    }

    @Test(arguments: [false, true])
    func whoWaitsGetsNothingAndDoesNothing(isUnlinked: Bool) throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, eve, number) = try self.hold(&desk, isUnlinked: isUnlinked)
        #expect(
            !desk.changes.contains { if case .enter(number, _, _, _) = $0 { true } else { false } })
        // Everything that is told to those inside.
        desk.turnOn(table.bob, microphone: true)
        var stream = Wire.Stream()
        stream.kind = .camera
        var publish = PublishStreams()
        publish.streams = [stream]
        desk.ask(table.bob, .publishStreams(publish))
        var key = WrappedKey()
        (key.participant, key.sealed) = (number, .init(octets: [1]))
        var keys = DeliverKeys()
        keys.keys = [key]
        desk.ask(table.bob, .deliverKeys(keys))
        desk.act(table.ada, .lock(Empty()))
        desk.act(table.ada, .appoint(table.bobNumber))
        if isUnlinked {
            desk.ask(table.ada, Desk.post("hello", to: "meeting:\(table.conference)", number: 1))
        }
        #expect(desk.told[eve] == nil)
        // Nor does anybody hear of what is done before the door.
        desk.forgetTold()
        key.participant = table.bobNumber
        keys.keys = [key]
        var want = WantStream()
        (want.participant, want.kind) = (table.bobNumber, .camera)
        var point = WantSwitchPoint()
        (point.participant, point.kind) = (table.bobNumber, .camera)
        for request: Request.OneOf_Body in [
            .publishStreams(publish), .deliverKeys(keys), .wantStream(want),
            .wantSwitchPoint(point),
        ] {
            #expect(Desk.refusal(desk.ask(eve, request)) == .notPossibleNow)
        }
        #expect(desk.act(eve, .raiseHand(Empty())) == .notPossibleNow)
        let post = Desk.post("hello", to: "meeting:\(table.conference)", number: 2)
        #expect(Desk.refusal(desk.ask(eve, post)) == .chatNotFound)
        #expect(desk.told.isEmpty)
    }

    @Test(arguments: [false, true])
    func whoIsAdmittedIsInWithEverything(isUnlinked: Bool) throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, eve, number) = try self.hold(&desk, isUnlinked: isUnlinked)
        desk.forgetTold()
        #expect(desk.act(table.ada, .admit(.one(number))) == nil)
        let joined = try #require(desk.admitted(eve))
        #expect(joined.participants.map(\.account) == ["ada", "bob", "eve"])
        #expect(joined.seat == .podium)
        let chat = isUnlinked ? "meeting:\(table.conference)" : table.chat
        #expect(joined.conference.writeChat == chat)
        #expect(
            desk.changes.last
                == .enter(number, eve, Position(.podium, sends: [.content]), .allOnScreen))
        let post = Desk.post("hello", to: chat, number: 1)
        #expect(Desk.refusal(desk.ask(eve, post)) == nil)
        let comings = (desk.told[table.bob] ?? []).compactMap { event in
            if case .participantJoined(let news) = event { news.participant.id } else { nil }
        }
        #expect(comings == [number])
    }

    @Test func whoIsDeniedIsToldSoAndIsOut() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, eve, number) = try self.hold(&desk)
        #expect(desk.act(table.ada, .deny(.one(number))) == nil)
        #expect(desk.changes(eve) == [.denied(number)])
        #expect(desk.changes(table.ada).last == .denied(number))
        #expect(desk.changes(table.bob).isEmpty)
        #expect(
            Desk.refusal(desk.ask(eve, .leaveConference(LeaveConference()))) == .notPossibleNow)
    }

    @Test func whoGivesUpWaitingIsNobodysNewsButTheLeaders() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, eve, number) = try self.hold(&desk)
        desk.forgetTold()
        desk.feed(.closed(eve))
        desk.advance(SwitchboardLimits().returnMaximum)
        desk.feed(.timeout)
        #expect(desk.changes(table.ada) == [.stoppedWaiting(number)])
        #expect(desk.changes(table.bob).isEmpty)
    }

    @Test func whoComesBackToTheDoorWaitsOn() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, eve, _) = try self.hold(&desk)
        desk.feed(.closed(eve))
        let again = try desk.enter(4, "eve")
        let joined = try desk.joined(again, table.conference, visit: Desk.visit)
        #expect(joined.seat == .waiting && joined.participants.isEmpty)
        desk.act(table.ada, .admit(.all))
        #expect(desk.admitted(again)?.participant == joined.participant)
    }

    // MARK: PINs

    private func locked(_ desk: inout Desk) throws -> Desk.Table {
        try desk.table(
            .make {
                $0.asksPin = true
                $0.pin = "1234"
            }, withBob: false)
    }

    @Test func aPINIsAskedForAndCountedBySource() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try self.locked(&desk)
        #expect(Desk.refusal(desk.knock(table.bob, table.conference)) == .pinRequired)
        for _ in 0..<5 {
            #expect(Desk.refusal(desk.knock(table.bob, table.conference, pin: "1")) == .pinWrong)
        }
        #expect(Desk.refusal(desk.knock(table.bob, table.conference, pin: "1234")) == .pinLocked)
        desk.advance(.seconds(15 * 60))
        guard case .joined? = desk.knock(table.bob, table.conference, pin: "1234") else {
            throw Desk.Unexpected()
        }
    }

    @Test func aPINIsMadeWhereNoneIsGivenAndIsInNoList() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(.make { $0.asksPin = true }, withBob: false)
        let id = try #require(ConferenceID(table.conference))
        let pin = try #require(desk.switchboard.conferences[id]?.floor.settings.pin)
        #expect(pin.digits.count == PIN.generatedLength)
        #expect(
            !"\(desk.ask(table.bob, .listConferences(ListConferences())) as Any)".contains(
                pin.digits))
        // A change of something else keeps it.
        desk.act(table.ada, .change(.make { $0.asksPin = true }))
        #expect(desk.switchboard.conferences[id]?.floor.settings.pin == pin)
        desk.act(table.ada, .change(.make()))
        #expect(desk.switchboard.conferences[id]?.floor.settings.pin == nil)
    }

    // MARK: Who may come at all

    @Test func whoIsInvitedMayComeFromOutsideButReadsNoSharedChat() throws {
        var desk = try Desk("ada", "bob", "eve", "max")
        let table = try desk.table()
        let max = try desk.enter(4, "max")
        #expect(Desk.refusal(desk.ask(max, Desk.join(table.conference))) == .conferenceNotFound)
        desk.act(table.ada, .invite("max"))
        let joined = try desk.joined(max, table.conference)
        #expect(joined.conference.writeChat.isEmpty && joined.audience.isEmpty)
        let post = Desk.post("hello", to: table.chat, number: 1)
        #expect(Desk.refusal(desk.ask(max, post)) == .chatNotFound)
    }

    @Test func whoCallsTheOwnerWaitsToBeLetIn() throws {
        var desk = try Desk("ada", "bob", "eve", "max")
        let table = try desk.table()
        let max = try desk.enter(4, "max")
        #expect(Desk.refusal(desk.knock(max, "", calls: "bob")) == .unavailable)
        #expect(Desk.refusal(desk.knock(max, "", calls: "nobody at all")) == .userNotFound)
        guard case .joined(let joined)? = desk.knock(max, "", calls: "ada") else {
            throw Desk.Unexpected()
        }
        #expect(joined.seat == .waiting)
        desk.act(table.ada, .admit(.all))
        #expect(desk.admitted(max)?.participants.count == 3)
    }

    @Test func aConferenceByItselfHasItsOwnChatAndIsFoundByTheInvited() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, bob, eve) = (
            try desk.enter(1, "ada"), try desk.enter(2, "bob"), try desk.enter(3, "eve")
        )
        var start = StartConference()
        start.invited = ["bob"]
        start.clientID = .init(octets: [UInt8](repeating: 1, count: 16))
        guard case .conference(let entry)? = desk.ask(ada, .startConference(start)) else {
            throw Desk.Unexpected()
        }
        #expect(entry.chat.isEmpty && entry.unlinked)
        // Asked for again, it is the same.
        #expect(desk.ask(ada, .startConference(start)) == .conference(entry))
        let lists = [ada, bob, eve].map { id -> Int in
            guard
                case .conferenceList(let list)? = desk.ask(
                    id, .listConferences(ListConferences()))
            else { return -1 }
            return list.conferences.count
        }
        #expect(lists == [1, 1, 0])
        _ = try desk.joined(ada, entry.id)
        let joined = try desk.joined(bob, entry.id)
        #expect(joined.conference.writeChat == "meeting:\(entry.id)")
        #expect(joined.audience == "private to this meeting (2)")
        #expect(Desk.refusal(desk.ask(eve, Desk.join(entry.id))) == .conferenceNotFound)
    }
}

/// What is on when one comes in.
struct EntryDeviceTests {
    private static var on: Devices {
        var devices = Devices()
        (devices.microphone, devices.camera) = (true, true)
        return devices
    }

    private static func join(
        _ desk: inout Desk, _ id: ConnectionID, _ conference: String, with devices: Devices? = on,
    ) throws -> Joined {
        var join = JoinConference()
        (join.conference, join.kind) = (conference, .person)
        join.visit = .init(octets: Desk.visit)
        if let devices { join.devices = devices }
        guard case .joined(let joined)? = desk.ask(id, .joinConference(join)) else {
            throw Desk.Unexpected()
        }
        return joined
    }

    private static func devices(_ joined: Joined) -> Devices? {
        joined.participants.first { $0.id == joined.participant }?.devices
    }

    @Test func whatIsOnAtTheDoorIsOnInside() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(withBob: false)
        let joined = try Self.join(&desk, table.bob, table.conference)
        #expect(Self.devices(joined) == Self.on)
    }

    @Test func whoeverSaysNothingOnlyHears() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(withBob: false)
        let joined = try Self.join(&desk, table.bob, table.conference, with: nil)
        #expect(Self.devices(joined) == Devices())
    }

    @Test func aConferenceThatMutesEntrantsMutesThem() throws {
        var desk = try Desk("ada", "bob", "eve")
        let setup = ConferenceSetup.make { $0.offOnEntry = [.microphone] }
        let table = try desk.table(setup, withBob: false)
        let joined = try Self.join(&desk, table.bob, table.conference)
        #expect(Self.devices(joined)?.microphone == false)
        #expect(Self.devices(joined)?.camera == true)
    }

    /// Coming back is no act of one's own: whom a moderator has muted stays mute.
    @Test func whoComesBackIsAsTheConferenceHasIt() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(withBob: false)
        let number = try Self.join(&desk, table.bob, table.conference).participant
        var off = DeviceOfOthers()
        (off.device, off.whom) = (.microphone, .one(number))
        desk.act(table.ada, .turnOff(off))
        desk.feed(.closed(table.bob))
        let again = try desk.enter(7, "bob")
        let joined = try Self.join(&desk, again, table.conference)
        #expect(Self.devices(joined)?.microphone == false)
        #expect(Self.devices(joined)?.camera == true)
    }

    @Test func whatAnotherTurnedOffIsToldFromWhatOneSwitchedOn() {
        var (mine, agreed, theirs) = (Devices(), Devices(), Devices())
        mine.microphone = true
        agreed.microphone = true
        #expect(mine.turnedOff(since: agreed, in: theirs) == [.microphone])
        // Switched on here while the connection was lost.
        agreed.microphone = false
        #expect(mine.turnedOff(since: agreed, in: theirs) == [])
        agreed.microphone = true
        theirs.microphone = true
        theirs.deaf = true
        #expect(mine.turnedOff(since: agreed, in: theirs) == [.speaker])
        theirs.camera = true
        #expect(Devices().turnedOff(since: Devices(), in: theirs) == [.speaker])
    }
}
