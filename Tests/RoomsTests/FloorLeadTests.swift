import Rooms
import Testing
import Units

/// What those who lead do: devices of others, roles, the conference as a whole.
@Suite struct FloorLeadTests {
    // MARK: Rights

    /// Actions of every row of the table that the floor acts on.
    static let actions: [(ConferenceRight, ConferenceAction)] = [
        (.admit, .invite(.named("x"))), (.admit, .admit(.everyone)), (.admit, .deny(.everyone)),
        (.admit, .remove(.everyone)),
        (.podium, .acceptHand(.everyone)), (.podium, .rejectHand(.everyone)),
        (.podium, .inviteUp(.everyone)), (.podium, .bringDown(.everyone)),
        (.quiet, .turnOffOthers(.microphone, .everyone)),
        (.quiet, .askToTurnOn(.camera, .everyone)),
        (.appoint, .appoint(3)),
        (.govern, .lock), (.govern, .unlock), (.govern, .change(ConferenceSettings(.smart))),
        (.govern, .end),
    ]

    @Test(arguments: actions)
    func `an action is done by those whom the table allows it`(
        right: ConferenceRight, action: ConferenceAction
    ) throws {
        for (number, standing) in [
            (1, .owner), (2, .moderator), (3, .speaker), (4, .participant), (5, .guest),
        ] as [(UInt32, ConferenceStanding)] {
            var hall = Hall(moderators: [.named("mona")]) { $0.access = .public }
            try hall.enter("olga", "mona", "sam", "pia", "guest1")
            try hall.act(3, .raiseHand)
            try hall.act(1, .acceptHand(.one(3)))
            switch right.cell(for: standing) {
            case .yes, .notTheOwner: try hall.act(number, action)
            default: hall.refuse(number, action, .accessDenied)
            }
        }
    }

    @Test func `what the floor does not do itself is asked of it`() throws {
        var hall = Hall { $0.access = .public }
        try hall.enter("olga", "pia", "guest1")
        try hall.floor.require(.record, of: 1)
        #expect(throws: Denial.self) { try hall.floor.require(.record, of: 2) }
        #expect(throws: Denial.self) { try hall.floor.require(.record, of: 99) }
        try hall.floor.requireText(of: 3)
        var settings = hall.floor.settings
        settings.guests.text = false
        try hall.act(1, .change(settings))
        let denial = #expect(throws: Denial.self) { try hall.floor.requireText(of: 3) }
        #expect(denial?.sentence == "guests may not write in this conference")
        try hall.floor.requireText(of: 2)
    }

    @Test func `who is not there does nothing`() {
        var hall = Hall()
        hall.refuse(1, .lock, .userNotFound)
    }

    // MARK: Devices

