import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Conferences that are there before and after they run.
struct PlanTests {
    private static let minute = Office.minute

    private static func once(_ minutes: Int64, length: UInt32 = 60) -> PlannedTime {
        var time = PlannedTime()
        time.onceMilliseconds = minutes * self.minute
        time.lengthSeconds = length * 60
        return time
    }

    private static let room: PlannedTime? = nil

    // MARK: Planning

    @Test func itsPeopleAreToldAndNobodyElseKnowsIt() throws {
        var office = try Office()
        let plan = try office.plan(.make(.lecture) { $0.topic = "Budget" }, at: Self.once(60))
        #expect(plan.owner == "ada" && plan.invited == ["bob"] && plan.setup.topic == "Budget")
        #expect(plan.times.map(\.nextMilliseconds) == [60 * Self.minute])
        let told = (office.desk.told[office.bob] ?? []).contains {
            if case .planChanged(let news) = $0 {
                news.conference == plan.conference
            } else {
                false
            }
        }
        #expect(told && office.desk.told[office.eve] == nil)
        #expect(try office.plans(office.bob).map(\.conference) == [plan.conference])
        #expect(try office.plans(office.eve).isEmpty)
    }

    /// Also who asks for it again gets the same one, and after a restart, too.
    @Test func aRetryPlansOnce() throws {
        var office = try Office()
        let first = try office.plan(at: Self.once(60), number: 7)
        let again = try office.plan(at: Self.once(60), number: 7)
        #expect(first.conference == again.conference)
        #expect(try office.plans(office.ada).count == 1)
    }

