import Rooms
import Testing
import Units

@Suite struct FloorEntryTests {
    private func cause(_ body: () throws(Denial) -> Void) -> Refusal? {
        do throws(Denial) {
            try body()
            return nil
        } catch { return error.cause }
    }

    // MARK: The door

    @Test func `those who come in take a seat, and those who lead one on the podium`() throws {
        var hall = Hall(moderators: [.named("mona")])
        try hall.enter("olga", "mona", "pia")
        #expect([1, 2, 3].map { hall.seat($0) } == [.podium, .podium, .hall])
        #expect([1, 2, 3].map { hall.floor.role(of: $0) } == [.owner, .moderator, .participant])
    }

    @Test(arguments: [ConferenceKind.call, .allOnScreen])
    func `without a hall everybody is on the podium`(kind: ConferenceKind) throws {
        var hall = Hall(kind)
        try hall.enter("olga", "pia")
        #expect(hall.floor.onPodium == [1, 2])
    }

    @Test func `a full conference takes nobody, and says how many it holds`() throws {
        let small = try ConferenceShape(.allOnScreen, people: 2)
        var hall = Hall(.allOnScreen) { $0.shape = small }
        try hall.enter("olga", "pia")
        let denial = #expect(throws: Denial.self) { try hall.enter(Visitor(.named("quin"))) }
        #expect(denial == Denial(.full, "the conference is full (2 people)"))
        _ = hall.floor.leave(2, at: hall.now)
        try hall.enter(Visitor(.named("quin")))
    }

    @Test func `guests come only into public conferences`() throws {
        var hall = Hall()
        #expect(self.cause { () throws(Denial) in try hall.enter(.guest(1)) } == .guestsNotAllowed)
        var open = Hall { $0.access = .public }
        let guest = try open.enter(.guest(1))
        #expect(open.floor.role(of: guest) == .guest)
    }

    @Test func `a locked conference takes only those who lead or come back`() throws {
        var hall = Hall(moderators: [.named("mona")])
        try hall.enter("olga", "pia")
        #expect(try hall.act(1, .lock) == [.locked])
        let denial = #expect(throws: Denial.self) { try hall.enter(Visitor(.named("quin"))) }
        #expect(denial == Denial(.entryDenied, "the conference is locked"))
        try hall.enter("mona")
        try hall.enter(.operating("otto"))
        _ = hall.floor.leave(2, absentUntil: hall.now + .seconds(60), at: hall.now)
        try hall.enter("pia")
        #expect(try hall.act(1, .unlock) == [.unlocked])
        try hall.enter("quin")
    }

    @Test func `nobody enters what is over`() throws {
        var hall = Hall()
        try hall.enter("olga")
        #expect(try hall.act(1, .end) == [.ended])
        #expect(self.cause { () throws(Denial) in try hall.enter("pia") } == .ended)
        hall.refuse(1, .lock, .ended)
        #expect(hall.floor.deadline == nil)
    }

    @Test func `a PIN is asked of those who are strangers here`() throws {
        var hall = Hall(moderators: [.named("mona")]) { settings in
            var random = SeededRandom(seed: 1)
            settings.pin = PIN(using: &random)
        }
        try hall.enter("olga")
        #expect(!hall.floor.needsPIN(of: Visitor(.olga)))
        #expect(!hall.floor.needsPIN(of: Visitor(.named("mona"))))
        #expect(!hall.floor.needsPIN(of: .operating("otto")))
        #expect(hall.floor.needsPIN(of: Visitor(.named("pia"))))
        #expect(!Hall().floor.needsPIN(of: Visitor(.named("pia"))))
    }

    // MARK: Waiting

    @Test func `who waits gets nothing, sends nothing and does nothing`() throws {
        var hall = Hall(.allOnScreen) { $0.waitingRoom = .all }
        try hall.enter("olga")
        let pia = try hall.enter(Visitor(.named("pia")), with: [.microphone, .camera, .speaker])
        try hall.act(1, .turnOn(.microphone))
        #expect(hall.seat(pia) == .waiting && hall.floor.waiting == [pia])
        #expect(!hall.hears(pia, 1) && !hall.hears(1, pia))
        hall.refuse(
            pia, .raiseHand, .notPossibleNow, "a moderator has not let you in yet")
        #expect(throws: Denial.self) { try hall.floor.requireText(of: pia) }
        #expect(hall.floor.receivers(of: .waits(pia)) == [1, pia])
        #expect(hall.floor.receivers(of: .locked) == [1])
    }

