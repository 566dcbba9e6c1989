import Rooms
import Testing
import Units

@Suite struct FloorPodiumTests {
    // MARK: Up

    @Test func `a hand goes up, and its owner too when it is accepted`() throws {
        var hall = Hall()
        try hall.enter("olga", "pia")
        #expect(try hall.act(2, .raiseHand) == [.handRaised(2)])
        #expect(try hall.act(2, .raiseHand) == [])
        #expect(hall.floor.hands == [2] && hall.seat(2) == .hall)
        #expect(try hall.act(1, .acceptHand(.one(2))) == [.handLowered(2), .moved(2, .podium)])
        hall.refuse(2, .raiseHand, .notPossibleNow)
    }

    @Test func `a hand is withdrawn or rejected`() throws {
        var hall = Hall()
        try hall.enter("olga", "pia")
        try hall.act(2, .raiseHand)
        #expect(try hall.act(2, .lowerHand) == [.handLowered(2)])
        #expect(try hall.act(2, .lowerHand) == [])
        hall.refuse(1, .acceptHand(.one(2)), .userNotFound)
        try hall.act(2, .raiseHand)
        #expect(try hall.act(1, .rejectHand(.one(2))) == [.handLowered(2)])
        #expect(hall.seat(2) == .hall)
    }

    @Test func `hands stand in the order in which they went up, and all are taken at once`() throws
    {
        var hall = Hall()
        try hall.enter("olga", "a", "b", "c")
        for number in [4, 2, 3] as [UInt32] {
            try hall.act(number, .raiseHand)
            hall.now = hall.now + .seconds(1)
        }
        #expect(hall.floor.hands == [4, 2, 3])
        try hall.act(1, .acceptHand(.everyone))
        #expect(hall.floor.onPodium == [1, 2, 3, 4])
    }

    @Test func `who leads goes up without asking`() throws {
        var hall = Hall(moderators: [.named("mona")])
        try hall.enter("olga", "mona")
        #expect(try hall.act(2, .stepDown) == [.moved(2, .hall)])
        #expect(try hall.act(2, .raiseHand) == [.moved(2, .podium)])
    }

    @Test func `nobody goes up beyond the seats`() throws {
        let shape = try ConferenceShape(.roleBased, people: 10, podium: 2)
        var hall = Hall { $0.shape = shape }
        try hall.enter("olga", "a", "b", "c")
        for number in [2, 3] as [UInt32] { try hall.act(number, .raiseHand) }
        hall.refuse(1, .acceptHand(.everyone), .podiumFull, "the podium is full (seats: 2)")
        try hall.act(1, .acceptHand(.one(2)))
        hall.refuse(1, .acceptHand(.one(3)), .podiumFull)
        hall.refuse(1, .inviteUp(.one(3)), .podiumFull)
        #expect(try hall.act(1, .inviteUp(.one(4))) == [.invitedUp(4)])
        hall.refuse(4, .acceptInvitation, .podiumFull)
        try hall.act(2, .stepDown)
        #expect(try hall.act(4, .acceptInvitation) == [.moved(4, .podium)])
    }