    @Test func whatIsNoTimeOrNoNameIsRefused() throws {
        var office = try Office()
        office.desk.live(120 * Self.minute)
        var weekly = PlannedTime()
        weekly.weekly.days = 0x80
        weekly.lengthSeconds = 3600
        for (time, invited) in [
            (Self.once(60), ["bob"]), (Self.once(180, length: 0), ["bob"]),
            (Self.once(180, length: 100_000), ["bob"]), (weekly, ["bob"]),
            (Self.once(180), ["no such name"]), (Self.once(180), ["guest.abcdefgh"]),
            (Self.once(.max / 100_000), []),
        ] {
            #expect(throws: Desk.Unexpected.self) {
                try office.plan(at: time, invited: invited)
            }
        }
        #expect(try office.plans(office.ada).isEmpty)
    }

    @Test func onlyTheOwnerChangesAndCancels() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.once(60))
        var change = ChangePlan()
        (change.conference, change.times) = (plan.conference, [Self.once(90)])
        var cancel = CancelPlan()
        cancel.conference = plan.conference
        for (id, refusal) in [
            (office.bob, Refusal.accessDenied), (office.eve, .conferenceNotFound),
        ] {
            #expect(Desk.refusal(office.desk.ask(id, .changePlan(change))) == refusal)
            #expect(Desk.refusal(office.desk.ask(id, .cancelPlan(cancel))) == refusal)
        }
        guard case .plan(let changed)? = office.desk.ask(office.ada, .changePlan(change)) else {
            throw Desk.Unexpected()
        }
        #expect(changed.times.map(\.nextMilliseconds) == [90 * Self.minute])
        #expect(changed.invited.isEmpty)
        // Who is not in it any more is told, and knows nothing of it from then on.
        let isTold = (office.desk.told[office.bob] ?? []).contains {
            if case .planCancelled = $0 { true } else { false }
        }
        #expect(isTold)
        #expect(try office.plans(office.bob).isEmpty)
        #expect(office.desk.ask(office.ada, .cancelPlan(cancel)) == .done(Done()))
        #expect(try office.plans(office.ada).isEmpty)
        let answer = office.desk.knock(office.ada, plan.conference)
        #expect(Desk.refusal(answer) == .conferenceNotFound)
    }

    @Test func oneIsShownWithItsPeopleToThemAndToNobodyElse() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.once(60))
        #expect(try office.plans(office.ada).allSatisfy(\.invited.isEmpty))
        var show = ListPlans()
        show.conference = plan.conference
        for id in [office.ada, office.bob] {
            guard case .planList(let list)? = office.desk.ask(id, .listPlans(show)) else {
                throw Desk.Unexpected()
            }
            #expect(list.plans.map(\.invited) == [["bob"]])
        }
        let unseen = office.desk.ask(office.eve, .listPlans(show))
        show.conference = "aaaa-bbbb-cccc"
        #expect(office.desk.ask(office.eve, .listPlans(show)) == unseen)
        #expect(Desk.refusal(unseen) == .conferenceNotFound)
    }

    /// Oneself is in it anyway.
    @Test func whoNamesThemselvesInvitesTheOthers() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.once(60), invited: ["bob", "ada", "BOB"])
        #expect(plan.invited == ["bob"])
        var start = StartConference()
        start.invited = ["ada", "bob"]
        guard case .conference? = office.desk.ask(office.ada, .startConference(start)) else {
            throw Desk.Unexpected()
        }
        let rung = [office.ada, office.bob, office.eve].map { id in
            (office.desk.told[id] ?? []).contains {
                if case .conferenceInvited = $0 { true } else { false }
            }
        }
        #expect(rung == [false, true, false])
    }

    // MARK: Beginning and ending

    @Test func beginsAtItsTimeOrWithWhoLeads() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.once(60))
        let knock = { (office: inout Office, id: ConnectionID) in
            Desk.refusal(office.desk.knock(id, plan.conference))
        }
        #expect(knock(&office, office.ada) == .notStarted)
        #expect(knock(&office, office.eve) == .conferenceNotFound)
        office.live(minutes: 51)
        #expect(knock(&office, office.bob) == .notStarted)
        #expect(knock(&office, office.ada) == nil)
        // Now it runs, is listed, and all who are invited come in.
        #expect(try office.running(office.bob) == [plan.conference])
        #expect(knock(&office, office.bob) == nil)
    }

    @Test func withoutWhoLeadsItBeginsAtItsTime() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.once(60))
        office.live(minutes: 60)
        let joined = try office.desk.joined(office.bob, plan.conference)
        #expect(joined.participants.map(\.role) == [.participant])
        let ada = try office.desk.joined(office.ada, plan.conference)
        #expect(ada.participants.first { $0.account == "ada" }?.role == .owner)
    }

    @Test func isWarnedOfItsEndAndEnds() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.once(10, length: 20))
        office.live(minutes: 10)
        _ = try office.desk.joined(office.ada, plan.conference)
        office.desk.forgetTold()
        office.live(minutes: 15)
        let warnings = office.desk.changes(office.ada).filter {
            if case .endsInSeconds = $0 { true } else { false }
        }
        #expect(warnings == [.endsInSeconds(300)])
        office.live(minutes: 5)
        let hasEnded = (office.desk.told[office.ada] ?? []).contains {
            if case .conferenceEnded = $0 { true } else { false }
        }
        #expect(hasEnded)
        #expect(Desk.refusal(office.desk.knock(office.ada, plan.conference)) == .ended)
        #expect(try office.plans(office.ada).isEmpty)
    }

    @Test func aRoomIsOpenedByWhoLeadsAsOftenAsTheyLike() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.room)
        #expect(Desk.refusal(office.desk.knock(office.bob, plan.conference)) == .notStarted)
        for round in 0..<2 {
            let joined = try office.desk.joined(office.ada, plan.conference)
            _ = try office.desk.joined(office.bob, plan.conference)
            let post = Desk.post(
                "round \(round)", to: joined.conference.writeChat, number: round + 1)
            #expect(Desk.refusal(office.desk.ask(office.bob, post)) == nil)
            for id in [office.bob, office.ada] {
                office.desk.ask(id, .leaveConference(LeaveConference()))
            }
            #expect(try office.running(office.bob).isEmpty)
        }
    }

    /// An empty chat goes with a conference that is over, not with one that will be held again.
    @Test(arguments: [true, false])
    func onlyARoomsChatIsThereForTheNextTime(isRoom: Bool) throws {
        var office = try Office()
        let plan = try office.plan(at: isRoom ? Self.room : Self.once(1, length: 10))
        office.live(minutes: 1)
        _ = try office.desk.joined(office.ada, plan.conference)
        office.desk.ask(office.ada, .leaveConference(LeaveConference()))
        // Of all events the newest is never forgotten.
        _ = try office.desk.group(office.ada, "team")
        office.live(minutes: 30)
        let isKept = try office.desk.store.snapshot().chats.contains {
            $0.id.text == "meeting:\(plan.conference)"
        }
        #expect(isKept == isRoom)
    }

    /// A chat that outlives its conference is read by who is in it now, and by nobody else.
    @Test func whoWasThereLastTimeReadsNothingOfThisTime() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.room)
        _ = try office.desk.joined(office.ada, plan.conference)
        let chat = try office.desk.joined(office.bob, plan.conference).conference.writeChat
        // The server dies with both of them inside.
        try office.desk.restart()
        office = try office.returned()
        _ = try office.desk.joined(office.ada, plan.conference)
        office.desk.ask(office.ada, Desk.post("a secret", to: chat, number: 9))
        let bytes = Array("a secret".utf8)
        #expect(!(office.desk.received[office.bob] ?? []).contains { $0.contains(bytes) })
        office.desk.forgetTold()
        office.desk.ask(office.bob, .sync(Sync()))
        var history = History()
        (history.chat, history.count) = (chat, 50)
        office.desk.ask(office.bob, .history(history))
        #expect(!(office.desk.received[office.bob] ?? []).contains { $0.contains(bytes) })
    }

    @Test func thePINIsToldOnceAndKeptAsAVerifier() throws {
        var office = try Office()
        let plan = try office.plan(.make { $0.asksPin = true }, at: Self.once(60))
        let pin = plan.setup.pin
        #expect(pin.count == PIN.generatedLength)
        #expect(try office.plans(office.ada).map(\.setup.pin) == [""])
        try office.desk.restart()
        office = try office.returned()
        #expect(try office.plans(office.bob).map(\.setup.asksPin) == [true])
        office.live(minutes: 60)
        let answer = office.desk.knock(office.bob, plan.conference)
        #expect(Desk.refusal(answer) == .pinRequired)
        let wrong = office.desk.knock(office.bob, plan.conference, pin: "0000")
        #expect(Desk.refusal(wrong) == .pinWrong)
        // Nothing has begun by it.
        #expect(try office.running(office.ada).isEmpty)
        #expect(Desk.refusal(office.desk.knock(office.bob, plan.conference, pin: pin)) == nil)
        // Those who lead are asked for none; nobody is shown it.
        _ = try office.desk.joined(office.ada, plan.conference)
        let shown = office.desk.changes(office.ada).compactMap {
            if case .setup(let setup) = $0 { setup.pin } else { nil }
        }
        #expect(Set(shown).subtracting([""]).isEmpty)
    }

    /// Kept without a verifier, everybody would come in after a restart.
    @Test func aPINThatHasNoVerifierIsNotKept() throws {
        var primitives = SCRAMPrimitives.toy
        let length = PINVerifier.saltLength + PIN.generatedLength
        primitives.hmacSHA256 = { key, message in
            message.count == length ? [] : SCRAMPrimitives.toy.hmacSHA256(key, message)
        }
        var desk = try Desk("ada", primitives: primitives)
        let ada = try desk.enter(1, "ada")
        var plan = PlanConference()
        (plan.setup, plan.times) = (.make { $0.asksPin = true }, [Self.once(60)])
        #expect(Desk.refusal(desk.ask(ada, .planConference(plan))) == .serverBusy)
        #expect(try desk.store.snapshot().plans.isEmpty)
    }

    /// A leader's client sends all settings back with the one that is changed, and knows no PIN.
    @Test func aPINThatNobodyKeepsOutlivesOtherChanges() throws {
        var office = try Office()
        let plan = try office.plan(.make { $0.asksPin = true }, at: Self.once(60))
        office.live(minutes: 60)
        _ = try office.desk.joined(office.ada, plan.conference)
        let told = try #require(
            office.desk.changes(office.ada).compactMap {
                if case .setup(let setup) = $0 { setup } else { nil }
            }.last)
        var settings = try ConferenceSettings(told: told)
        settings.waitingRoom = .guests
        let change = try #require(ConferenceAct.OneOf_Deed(.change(settings)))
        #expect(office.desk.act(office.ada, change) == nil)
        let knock = { (office: inout Office, pin: String) in
            Desk.refusal(office.desk.knock(office.bob, plan.conference, pin: pin))
        }
        #expect(knock(&office, "") == .pinRequired)
        #expect(knock(&office, plan.setup.pin) == nil)
        // Whoever means to, removes it.
        settings.pin = nil
        let removal = try #require(ConferenceAct.OneOf_Deed(.change(settings)))
        #expect(office.desk.act(office.ada, removal) == nil)
        office.desk.ask(office.bob, .leaveConference(LeaveConference()))
        #expect(knock(&office, "") == nil)
    }

    /// The door is kept before anybody who leads is there, and they wait for one.
    @Test func whoHasToWaitWaitsForWhoLeads() throws {
        var office = try Office()
        let plan = try office.plan(.make { $0.waitingRoom = .all }, at: Self.once(10))
        office.live(minutes: 10)
        let answer = office.desk.knock(office.bob, plan.conference)
        guard case .joined(let joined)? = answer else { throw Desk.Unexpected() }
        #expect(joined.seat == .waiting)
        office.live(minutes: 2)
        _ = try office.desk.joined(office.ada, plan.conference)
        #expect(office.desk.act(office.ada, .admit(.all)) == nil)
        #expect(office.desk.admitted(office.bob)?.seat == .podium)
    }

    @Test func guestsOfAPublicOneAreToldToComeLater() throws {
        var office = try Office()
        let open = try office.plan(.make { $0.public = true }, at: Self.once(60))
        let closed = try office.plan(at: Self.once(60))
        #expect(Desk.refusal(office.desk.guest(20, open.conference).answer) == .notStarted)
        let unknown = office.desk.guest(21, closed.conference).answer
        #expect(Desk.refusal(unknown) == .conferenceNotFound)
        office.live(minutes: 60)
        #expect(Desk.refusal(office.desk.guest(22, open.conference).answer) == .notStarted)
        _ = try office.desk.joined(office.bob, open.conference)
        let (guest, answer) = office.desk.guest(23, open.conference)
        #expect(Desk.refusal(answer) == nil)
        #expect(Desk.refusal(office.desk.knock(guest, open.conference)) == nil)
    }

    @Test func whoComesWhileItBeginsComesInToo() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.once(10))
        office.live(minutes: 10)
        office.desk.holdsStore = true
        _ = office.desk.knock(office.ada, plan.conference)
        _ = office.desk.knock(office.bob, plan.conference)
        office.desk.holdsStore = false
        office.desk.answerStore()
        for id in [office.ada, office.bob] {
            guard case .joined? = office.desk.lastAnswer(to: id) else { throw Desk.Unexpected() }
        }
    }
}

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        self.indices.contains { self[$0...].starts(with: part) }
    }
}
