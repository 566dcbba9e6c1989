internal import Console
internal import Rooms
internal import Sessions
public import Units
internal import Wire

/// `plan show` and `plan change`.
extension PlanCommands {
    /// What is to be otherwise of a plan; the rest stays as it is.
    public struct Change: Sendable {
        /// Empty for none.
        public var topic: String?
        public var time: Time?
        /// It has no time any more, and is always there.
        public var isRoom: Bool
        public var invited: [String]
        public var uninvited: [String]
        /// As `people=20`.
        public var others: [String]

        public init(
            topic: String? = nil, time: Time? = nil, isRoom: Bool = false, invited: [String] = [],
            uninvited: [String] = [], others: [String] = [],
        ) {
            self.topic = topic
            self.time = time
            self.isRoom = isRoom
            self.invited = invited
            self.uninvited = uninvited
            self.others = others
        }
    }

    /// Prints what a plan is and whom it is with.
    public static func show(
        _ settings: Settings, conference: String, isJSON: Bool
    ) async throws(Failure) {
        let id = try Invitation(conference).id()
        let plan = try await Client.visit(settings) { client async throws(Failure) in
            try await client.plan(id)
        }
        if isJSON { return Console.print(plan.json) }
        for line in plan.details { Console.print(line) }
    }

    public static func change(
        _ settings: Settings, conference: String, _ change: Change
    ) async throws(Failure) {
        let id = try Invitation(conference).id()
        try await Client.visit(settings) { client async throws(Failure) in
            let request = try change.request(for: try await client.plan(id))
            _ = try await client.request(.changePlan(request))
        }
    }

    /// `@alice` or `alice`.
    static func account(_ word: String) -> String {
        word.hasPrefix("@") ? String(word.dropFirst()) : word
    }
}

extension PlanCommands.Change {
    /// The whole plan with the change made; a PIN that is asked for stays the same.
    func request(for plan: PlanEntry) throws(Failure) -> ChangePlan {
        var change = ChangePlan()
        change.conference = plan.conference
        do throws(Denial) {
            var settings = try ConferenceSettings(told: plan.setup)
            if let topic = self.topic {
                settings.topic = topic.isEmpty ? nil : try ConferenceTopic(topic)
            }
            for other in self.others { try PlanCommands.set(other, in: &settings) }
            change.setup = ConferenceSetup(settings, showsPIN: true)
        } catch { throw Failure(.misused, error.sentence) }
        change.times = self.isRoom ? [] : plan.times
        if let time = self.time { change.times = [try time.planned()] }
        let uninvited = Set(self.uninvited.map(PlanCommands.account))
        for name in uninvited.sorted() where !plan.invited.contains(name) {
            throw Failure(.notFound, "'\(name)' is not invited")
        }
        let invited = Set(plan.invited + self.invited.map(PlanCommands.account))
        change.invited = invited.subtracting(uninvited).sorted()
        return change
    }
}

extension Client {
    /// A plan with its people.
    func plan(_ id: ConferenceID) async throws(Failure) -> PlanEntry {
        var list = ListPlans()
        list.conference = id.text
        guard case .planList(let found) = try await self.request(.listPlans(list)),
            let plan = found.plans.first
        else { throw .unexpectedAnswer }
        return plan
    }
}