    @Test func `before the door one chooses what is on inside, and nobody is told`() throws {
        var hall = Hall(.allOnScreen) { $0.waitingRoom = .all }
        try hall.enter("olga")
        let pia = try hall.enter(Visitor(.named("pia")), with: [.microphone])
        #expect(try hall.act(pia, .turnOff(.microphone)) == [])
        #expect(try hall.act(pia, .turnOn(.camera)) == [])
        #expect(try hall.act(1, .admit(.one(pia))) == [.entered(pia, .podium)])
        #expect(hall.floor.attendees[pia]?.devices == [.camera])
    }

    @Test func `the waiting room holds its category and never those who lead`() throws {
        for (room, held) in [
            (WaitingRoom.off, []), (.guests, ["guest1"]), (.uninvited, ["guest1", "pia"]),
            (.all, ["guest1", "pia", "ida"]),
        ] as [(WaitingRoom, [String])] {
            var hall = Hall(moderators: [.named("mona")], invited: [.named("ida")]) {
                $0.access = .public
                $0.waitingRoom = room
            }
            for name in ["olga", "mona", "guest1", "pia", "ida"] {
                let number = try hall.enter(Visitor(.named(name)))
                #expect((hall.seat(number) == .waiting) == held.contains(name), "\(room) \(name)")
            }
            let otto = try hall.enter(.operating("otto"))
            #expect(hall.seat(otto) == .hall || hall.seat(otto) == .podium)
        }
    }

    @Test func `a caller of the owner waits, unless invited or approved by itself`() throws {
        var hall = Hall()
        try hall.enter("olga")
        let pia = try hall.enter(.calling("pia"))
        #expect(hall.seat(pia) == .waiting)
        try hall.act(1, .invite(.named("ida")))
        let ida = try hall.enter(.calling("ida"))
        #expect(hall.seat(ida) == .hall)
        var open = Hall { $0.autoApproves = true }
        let approved = try open.enter(.calling("pia"))
        #expect(open.seat(approved) == .hall)
    }