    @Test func `an invitation is accepted or rejected by whom it invites`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "b")
        #expect(try hall.act(1, .inviteUp(.these([2, 3]))) == [.invitedUp(2), .invitedUp(3)])
        #expect(hall.seat(2) == .hall)
        #expect(try hall.act(2, .rejectInvitation) == [.invitationRejected(2)])
        hall.refuse(2, .acceptInvitation, .notPossibleNow, "nobody has invited you to the podium")
        hall.refuse(2, .rejectInvitation, .notPossibleNow)
        #expect(try hall.act(3, .acceptInvitation) == [.moved(3, .podium)])
        hall.refuse(1, .inviteUp(.one(3)), .userNotFound)
    }

    @Test func `hand and invitation together are enough`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "b")
        try hall.act(2, .raiseHand)
        #expect(try hall.act(1, .inviteUp(.one(2))) == [.handLowered(2), .moved(2, .podium)])
        try hall.act(1, .inviteUp(.one(3)))
        #expect(try hall.act(3, .raiseHand) == [.moved(3, .podium)])
    }

    @Test func `one is brought down, or steps down`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "b")
        for number in [2, 3] as [UInt32] { try hall.act(number, .raiseHand) }
        try hall.act(1, .acceptHand(.everyone))
        #expect(try hall.act(1, .bringDown(.one(2))) == [.moved(2, .hall)])
        hall.refuse(1, .bringDown(.one(2)), .userNotFound)
        #expect(try hall.act(3, .stepDown) == [.moved(3, .hall)])
        hall.refuse(3, .stepDown, .notPossibleNow, "you are not on the podium")
        hall.refuse(
            3, .bringDown(.one(1)), .accessDenied,
            "only the owner and moderators may bring people to and from the podium")
    }

    @Test(arguments: [ConferenceKind.call, .allOnScreen])
    func `without a hall there is no podium to speak of`(kind: ConferenceKind) throws {
        var hall = Hall(kind)
        try hall.enter("olga", "a")
        for action in [.raiseHand, .stepDown, .beginRemark] as [ConferenceAction] {
            hall.refuse(2, action, .kindUnsupported)
        }
        for action in [.inviteUp(.one(2)), .bringDown(.one(2))] as [ConferenceAction] {
            hall.refuse(1, action, .kindUnsupported)
        }
    }

    // MARK: Lecture

    @Test func `a lecture is given by one who leads`() throws {
        var hall = Hall(.lecture, moderators: [.named("mona")])
        try hall.enter("olga", "mona", "a")
        #expect([1, 2, 3].map { hall.seat($0) } == [.podium, .hall, .hall])
        hall.refuse(3, .raiseHand, .kindUnsupported, "only a moderator gives a lecture")
        hall.refuse(1, .inviteUp(.one(3)), .kindUnsupported)
        hall.refuse(2, .raiseHand, .podiumFull, "the podium is full (seats: 1)")
        try hall.act(1, .stepDown)
        try hall.act(2, .raiseHand)
        #expect(hall.floor.onPodium == [2])
        #expect(
            try hall.act(1, .dismiss(.named("mona"))) == [
                .role(.named("mona"), .participant), .moved(2, .hall),
            ])
    }

    // MARK: Smart

    @Test func `whoever speaks in a smart meeting goes up`() throws {
        var hall = Hall(.smart)
        try hall.enter("olga", "a", "b")
        // Silent, or muted, or only seen: nothing.
        #expect(hall.floor.noticed(.voice, from: 2, at: hall.now) == [])
        try hall.act(2, .turnOn(.camera))
        #expect(hall.floor.noticed(.camera, from: 2, at: hall.now) == [])
        try hall.act(2, .turnOn(.microphone))
        #expect(hall.seat(2) == .hall)
        #expect(hall.floor.noticed(.voice, from: 2, at: hall.now) == [.moved(2, .podium)])
        #expect(hall.floor.noticed(.voice, from: 2, at: hall.now) == [])
        #expect(hall.floor.noticed(.content, from: 3, at: hall.now) == [.moved(3, .podium)])
    }

    @Test func `in other kinds nobody goes up by speaking`() throws {
        for kind in [ConferenceKind.roleBased, .lecture] {
            var hall = Hall(kind)
            try hall.enter("olga", "a")
            try hall.act(2, .turnOn(.microphone))
            #expect(hall.floor.noticed(.voice, from: 2, at: hall.now) == [])
        }
    }

    @Test func `the longest silent of those who spoke makes room, others stay`() throws {
        let shape = try ConferenceShape(.smart, people: 10, podium: 3)
        var hall = Hall(.smart) { $0.shape = shape }
        try hall.enter("olga", "a", "b", "c")
        for number in 2...4 as ClosedRange<UInt32> { try hall.act(number, .turnOn(.microphone)) }
        _ = hall.floor.noticed(.voice, from: 2, at: hall.now)
        _ = hall.wait(.seconds(1))
        _ = hall.floor.noticed(.voice, from: 3, at: hall.now)
        #expect(hall.floor.noticed(.voice, from: 4, at: hall.now) == [])
        _ = hall.wait(.seconds(4))
        #expect(
            hall.floor.noticed(.voice, from: 4, at: hall.now)
                == [.moved(2, .hall), .moved(4, .podium)])
        #expect(hall.floor.onPodium == [1, 3, 4])
    }

    @Test func `who was invited up keeps the seat in silence`() throws {
        let shape = try ConferenceShape(.smart, people: 10, podium: 2)
        var hall = Hall(.smart) { $0.shape = shape }
        try hall.enter("olga", "a", "b")
        try hall.act(1, .inviteUp(.one(2)))
        try hall.act(2, .acceptInvitation)
        try hall.act(3, .turnOn(.microphone))
        _ = hall.wait(.seconds(600))
        #expect(hall.floor.noticed(.voice, from: 3, at: hall.now) == [])
    }

    // MARK: Remarks

    @Test func `a remark is heard by all and cut off at zero`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "b")
        let end = hall.now + .seconds(30)
        #expect(
            try hall.act(2, .beginRemark)
                == [.remarkBegan(2, until: end), .turnedOn(.microphone, 2)])
        #expect(hall.hears(1, 2) && hall.hears(3, 2))
        #expect(!hall.floor.passes(.content, from: 2, to: 1, at: hall.now))
        #expect(hall.floor.deadline == end)
        #expect(hall.wait(.nanoseconds(29_999_999_999)) == [])
        #expect(hall.hears(3, 2))
        hall.now = end
        // Even before anybody was told.
        #expect(!hall.hears(1, 2) && !hall.hears(3, 2) && hall.seat(2) == .hall)
        #expect(hall.wait(.zero) == [.remarkEnded(2), .turnedOff(.microphone, 2)])
        #expect(hall.floor.deadline == nil)
    }

    @Test func `a remark ends by its speaker's hand or a moderator's`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "b")
        try hall.act(2, .beginRemark)
        hall.refuse(3, .endRemark(2), .accessDenied)
        #expect(try hall.act(2, .endRemark(2)) == [.remarkEnded(2), .turnedOff(.microphone, 2)])
        try hall.act(3, .beginRemark)
        try hall.act(1, .endRemark(3))
        hall.refuse(1, .endRemark(3), .notPossibleNow)
    }

    @Test func `there is one remark at a time, and a pause after one's own`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "b")
        try hall.act(2, .beginRemark)
        hall.now = hall.now + .seconds(10)
        #expect(hall.refuse(3, .beginRemark, .notPossibleNow)?.retryAfter == .seconds(20))
        hall.now = hall.now + .seconds(20)
        #expect(hall.refuse(2, .beginRemark, .rateLimited)?.retryAfter == .seconds(15))
        try hall.act(3, .beginRemark)
        hall.now = hall.now + .seconds(30)
        try hall.act(2, .beginRemark)
    }

    @Test func `those on the podium make no remarks, and forbidden guests neither`() throws {
        var hall = Hall {
            $0.access = .public
            $0.guests.audio = false
        }
        try hall.enter("olga", "guest1")
        hall.refuse(1, .beginRemark, .notPossibleNow)
        hall.refuse(
            2, .beginRemark, .accessDenied,
            "guests may not turn on a microphone in this conference")
    }

    @Test func `who goes up during a remark speaks on`() throws {
        var hall = Hall()
        try hall.enter("olga", "a")
        try hall.act(2, .raiseHand)
        try hall.act(2, .beginRemark)
        #expect(
            try hall.act(1, .acceptHand(.one(2)))
                == [.remarkEnded(2), .handLowered(2), .moved(2, .podium)])
        #expect(hall.wait(.seconds(60)) == [])
        #expect(hall.hears(1, 2))
    }
}
