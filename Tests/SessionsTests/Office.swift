import Simulation
import Wire

@testable import Sessions

/// Ada plans, Bob is invited, Eve is not; all of them are there.
struct Office {
    /// In milliseconds.
    static let minute: Int64 = 60_000

    var desk: Desk
    let ada: ConnectionID
    let bob: ConnectionID
    let eve: ConnectionID

    init() throws {
        self.desk = try Desk("ada", "bob", "eve")
        self.ada = try self.desk.enter(1, "ada")
        self.bob = try self.desk.enter(2, "bob")
        self.eve = try self.desk.enter(3, "eve")
        for id in [self.ada, self.bob, self.eve] { self.desk.goLive(id) }
        self.desk.forgetTold()
    }

    mutating func plan(
        _ setup: ConferenceSetup = ConferenceSetup(), at time: PlannedTime?,
        invited: [String] = ["bob"], number: UInt8 = 0,
    ) throws -> PlanEntry {
        var plan = PlanConference()
        (plan.setup, plan.invited, plan.times) = (setup, invited, time.map { [$0] } ?? [])
        if number != 0 { plan.clientID = .init(octets: [UInt8](repeating: number, count: 16)) }
        let answer = self.desk.ask(self.ada, .planConference(plan))
        guard case .plan(let entry)? = answer else { throw Desk.Unexpected() }
        return entry
    }

    mutating func plans(_ id: ConnectionID) throws -> [PlanEntry] {
        guard case .planList(let list)? = self.desk.ask(id, .listPlans(ListPlans())) else {
            throw Desk.Unexpected()
        }
        return list.plans
    }

    mutating func running(_ id: ConnectionID) throws -> [String] {
        let answer = self.desk.ask(id, .listConferences(ListConferences()))
        guard case .conferenceList(let list)? = answer else { throw Desk.Unexpected() }
        return list.conferences.map(\.id)
    }

    mutating func sessions(_ id: ConnectionID) throws -> [SessionEntry] {
        let answer = self.desk.ask(id, .listSessions(ListSessions()))
        guard case .sessionPage(let page)? = answer else { throw Desk.Unexpected() }
        return page.sessions
    }

    /// Time passes with everybody awake, a step of at most ten seconds at a time.
    mutating func live(minutes: Int64) {
        for _ in 0..<(minutes * 6) {
            self.desk.live(10_000)
            for id in [self.ada, self.bob, self.eve] { self.desk.ask(id, .ping(Ping())) }
            self.desk.feed(.timeout)
        }
    }

    func reminders(_ id: ConnectionID) -> [String] {
        (self.desk.told[id] ?? []).compactMap {
            if case .conferenceReminder(let plan) = $0 { plan.conference } else { nil }
        }
    }
}

extension Office {
    /// Everybody logs in again.
    func returned() throws -> Self {
        var office = self
        for (id, name) in [(self.ada, "ada"), (self.bob, "bob"), (self.eve, "eve")] {
            guard try office.desk.logIn(id, name, password: name) else { throw Desk.Unexpected() }
            office.desk.goLive(id)
        }
        office.desk.forgetTold()
        return office
    }
}
