import Rooms
import Units
import Wire

/// Conferences that are planned: made, changed, called off, entered before, in and after their time,
/// by whoever may and whoever may not.
extension World {
    /// A plan's topic names it; whoever was ever invited to it may hear of it, and nobody else.
    mutating func plan(_ index: Int) throws {
        let known = self.clients[index].plans
        let any = self.clients.randomElement(using: &self.random)?.plans ?? []
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
            self.audiences[plan.setup.topic] =
                Set(plan.invited + [self.clients[index].account.text])
            try self.request(.planConference(plan), index)
        case 2: try self.request(.listPlans(ListPlans()), index)
        case 3:
            guard let conference else { return }
            var change = ChangePlan()
            change.conference = conference.id
            change.setup = ConferenceDeeds.setup(using: &self.random)
            change.setup.topic = conference.topic
            change.invited = self.invited()
            change.times = self.times()
            // Refused, it tells nobody; then it only makes the check weaker.
            self.audiences[conference.topic, default: []].formUnion(change.invited)
            try self.request(.changePlan(change), index)
        case 4:
            guard let conference, Int.random(in: 0..<3, using: &self.random) == 0 else { return }
            var cancel = CancelPlan()
            cancel.conference = conference.id
            try self.request(.cancelPlan(cancel), index)
        case 5: try self.request(.listSessions(ListSessions()), index)
        default:
            guard let conference else { return }
            try self.join(conference.id, index)
        }
    }

    private mutating func invited() -> [String] {
        let count = Int.random(in: 0...2, using: &self.random)
        return Array(self.clients.map(\.account.text).shuffled(using: &self.random).prefix(count))
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

    /// Keeps what a client is told of a plan, if it may be told of it at all.
    mutating func learn(_ plan: PlanEntry, _ index: Int) throws {
        let client = self.clients[index]
        guard self.audiences[plan.setup.topic]?.contains(client.account.text) == true else {
            throw self.violation("\(client.account) is told of plan \(plan.conference)")
        }
        guard !client.plans.contains(where: { $0.id == plan.conference }) else { return }
        self.clients[index].plans.append((plan.conference, plan.setup.topic))
    }
}