    @Test func `only oneself turns a microphone on again`() throws {
        var hall = Hall(.allOnScreen, moderators: [.named("mona")])
        try hall.enter("olga", "mona", "a")
        #expect(try hall.act(3, .turnOn(.microphone)) == [.turnedOn(.microphone, 3)])
        #expect(hall.hears(1, 3))
        #expect(
            try hall.act(2, .turnOffOthers(.microphone, .one(3))) == [.turnedOff(.microphone, 3)])
        #expect(!hall.hears(1, 3))
        #expect(
            try hall.act(2, .askToTurnOn(.microphone, .one(3)))
                == [.askedToTurnOn(.microphone, 3, by: 2)])
        #expect(hall.floor.receivers(of: .askedToTurnOn(.microphone, 3, by: 2)) == [3])
        #expect(!hall.isOn(.microphone, of: 3))
        #expect(try hall.act(3, .turnOn(.microphone)) == [.turnedOn(.microphone, 3)])
    }

    @Test func `all are muted at once but those who lead`() throws {
        var hall = Hall(.allOnScreen, moderators: [.named("mona")])
        try hall.enter("olga", "mona", "a", "b")
        for number in 1...4 as ClosedRange<UInt32> { try hall.act(number, .turnOn(.microphone)) }
        #expect(
            try hall.act(2, .turnOffOthers(.microphone, .everyone))
                == [.turnedOff(.microphone, 3), .turnedOff(.microphone, 4)])
        #expect(
            try hall.act(2, .turnOffOthers(.microphone, .these([1, 2])))
                == [.turnedOff(.microphone, 1)])
    }

    @Test func `no voice passes to a speaker that is off, and no picture from a camera`() throws {
        var hall = Hall(.allOnScreen)
        try hall.enter("olga", "a")
        try hall.act(1, .turnOn(.microphone))
        #expect(hall.hears(2, 1))
        try hall.act(1, .turnOffOthers(.speaker, .one(2)))
        #expect(!hall.hears(2, 1))
        #expect(!hall.floor.passes(.camera, from: 1, to: 2, at: hall.now))
        try hall.act(1, .turnOn(.camera))
        #expect(hall.floor.passes(.camera, from: 1, to: 2, at: hall.now))
        #expect(hall.floor.passes(.content, from: 1, to: 2, at: hall.now))
        #expect(!hall.floor.passes(.content, from: 1, to: 1, at: hall.now))
    }

    @Test func `two switches mute those who come in`() throws {
        let all = Set(ConferenceDevice.allCases)
        for (kind, microphone, camera, expected) in [
            (.allOnScreen, false, false, all), (.allOnScreen, true, false, [.camera, .speaker]),
            (.allOnScreen, false, true, [.microphone, .speaker]),
            (.smart, false, false, [.camera, .speaker]),
        ] as [(ConferenceKind, Bool, Bool, Set<ConferenceDevice>)] {
            var hall = Hall(kind) {
                $0.mutesMicrophoneOnEntry = microphone
                $0.mutesCameraOnEntry = camera
            }
            let number = try hall.enter(Visitor(.olga), with: all)
            #expect(hall.floor.attendees[number]?.devices == expected)
        }
    }

    @Test func `what guests may not have is off, at the door and when it is forbidden`() throws {
        var hall = Hall(.allOnScreen) {
            $0.access = .public
            $0.guests.video = false
        }
        try hall.enter("olga")
        let guest = try hall.enter(.guest(1), with: Set(ConferenceDevice.allCases))
        #expect(hall.floor.attendees[guest]?.devices == [.microphone, .speaker])
        hall.refuse(guest, .turnOn(.camera), .accessDenied)
        #expect(!hall.floor.passes(.content, from: guest, to: 1, at: hall.now))
        var settings = hall.floor.settings
        settings.guests.audio = false
        #expect(
            try hall.act(1, .change(settings))
                == [.settingsChanged, .turnedOff(.microphone, guest)])
        hall.refuse(guest, .turnOn(.microphone), .accessDenied)
        #expect(try hall.act(1, .askToTurnOn(.microphone, .one(guest))) == [])
    }

    @Test func `a guest's remark ends when guests may not be heard any more`() throws {
        var hall = Hall { $0.access = .public }
        try hall.enter("olga", "guest1")
        try hall.act(2, .beginRemark)
        var settings = hall.floor.settings
        settings.guests.audio = false
        #expect(
            try hall.act(1, .change(settings))
                == [.settingsChanged, .turnedOff(.microphone, 2), .remarkEnded(2)])
        #expect(hall.seat(2) == .hall)
    }

    // MARK: Roles

    @Test func `moderators are named and dismissed, and owner and operators are not`() throws {
        var hall = Hall(moderators: [.named("mona")])
        try hall.enter("olga", "mona", "pia")
        let otto = try hall.enter(.operating("otto"))
        #expect(hall.floor.role(of: otto) == .moderator)
        #expect(try hall.act(2, .appoint(3)) == [.role(.named("pia"), .moderator)])
        #expect(try hall.act(2, .appoint(3)) == [])
        #expect(try hall.act(3, .dismiss(.named("mona"))) == [.role(.named("mona"), .participant)])
        hall.refuse(2, .lock, .accessDenied)
        hall.refuse(3, .dismiss(.olga), .accessDenied, "the owner can't be dismissed")
        hall.refuse(
            3, .dismiss(.named("otto")), .accessDenied,
            "an operator is a moderator of every conference")
        hall.refuse(3, .dismiss(.named("mona")), .notPossibleNow, "that is no moderator")
        hall.refuse(3, .appoint(99), .userNotFound)
    }

    @Test func `a guest can be moderator, until the conference forgets who they were`() throws {
        var hall = Hall { $0.access = .public }
        try hall.enter("olga", "guest1")
        try hall.act(1, .appoint(2))
        #expect(hall.floor.role(of: 2) == .moderator)
        _ = hall.floor.leave(2, at: hall.now)
        try hall.enter("guest1")
        #expect(hall.floor.role(of: 3) == .guest)
    }

    @Test func `roles survive a reconnect and any absence of an account`() throws {
        var hall = Hall(moderators: [.named("mona")])
        try hall.enter("olga", "mona")
        _ = hall.floor.leave(2, at: hall.now)
        _ = hall.wait(.seconds(3600))
        try hall.enter("mona")
        #expect(hall.floor.role(of: 3) == .moderator)
    }

    @Test func `moderators are not without number`() throws {
        var limits = FloorLimits()
        limits.moderatorsMaximum = 1
        var hall = Hall(limits: limits)
        try hall.enter("olga", "a", "b")
        try hall.act(1, .appoint(2))
        hall.refuse(1, .appoint(3), .full, "there are 1 moderators already")
    }

    // MARK: Succession

    @Test func `an owner who comes back in time has never been away`() throws {
        var hall = Hall()
        try hall.enter("olga", "pia")
        #expect(
            hall.floor.leave(1, absentUntil: hall.now + .seconds(60), at: hall.now) == [.left(1)])
        #expect(hall.wait(.seconds(59)) == [])
        try hall.enter("olga")
        #expect(hall.wait(.seconds(60)) == [])
        #expect(hall.floor.owner == .olga)
    }

    @Test func `the longest-serving moderator takes over`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "b", "c")
        try hall.enter(.operating("otto"))
        try hall.act(1, .appoint(4))
        hall.now = hall.now + .seconds(1)
        try hall.act(1, .appoint(2))
        let end = hall.now + .seconds(60)
        _ = hall.floor.leave(1, absentUntil: end, at: hall.now)
        #expect(hall.floor.deadline == end)
        #expect(hall.wait(.seconds(60)) == [.gone(.olga), .role(.named("c"), .owner)])
        #expect(hall.floor.role(of: 4) == .owner)
    }

    @Test func `without a moderator an operator, without one the longest present`() throws {
        var hall = Hall(.allOnScreen) { $0.access = .public }
        try hall.enter("olga", "guest1", "a", "b")
        let otto = try hall.enter(.operating("otto"))
        #expect(
            hall.floor.leave(1, at: hall.now)
                == [.left(1), .gone(.olga), .role(.named("otto"), .owner)])
        #expect(
            hall.floor.leave(otto, at: hall.now)
                == [.left(otto), .gone(.named("otto")), .role(.named("a"), .owner)])
        _ = hall.floor.leave(4, at: hall.now)
        // A guest only when there is nobody else.
        #expect(
            hall.floor.leave(3, at: hall.now)
                == [.left(3), .gone(.named("a")), .role(.guest(1), .owner)])
    }

    @Test func `neither recorders nor those at the door inherit`() throws {
        var hall = Hall { $0.waitingRoom = .all }
        try hall.enter("olga", "a")
        try hall.act(1, .admit(.one(2)))
        try hall.act(1, .admit(.one(try hall.enter(.recorder(of: "a")))))
        try hall.enter("b")
        _ = hall.floor.leave(2, at: hall.now)
        #expect(hall.floor.leave(1, at: hall.now) == [.left(1), .gone(.olga)])
        #expect(hall.floor.owner == .olga)
        // The next who comes in is the longest present.
        try hall.enter(.operating("otto"))
        #expect(hall.floor.owner == .named("otto"))
    }

    @Test func `an owner's other visit or their recorder`() throws {
        var hall = Hall()
        try hall.enter("olga", "olga", "a")
        try hall.enter(.recorder(of: "olga"))
        #expect(hall.floor.leave(1, at: hall.now) == [.left(1)])
        #expect(
            hall.floor.leave(2, at: hall.now)
                == [.left(2), .gone(.olga), .role(.named("a"), .owner)])
    }

    @Test func `a recorder does not bring its owner back`() throws {
        var hall = Hall()
        try hall.enter("olga", "a")
        _ = hall.floor.leave(1, absentUntil: hall.now + .seconds(60), at: hall.now)
        try hall.enter(.recorder(of: "olga"))
        #expect(hall.wait(.seconds(60)) == [.gone(.olga), .role(.named("a"), .owner)])
    }

    @Test func `an owner who left for good and comes back is a moderator`() throws {
        var hall = Hall()
        try hall.enter("olga", "a")
        _ = hall.floor.leave(1, at: hall.now)
        try hall.enter("olga")
        #expect(hall.floor.role(of: 3) == .moderator)
        #expect(try hall.act(2, .dismiss(.olga)) == [.role(.olga, .participant)])
    }

    // MARK: The conference

    @Test(arguments: ConferenceKind.allCases, ConferenceKind.allCases)
    func `a running conference changes its kind as the table says`(
        from: ConferenceKind, to: ConferenceKind
    ) throws {
        var hall = Hall(from)
        try hall.enter("olga")
        var settings = hall.floor.settings
        settings.shape = ConferenceShape(to)
        settings.isUnlinked = true
        guard from.maySwitch(to: to) else {
            hall.refuse(
                1, .change(settings), .kindUnsupported,
                "a running \(from) conference can't become \(to)")
            return
        }
        #expect(try hall.act(1, .change(settings)) == [.settingsChanged])
        #expect(hall.floor.settings == settings && hall.floor.kind == to)
        #expect(try hall.act(1, .change(settings)) == [])
    }

    @Test func `a third widens a call, and interrupts nobody`() throws {
        var hall = Hall(.call)
        try hall.enter("olga", "pia")
        try hall.act(2, .turnOn(.microphone))
        try hall.enter("quin")
        #expect(hall.floor.kind == .allOnScreen)
        #expect(hall.hears(1, 2) && hall.hears(3, 2))
    }

    @Test func `limits are not set below those who are here`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "b")
        for number in [2, 3] as [UInt32] { try hall.act(number, .raiseHand) }
        try hall.act(1, .acceptHand(.everyone))
        let small = try ConferenceShape(.roleBased, people: 2)
        let narrow = try ConferenceShape(.roleBased, people: 3, podium: 2)
        hall.refuse(
            1, .change(ConferenceSettings(small)), .notPossibleNow, "3 people are here already")
        hall.refuse(
            1, .change(ConferenceSettings(narrow)), .notPossibleNow,
            "3 are on the podium already")
    }

    @Test func `a planned end is announced, put off, and comes`() throws {
        let end = Instant.start + .seconds(1000 + 3600)
        var hall = Hall(plannedEnd: end)
        try hall.enter("olga")
        #expect(hall.floor.deadline == end - .seconds(300))
        hall.now = end - .seconds(300)
        #expect(hall.wait(.zero) == [.endsSoon(at: end)])
        #expect(hall.floor.deadline == end)
        let later = end + .seconds(1800)
        #expect(try hall.act(1, .extend(.seconds(1800))) == [.extended(until: later)])
        #expect(hall.floor.deadline == later - .seconds(300))
        for wrong in [Duration.zero, .seconds(-1), .seconds(100_000), .seconds(Int64.max / 2)] {
            hall.refuse(1, .extend(wrong), .tooLong)
        }
        hall.now = later
        #expect(hall.wait(.zero) == [.ended])
        #expect(hall.floor.isOver)
    }

    @Test func `what has no planned end is not put off`() throws {
        var hall = Hall()
        try hall.enter("olga")
        hall.refuse(1, .extend(.seconds(60)), .notPossibleNow, "the conference has no planned end")
    }

    @Test func `the end is told to those at the door too`() throws {
        var hall = Hall { $0.waitingRoom = .all }
        try hall.enter("olga", "a")
        try hall.act(1, .end)
        #expect(hall.floor.receivers(of: .ended) == [1, 2])
        #expect(hall.floor.receivers(of: .removed(7)) == [1, 7])
    }
}
