import Rooms
import Sessions
import Units
import Wire

/// Conferences that are planned: made, changed, called off, entered before, in and after their time,
/// by whoever may and whoever may not.
extension World {
    mutating func plan(_ index: Int) throws {
        let known = self.clients[index].knownPlans
        let any = self.clients.randomElement(using: &self.random)?.knownPlans ?? []
        let conference = (known + known + any.prefix(1)).randomElement(using: &self.random)
        switch Int.random(in: 0..<8, using: &self.random) {
        case 0, 1:
            var plan = PlanConference()
            plan.setup = ConferenceDeeds.setup(using: &self.random)
            plan.setup.topic = "plan \(self.random.next())"
            plan.invited = self.invited()
            plan.times = self.times()
            plan.clientID = .init(
                octets: (0..<16).map { _ in UInt8.random(in: 0...255, using: &self.random) })
            try self.request(.planConference(plan), index)
        case 2: try self.request(.listPlans(ListPlans()), index)
        case 3:
            guard let conference else { return }
            var change = ChangePlan()
            change.conference = conference
            change.setup = ConferenceDeeds.setup(using: &self.random)
            change.setup.topic = "change \(self.random.next())"
            change.invited = self.invited()
            change.times = self.times()
            try self.request(.changePlan(change), index)
        case 4:
            guard let conference, Int.random(in: 0..<3, using: &self.random) == 0 else { return }
            var cancel = CancelPlan()
            cancel.conference = conference
            try self.request(.cancelPlan(cancel), index)
        case 5: try self.request(.listSessions(ListSessions()), index)
        default:
            guard let conference else { return }
            try self.join(conference, index)
        }
    }

    mutating func invited() -> [String] {
        let count = Int.random(in: 0...2, using: &self.random)
        return Array(self.people.map(\.text).shuffled(using: &self.random).prefix(count))
    }

    /// None for a room, which is always there.
    private mutating func times() -> [PlannedTime] {
        guard Int.random(in: 0..<4, using: &self.random) > 0 else { return [] }
        var time = PlannedTime()
        let seconds = Int64.random(in: 1...20, using: &self.random)
        time.onceMilliseconds = self.now.nanoseconds / 1_000_000 + seconds * 1000
        time.lengthSeconds = UInt32.random(in: 1...120, using: &self.random)
        return [time]
    }

    mutating func learn(_ plan: PlanEntry, _ index: Int) {
        self.clients[index].plans?[plan.conference] = plan
        guard !self.clients[index].knownPlans.contains(plan.conference) else { return }
        self.clients[index].knownPlans.append(plan.conference)
    }

    /// What is in no list is over, or none of its business any more.
    mutating func learnAll(_ plans: [PlanEntry], _ index: Int) {
        self.clients[index].plans = [:]
        for plan in plans { self.learn(plan, index) }
    }

    package var hasSharedPlans: Bool { self.told.plans.values.contains { !$0.invited.isEmpty } }

    // MARK: What must hold

    /// Whoever is told of a plan is one of its people, and does not block its owner.
    func checkAudience(_ entry: PlanEntry, _ account: AccountName) throws {
        guard let plan = ConferenceID(entry.conference).flatMap({ self.told.plans[$0] }),
            self.told.isTold(account, of: plan)
        else { throw self.violation("\(account) is told of plan \(entry.conference)") }
    }

    /// When all is quiet, everybody sees the plans it is in, as they are, and no others.
    func checkPlans(_ client: SimulatedClient) throws {
        guard !client.isGuest else { return }
        guard let seen = client.plans else {
            throw self.violation("\(client.account) does not know its plans")
        }
        let now = Timestamp(milliseconds: self.now.nanoseconds / 1_000_000)
        let plans = self.told.plans.values.filter { !$0.isOver(at: now) }
        for plan in plans.sorted(by: { $0.id.text < $1.id.text }) {
            let isTold = self.told.isTold(client.account, of: plan)
            guard let entry = seen[plan.id.text] else {
                guard !isTold else { throw self.violation("\(client.account) misses \(plan.id)") }
                continue
            }
            guard isTold else {
                throw self.violation("\(client.account) still sees plan \(plan.id)")
            }
            guard Self.says(entry, plan) else {
                throw self.violation("\(client.account) sees another plan \(plan.id)")
            }
        }
        let gone = seen.values.first { entry in
            !Self.isOver(entry, at: now)
                && ConferenceID(entry.conference).map { self.told.plans[$0] == nil } ?? true
        }
        if let gone {
            throw self.violation("\(client.account) sees plan \(gone.conference), which is no more")
        }
    }

    private static func says(_ entry: PlanEntry, _ plan: Plan) -> Bool {
        entry.setup == ConferenceSetup(plan.settings, showsPIN: false)
            && entry.owner == plan.owner.text
            && entry.times.first?.when == PlannedTime(plan.settings.schedule)?.when
            // A list comes without people.
            && (entry.invited.isEmpty || entry.invited == plan.invited.sorted().map(\.text))
    }

    private static func isOver(_ entry: PlanEntry, at now: Timestamp) -> Bool {
        guard let time = entry.times.first else { return false }
        return time.onceMilliseconds + Int64(time.lengthSeconds) * 1000 <= now.milliseconds
    }
}
