import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// What is done in a conference, and what is planned, as every kind of outsider sees it: not at all.
///
/// As in `LeakMatrixTests`, two servers live the same days, and on one of them insiders act. **Every
/// byte that an outsider is sent must be the same on both.**
struct ConferenceLeakTests {
    @Test(arguments: ConferenceLeakStage.Outsider.allCases, ConferenceLeakStage.Way.allCases)
    func `nothing of it reaches an outsider`(
        outsider: ConferenceLeakStage.Outsider, way: ConferenceLeakStage.Way
    ) throws {
        let loud = try ConferenceLeakStage.observed(outsider, way, plan: nil)
        let silent = try ConferenceLeakStage.observed(outsider, way, plan: loud.plan)
        try #require(!loud.outsider.isEmpty)
        #expect(loud.outsider.count == silent.outsider.count)
        for (one, other) in zip(loud.outsider, silent.outsider) where one != other {
            Issue.record("\(String(decoding: one, as: UTF8.self)) is told only if they act")
        }
        // The stage could be blind: whoever belongs there does notice.
        #expect(loud.insider != silent.insider)
    }
}

/// Ada and bob are in a role-based conference of a group, and plan another.
struct ConferenceLeakStage {
    enum Outsider: CaseIterable {
        /// Of the group that the conference came from, and not in it.
        case member
        /// Before its door.
        case waiting
        /// Knows neither the group nor the conference.
        case stranger
        /// Of another conference.
        case otherGuest
    }

    enum Way: CaseIterable {
        case liveEvents, sync, chatList, history, conferenceList, planList, sessionList
        case joinThePlan, changeThePlan, loginAsItsGuest, act
    }

    struct Observation {
        var outsider: [[UInt8]]
        var insider: [[UInt8]]
        /// The ID of the planned conference.
        var plan: String
    }

    private var desk: Desk
    private let ada: ConnectionID
    private let bob: ConnectionID
    private var outsider: ConnectionID
    private let conference: String
    private let bobsNumber: UInt32
    private var plan: String
    private let speaks: Bool

    /// - Parameter plan: the ID on the server where they act, for the one where they don't.
    static func observed(
        _ outsider: Outsider, _ way: Way, plan: String?
    ) throws -> Observation {
        var stage = try ConferenceLeakStage(outsider, plan: plan)
        stage.desk.forgetTold()
        try stage.act()
        stage.go(way)
        let received = stage.desk.received
        return Observation(
            outsider: received[stage.outsider] ?? [], insider: received[stage.bob] ?? [],
            plan: stage.plan)
    }

    private init(_ outsider: Outsider, plan: String?) throws {
        var desk = try Desk("ada", "bob", "eve", "fay")
        desk.now.timestamp = Timestamp(milliseconds: 1_700_000_000_000)
        let people = try ["ada", "bob", "eve", "fay"].enumerated().map { index, name in
            try desk.enter(UInt64(index + 1), name)
        }
        for id in people { desk.goLive(id) }
        let group = try desk.group(people[0], "team", with: "bob", "eve")
        var start = StartConference()
        start.chat = group
        start.unlinked = true
        start.setup = .make(.roleBased) { $0.waitingRoom = .all }
        guard case .conference(let entry)? = desk.ask(people[0], .startConference(start)) else {
            throw Desk.Unexpected()
        }
        _ = try desk.joined(people[0], entry.id)
        guard case .joined(let joined)? = desk.knock(people[1], entry.id) else {
            throw Desk.Unexpected()
        }
        desk.act(people[0], .admit(.all))
        switch outsider {
        case .member: self.outsider = people[2]
        case .waiting:
            self.outsider = people[2]
            _ = desk.knock(people[2], entry.id)
        case .stranger: self.outsider = people[3]
        case .otherGuest:
            var other = StartConference()
            other.setup.public = true
            guard case .conference(let open)? = desk.ask(people[3], .startConference(other)) else {
                throw Desk.Unexpected()
            }
            _ = try desk.joined(people[3], open.id)
            self.outsider = desk.guest(9, open.id).id
            _ = try desk.joined(self.outsider, open.id)
        }
        (self.ada, self.bob) = (people[0], people[1])
        self.conference = entry.id
        self.bobsNumber = joined.participant
        self.plan = plan ?? ""
        self.speaks = plan == nil
        self.desk = desk
    }