    @Test func `one or all are admitted or denied`() throws {
        var hall = Hall { $0.waitingRoom = .all }
        try hall.enter("olga", "a", "b", "c", "d", "e")
        #expect(try hall.act(1, .admit(.one(2))) == [.entered(2, .hall)])
        #expect(try hall.act(1, .deny(.one(3))) == [.denied(3)])
        hall.refuse(1, .admit(.these([4, 3])), .userNotFound)
        #expect(
            try hall.act(1, .admit(.these([5, 4]))) == [.entered(4, .hall), .entered(5, .hall)])
        #expect(try hall.act(1, .deny(.everyone)) == [.denied(6)])
        #expect(hall.floor.waiting == [])
        // Who was denied may ask again.
        try hall.enter("b")
        #expect(hall.floor.waiting == [7])
    }

    @Test func `nobody is admitted beyond the limit`() throws {
        let shape = try ConferenceShape(.allOnScreen, people: 2)
        var hall = Hall {
            $0.shape = shape
            $0.waitingRoom = .all
        }
        try hall.enter("olga", "a", "b")
        hall.refuse(1, .admit(.everyone), .full, "the conference is full (2 people)")
        try hall.act(1, .admit(.one(3)))
        #expect(hall.floor.inside == [1, 3])
    }

    @Test func `not too many wait`() throws {
        var limits = FloorLimits()
        limits.waitingMaximum = 1
        var hall = Hall(limits: limits) { $0.waitingRoom = .all }
        try hall.enter("olga", "a")
        let denial = #expect(throws: Denial.self) { try hall.enter(Visitor(.named("b"))) }
        #expect(denial == Denial(.full, "1 people wait to be let in already"))
        #expect(hall.floor.leave(2, at: hall.now) == [.stoppedWaiting(2)])
        try hall.enter("b")
    }

    // MARK: Removing

    @Test func `who is removed does not come back unless invited again`() throws {
        var hall = Hall()
        try hall.enter("olga", "pia", "pia")
        #expect(
            try hall.act(1, .remove(.one(2)))
                == [.removed(2), .removed(3), .gone(.named("pia"))])
        #expect(self.cause { () throws(Denial) in try hall.enter("pia") } == .removed)
        #expect(try hall.act(1, .invite(.named("pia"))) == [.invited(.named("pia"))])
        #expect(hall.floor.unconnected == [.named("pia")])
        try hall.enter("pia")
        #expect(hall.floor.unconnected == [])
    }

    @Test func `a removed moderator leads no more`() throws {
        var hall = Hall(moderators: [.named("mona")])
        try hall.enter("olga", "mona")
        try hall.act(1, .remove(.one(2)))
        try hall.act(1, .invite(.named("mona")))
        let again = try hall.enter(Visitor(.named("mona")))
        #expect(hall.floor.role(of: again) == .participant)
    }

    @Test func `owner, operators and oneself are not removed`() throws {
        var hall = Hall(moderators: [.named("mona")])
        try hall.enter("olga", "mona")
        let operatorNumber = try hall.enter(.operating("otto"))
        hall.refuse(2, .remove(.one(1)), .accessDenied, "the owner can't be removed")
        hall.refuse(
            2, .remove(.one(operatorNumber)), .accessDenied, "an operator can't be removed")
        hall.refuse(
            2, .remove(.one(2)), .notPossibleNow, "you can't remove yourself; leave instead")
        hall.refuse(2, .remove(.one(99)), .userNotFound, "there is no such participant")
    }

    @Test func `everyone is everyone who does not lead`() throws {
        var hall = Hall(moderators: [.named("mona")])
        try hall.enter("olga", "mona", "a", "b")
        #expect(
            try hall.act(2, .remove(.everyone)) == [
                .removed(3), .removed(4), .gone(.named("a")), .gone(.named("b")),
            ])
    }

    @Test func `who may not record asks with a recorder before the door`() throws {
        var hall = Hall { $0.access = .public }
        try hall.enter("olga", "pia", "mona")
        try hall.act(1, .appoint(3))
        for (leader, isIn) in [("olga", true), ("mona", true), ("pia", false), ("eve", false)] {
            let recorder = try hall.enter(.recorder(of: leader))
            #expect(hall.seat(recorder)?.isInside == isIn, "\(leader)")
        }
        var operating = Visitor.operating("otto")
        operating.kind = .recorder
        let operators = try hall.enter(operating)
        #expect(hall.seat(operators)?.isInside == true)
        var guest = Visitor.guest(1)
        guest.kind = .recorder
        #expect(self.cause { () throws(Denial) in try hall.enter(guest) } == .accessDenied)
        // Admitted, it stays, also on another connection.
        let asking = try #require(hall.floor.waiting.first)
        try hall.act(1, .admit(.one(asking)))
        let again = try hall.enter(.recorder(of: "pia"), replacing: asking)
        #expect(hall.seat(again)?.isInside == true)
    }

    @Test func `all who are admitted at once are people`() throws {
        var hall = Hall { $0.waitingRoom = .all }
        try hall.enter("olga", "pia", "ben")
        let recorder = try hall.enter(.recorder(of: "pia"))
        try hall.act(1, .admit(.everyone))
        #expect(hall.floor.inside == [1, 2, 3])
        #expect(hall.floor.waiting == [recorder])
        try hall.act(1, .admit(.one(recorder)))
        #expect(hall.floor.waiting.isEmpty)
    }

    @Test func `all who are sent away at once are recorders as well`() throws {
        var hall = Hall { $0.waitingRoom = .all }
        try hall.enter("olga", "pia")
        try hall.enter(.recorder(of: "pia"))
        try hall.act(1, .deny(.everyone))
        #expect(hall.floor.waiting.isEmpty)
    }

    @Test func `removing a recorder removes nobody's account`() throws {
        var hall = Hall()
        try hall.enter("olga", "pia")
        let recorder = try hall.enter(.recorder(of: "olga"))
        #expect(try hall.act(1, .remove(.one(recorder))) == [.removed(recorder)])
        #expect(hall.floor.inside == [1, 2])
    }

    @Test func `invitations and removals are bounded`() throws {
        var limits = FloorLimits()
        limits.invitedMaximum = 1
        limits.removedMaximum = 1
        var hall = Hall(limits: limits)
        try hall.enter("olga", "a", "b")
        try hall.act(1, .remove(.one(2)))
        hall.now = hall.now + .seconds(1)
        try hall.act(1, .remove(.one(3)))
        try hall.enter("a")
        #expect(self.cause { () throws(Denial) in try hall.enter("b") } == .removed)
        try hall.act(1, .invite(.named("c")))
        try hall.act(1, .invite(.named("c")))
        hall.refuse(1, .invite(.named("d")), .full, "1 people are invited already")
    }

    // MARK: Coming back

    @Test func `a visit that replaces another keeps its seat and all else`() throws {
        var hall = Hall()
        try hall.enter("olga", "pia", "quin")
        try hall.act(2, .turnOn(.microphone))
        try hall.act(2, .raiseHand)
        try hall.act(1, .acceptHand(.one(2)))
        try hall.act(3, .raiseHand)
        let again = try hall.enter(Visitor(.named("pia")), replacing: 2)
        #expect(hall.seat(again) == .podium && hall.isOn(.microphone, of: again))
        #expect(hall.seat(2) == nil)
        let quin = try hall.enter(Visitor(.named("quin")), with: [.microphone], replacing: 3)
        #expect(hall.floor.hands == [quin])
        #expect(!hall.isOn(.microphone, of: quin))
    }

    @Test func `nobody replaces another's visit, nor a person's by a recorder`() throws {
        var hall = Hall()
        try hall.enter("olga", "pia")
        for visitor in [Visitor(.named("pia")), .recorder(of: "olga")] {
            #expect(
                self.cause { () throws(Denial) in try hall.enter(visitor, replacing: 1) }
                    == .accessDenied)
        }
    }

    @Test func `who waits comes back to wait`() throws {
        var hall = Hall { $0.waitingRoom = .all }
        try hall.enter("olga", "pia")
        #expect(
            try hall.floor.enter(9, Visitor(.named("pia")), replacing: 2, at: hall.now)
                == [.stoppedWaiting(2), .waits(9)])
    }

    @Test func `who comes back within the time passes the waiting room`() throws {
        var hall = Hall { $0.waitingRoom = .all }
        try hall.enter("olga", "pia")
        try hall.act(1, .admit(.one(2)))
        _ = hall.floor.leave(2, absentUntil: hall.now + .seconds(60), at: hall.now)
        _ = hall.wait(.seconds(59))
        try hall.enter("pia")
        #expect(hall.seat(3) == .hall)
        _ = hall.floor.leave(3, absentUntil: hall.now + .seconds(60), at: hall.now)
        _ = hall.wait(.seconds(60))
        try hall.enter("pia")
        #expect(hall.seat(4) == .waiting)
    }

    @Test func `who is expected counts as about to come, and is gone if they don't`() throws {
        var hall = Hall { $0.waitingRoom = .all }
        let end = hall.now + .seconds(60)
        hall.floor.expect(.named("pia"), until: end)
        hall.floor.expect(.named("quin"), until: end)
        #expect(!hall.floor.isDeserted && hall.floor.deadline == end)
        try hall.enter("pia")
        #expect(hall.seat(1) == .hall)
        hall.floor.expect(.named("pia"), until: end)
        hall.now = end
        #expect(hall.wait(.zero) == [.gone(.named("quin"))])
    }

    @Test func `a conference is deserted when no person is here or about to come back`() throws {
        var hall = Hall()
        #expect(hall.floor.isDeserted)
        try hall.enter("olga")
        try hall.enter(.recorder(of: "olga"))
        #expect(!hall.floor.isDeserted)
        _ = hall.floor.leave(1, absentUntil: hall.now + .seconds(60), at: hall.now)
        #expect(!hall.floor.isDeserted)
        _ = hall.wait(.seconds(60))
        #expect(hall.floor.isDeserted)
    }
}
