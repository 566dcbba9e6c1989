import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// What people do in a conference, over the wire: the rules are tested where they are.
struct ConferenceActTests {
    private static func others(_ device: DeviceCode, _ whom: Wire.Whom) -> DeviceOfOthers {
        var others = DeviceOfOthers()
        others.device = device
        others.whom = whom
        return others
    }

    /// Everything that takes a right, asked for by one who does not have it.
    @Test func whoLeadsNotIsRefusedEverythingThatTakesARight() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        let deeds: [ConferenceAct.OneOf_Deed] = [
            .invite("eve"), .admit(.all), .deny(.all), .remove(.one(table.adaNumber)),
            .acceptHands(.all), .rejectHands(.all), .inviteUp(.all), .bringDown(.all),
            .turnOff(Self.others(.microphone, .all)),
            .askToTurnOn(Self.others(.camera, .all)), .appoint(table.bobNumber),
            .dismiss("ada"), .lock(Empty()), .unlock(Empty()), .change(.make(.allOnScreen)),
            .extendSeconds(60), .end(Empty()), .unlink(Empty()), .link(Empty()),
            .endVote(Empty()),
        ]
        for deed in deeds {
            #expect(desk.act(table.bob, deed) == .accessDenied, "\(deed)")
        }
        #expect(desk.told[table.ada] == nil)
    }

    @Test func whatIsNoDeedIsRefusedAndTellsNobody() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        var crowd = Wire.Whom()
        crowd.these.participants = Array(0...1000)
        #expect(desk.act(table.ada, nil) == .protocolMismatch)
        #expect(desk.act(table.ada, .admit(Wire.Whom())) == .protocolMismatch)
        #expect(desk.act(table.ada, .remove(crowd)) == .tooLong)
        #expect(desk.act(table.ada, .remove(.one(99))) == .userNotFound)
        #expect(desk.act(table.ada, .appoint(99)) == .userNotFound)
        #expect(desk.act(table.ada, .invite("no name at all")) == .userNotFound)
        for device in [DeviceCode.unspecified, .UNRECOGNIZED(77)] {
            desk.advance(.seconds(10))
            let others = Self.others(device, .all)
            #expect(desk.act(table.ada, .turnOff(others)) == .protocolMismatch)
        }
        desk.advance(.seconds(10))
        #expect(desk.act(table.ada, .change(.make(.UNRECOGNIZED(77)))) == .kindUnsupported)
        let setups: [(ConferenceSetup, Refusal)] = [
            (.make { $0.waitingRoom = .UNRECOGNIZED(9) }, .protocolMismatch),
            (.make { $0.forbiddenToGuests = [.UNRECOGNIZED(9)] }, .protocolMismatch),
            (.make { $0.peopleMaximum = 1 }, .kindUnsupported),
            (.make { $0.peopleMaximum = .max }, .kindUnsupported),
            (.make { $0.podiumMaximum = 5 }, .kindUnsupported),
            (.make { $0.topic = String(repeating: "x", count: 241) }, .tooLong),
            (
                .make {
                    $0.asksPin = true
                    $0.pin = "12a4"
                }, .tooLong
            ),
        ]
        for (setup, refusal) in setups {
            #expect(desk.act(table.ada, .change(setup)) == refusal)
        }
        #expect(desk.changes(table.bob).isEmpty)
    }

    @Test func nobodyOutsideDoesAnythingInAConference() throws {
        var desk = try Desk("ada", "bob", "eve")
        _ = try desk.table()
        let eve = try desk.enter(3, "eve")
        #expect(desk.act(eve, .lock(Empty())) == .notPossibleNow)
    }

    @Test func aModeratorMutesAndTheRoomKnows() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        desk.turnOn(table.bob, microphone: true)
        #expect(
            desk.changes.last
                == .place(table.bobNumber, Position(.podium, sends: [.voice, .content])))
        desk.forgetTold()
        #expect(desk.act(table.ada, .turnOff(Self.others(.microphone, .all))) == nil)
        #expect(desk.changes.last == .place(table.bobNumber, Position(.podium, sends: [.content])))
        var off = DevicesSet()
        off.participant = table.bobNumber
        off.devices = Devices()
        #expect(desk.told[table.bob] == [.devicesSet(off)])
        var asked = AskedToTurnOn()
        (asked.device, asked.by) = (.camera, table.adaNumber)
        #expect(desk.act(table.ada, .askToTurnOn(Self.others(.camera, .all))) == nil)
        #expect(desk.changes(table.bob) == [.askedToTurnOn(asked)])
        #expect(desk.changes(table.ada).isEmpty)
    }

    @Test func aHandIsRaisedAndAcceptedAndTheRoomKnows() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(.make(.roleBased))
        #expect(desk.act(table.bob, .raiseHand(Empty())) == nil)
        #expect(desk.changes(table.ada) == [.handRaised(table.bobNumber)])
        #expect(desk.act(table.ada, .acceptHands(.one(table.bobNumber))) == nil)
        var moved = Moved()
        (moved.participant, moved.seat) = (table.bobNumber, .podium)
        #expect(
            desk.changes(table.bob).suffix(2) == [.handLowered(table.bobNumber), .moved(moved)])
        #expect(desk.changes.last == .place(table.bobNumber, Position(.podium, sends: [.content])))
        #expect(desk.act(table.bob, .stepDown(Empty())) == nil)
        #expect(desk.changes.last == .place(table.bobNumber, Position(.hall, sends: [.content])))
    }

    @Test func aRemarkIsCutOffAtZeroByTheClockAlone() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(.make(.roleBased))
        #expect(desk.act(table.bob, .beginRemark(Empty())) == nil)
        var remark = Remark()
        (remark.participant, remark.milliseconds) = (table.bobNumber, 30_000)
        #expect(desk.changes(table.ada) == [.remarkBegan(remark)])
        #expect(
            desk.changes.last
                == .place(table.bobNumber, Position(.remark, sends: [.voice, .content])))
        desk.advance(.seconds(30) - .milliseconds(1))
        desk.feed(.timeout)
        #expect(desk.switchboard.deadline.map { $0 <= desk.now.instant + .milliseconds(1) } == true)
        desk.advance(.milliseconds(1))
        desk.feed(.timeout)
        #expect(desk.changes(table.ada).last == .remarkEnded(table.bobNumber))
        #expect(desk.changes.last == .place(table.bobNumber, Position(.hall, sends: [.content])))
    }

    @Test func whoSpeaksInASmartMeetingGoesUp() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(.make(.smart))
        let id = try #require(ConferenceID(table.conference))
        desk.feed(.noticed(id, .voice, table.bobNumber))
        #expect(desk.changes(table.ada).isEmpty)
        desk.turnOn(table.bob, microphone: true)
        desk.feed(.noticed(id, .voice, table.bobNumber))
        var moved = Moved()
        (moved.participant, moved.seat) = (table.bobNumber, .podium)
        #expect(desk.changes(table.ada) == [.moved(moved)])
        desk.feed(.noticed(id, .voice, 99))
    }

    @Test func whoIsRemovedIsOutAndStaysOut() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        #expect(desk.act(table.ada, .remove(.one(table.bobNumber))) == nil)
        var ended = ConferenceEnded()
        (ended.conference, ended.cause) = (table.conference, "removed")
        #expect(desk.told[table.bob] == [.conferenceEnded(ended)])
        #expect(desk.changes.last == .leave(table.bobNumber, table.bob))
        #expect(Desk.refusal(desk.ask(table.bob, Desk.join(table.conference))) == .removed)
        #expect(desk.act(table.ada, .invite("bob")) == nil)
        _ = try desk.joined(table.bob, table.conference)
    }

    @Test func aModeratorSeesThePINAndWhoWaitsAndOthersDoNot() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(
            .make {
                $0.asksPin = true
                $0.pin = "123456"
                $0.waitingRoom = .uninvited
            }, withBob: false)
        let bob = table.bob
        guard case .joined(let held)? = desk.knock(bob, table.conference, pin: "123456") else {
            throw Desk.Unexpected()
        }
        #expect(held.seat == .waiting)
        desk.act(table.ada, .admit(.all))
        let pins = { (desk: Desk) in
            desk.changes(bob).compactMap {
                if case .setup(let setup) = $0 { setup.pin } else { nil }
            }
        }
        #expect(pins(desk) == [""])
        let eve = try desk.enter(3, "eve")
        _ = desk.knock(eve, table.conference, pin: "123456")
        #expect(!desk.changes(bob).contains { if case .waits = $0 { true } else { false } })
        desk.act(table.ada, .appoint(held.participant))
        #expect(pins(desk) == ["", "123456"])
        #expect(desk.changes(bob).contains { if case .waits = $0 { true } else { false } })
    }

    @Test func anOperatorLeadsEverywhere() throws {
        var desk = try Desk("ada", "bob", "eve", "odo")
        let table = try desk.table()
        let odo = try desk.enter(3, "odo")
        #expect(Desk.refusal(desk.ask(odo, Desk.join(table.conference))) == .conferenceNotFound)
        var profile = AccountProfile()
        profile.rights.insert(Rights(.operator))
        desk.feed(.accountsChanged([.init(name: AccountName("odo") ?? .nobody, profile: profile)]))
        _ = try desk.joined(odo, table.conference)
        #expect(desk.act(odo, .lock(Empty())) == nil)
        #expect(desk.act(table.ada, .dismiss("odo")) == .accessDenied)
    }

    @Test func whenTheOwnerLeavesAnotherIsAndAllHear() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        desk.ask(table.ada, .leaveConference(LeaveConference()))
        var given = RoleGiven()
        (given.account, given.role) = ("bob", .owner)
        #expect(desk.changes(table.bob).first == .roleGiven(given))
        #expect(desk.act(table.bob, .lock(Empty())) == nil)
    }

    @Test func theEndEndsItForAll() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        #expect(desk.act(table.ada, .end(Empty())) == nil)
        var ended = ConferenceEnded()
        ended.conference = table.conference
        #expect(desk.told[table.bob]?.contains(.conferenceEnded(ended)) == true)
        #expect(desk.changes.last == .end)
        #expect(
            Desk.refusal(desk.ask(table.bob, Desk.join(table.conference))) == .conferenceNotFound)
        #expect(desk.switchboard.deadlines.first == nil)
    }
}