    /// Each step takes a while, so that the clocks of both servers agree.
    private mutating func ask(_ id: ConnectionID, _ body: Request.OneOf_Body) {
        self.desk.live(10)
        self.desk.ask(id, self.speaks ? body : .ping(Ping()))
    }

    private mutating func act() throws {
        var off = DeviceOfOthers()
        (off.device, off.whom) = (.microphone, .one(self.bobsNumber))
        var vote = CastVote()
        vote.answer = .yes
        let deeds: [(ConnectionID, ConferenceAct.OneOf_Deed)] = [
            (self.ada, .react("👍")), (self.bob, .vote(vote)), (self.ada, .endVote(Empty())),
            (self.bob, .beginRemark(Empty())), (self.ada, .endRemark(self.bobsNumber)),
            (self.bob, .raiseHand(Empty())), (self.ada, .acceptHands(.all)),
            (self.ada, .turnOff(off)), (self.ada, .askToTurnOn(off)),
            (self.ada, .bringDown(.all)), (self.ada, .inviteUp(.all)),
            (self.bob, .rejectInvitation(Empty())), (self.ada, .appoint(self.bobsNumber)),
            (self.ada, .dismiss("bob")), (self.ada, .lock(Empty())), (self.ada, .unlock(Empty())),
        ]
        for (id, deed) in deeds {
            var act = ConferenceAct()
            act.deed = deed
            self.ask(id, .conferenceAct(act))
        }
        var time = PlannedTime()
        // Soon enough to be reminded of it.
        time.onceMilliseconds = self.desk.now.timestamp.milliseconds + 600_000
        time.lengthSeconds = 3600
        var plan = PlanConference()
        (plan.invited, plan.times, plan.setup.topic) = (["bob"], [time], "Budget")
        self.ask(self.ada, .planConference(plan))
        if self.speaks {
            guard case .plan(let entry)? = self.desk.lastAnswer(to: self.ada) else {
                throw Desk.Unexpected()
            }
            self.plan = entry.conference
        }
        for _ in 0..<3 {
            self.desk.live(1000)
            self.desk.feed(.timeout)
        }
    }

    private mutating func go(_ way: Way) {
        let eve = self.outsider
        switch way {
        case .liveEvents: self.desk.ask(eve, .ping(Ping()))
        case .sync: self.desk.ask(eve, .sync(Sync()))
        case .chatList: self.desk.ask(eve, .listChats(ListChats()))
        case .history:
            var history = History()
            history.chat = "meeting:\(self.conference)"
            self.desk.ask(eve, .history(history))
        case .conferenceList: self.desk.ask(eve, .listConferences(ListConferences()))
        case .planList: self.desk.ask(eve, .listPlans(ListPlans()))
        case .sessionList: self.desk.ask(eve, .listSessions(ListSessions()))
        case .joinThePlan: _ = self.desk.knock(eve, self.plan)
        case .changeThePlan:
            var change = ChangePlan()
            change.conference = self.plan
            self.desk.ask(eve, .changePlan(change))
            var cancel = CancelPlan()
            cancel.conference = self.plan
            self.desk.ask(eve, .cancelPlan(cancel))
        case .loginAsItsGuest:
            // Whoever it is comes as a nobody here.
            self.outsider = self.desk.guest(30, self.plan).id
        case .act:
            var act = ConferenceAct()
            act.deed = .raiseHand(Empty())
            self.desk.ask(eve, .conferenceAct(act))
        }
    }
}
