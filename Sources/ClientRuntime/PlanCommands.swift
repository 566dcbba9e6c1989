internal import Canvas
public import Console
internal import Foundation
internal import Rooms
internal import Sessions
public import Units
internal import Wire

/// `plan` and `conferences`: conferences that are there before and after they run.
public enum PlanCommands {
    /// What is planned.
    public struct Draft: Sendable {
        /// Empty for none.
        public var topic: String
        /// Nil for a room, which is always there.
        public var time: Time?
        /// Its stable name: `all-on-screen`, `lecture`, `role-based` or `smart`.
        public var kind: String
        public var takesGuests: Bool
        public var asksPIN: Bool
        /// Instead of one that the server makes.
        public var pin: PasswordSource?
        /// Who is held before the door: `off`, `guests`, `uninvited` or `all`.
        public var waitingRoom: String
        public var mutesEntrants: Bool
        /// What else is set, as `people=20`.
        public var others: [String]
        public var invited: [String]

        public init(
            topic: String, time: Time?, kind: String, takesGuests: Bool, asksPIN: Bool,
            pin: PasswordSource?, waitingRoom: String, mutesEntrants: Bool, others: [String] = [],
            invited: [String],
        ) {
            self.topic = topic
            self.time = time
            self.kind = kind
            self.takesGuests = takesGuests
            self.asksPIN = asksPIN
            self.pin = pin
            self.waitingRoom = waitingRoom
            self.mutesEntrants = mutesEntrants
            self.others = others
            self.invited = invited
        }
    }

    /// When it takes place.
    public struct Time: Sendable, Hashable {
        /// `2026-11-27T14:00` in local time or with `Z`; `14:00` in UTC with days.
        public var start: String
        /// `mon,thu`; nil for once.
        public var days: String?
        public var minutes: Int

        public init(start: String, days: String?, minutes: Int) {
            self.start = start
            self.days = days
            self.minutes = minutes
        }
    }

    /// Plans one and prints its ID, and the PIN if one was made: it is never shown again.
    public static func plan(_ settings: Settings, _ draft: Draft) async throws(Failure) {
        let request = try draft.request()
        let answer = try await Client.visit(settings) { client async throws(Failure) in
            try await client.request(.planConference(request))
        }
        guard case .plan(let plan) = answer else { throw .unexpectedAnswer }
        Console.print(Sanitized(remote: plan.conference).text)
        if draft.asksPIN, draft.pin == nil, !plan.setup.pin.isEmpty {
            Console.print("PIN \(Sanitized(remote: plan.setup.pin).text)")
        }
    }

    public static func cancel(_ settings: Settings, conference: String) async throws(Failure) {
        var cancel = CancelPlan()
        cancel.conference = try Invitation(conference).id().text
        let request = cancel
        _ = try await Client.visit(settings) { client async throws(Failure) in
            try await client.request(.cancelPlan(request))
        }
    }

    /// Which conferences are listed.
    public enum Selection: Sendable, Hashable {
        case running, planned, past
    }

    public static func list(
        _ settings: Settings, _ selection: Selection, isJSON: Bool
    ) async throws(Failure) {
        let body: Request.OneOf_Body =
            switch selection {
            case .running: .listConferences(ListConferences())
            case .planned: .listPlans(ListPlans())
            case .past: .listSessions(ListSessions())
            }
        let answer = try await Client.visit(settings) { client async throws(Failure) in
            try await client.request(body)
        }
        switch answer {
        case .conferenceList(let list):
            for entry in list.conferences { Console.print(isJSON ? entry.json : entry.words) }
        case .planList(let list):
            for plan in list.plans { Console.print(isJSON ? plan.json : plan.words) }
        case .sessionPage(let page):
            for session in page.sessions {
                Console.print(isJSON ? session.json : session.words)
            }
        default: throw .unexpectedAnswer
        }
    }
}

extension PlanCommands.Draft {
    func request() throws(Failure) -> PlanConference {
        var plan = PlanConference()
        plan.clientID = .init(octets: Client.newMessageID())
        do throws(Denial) {
            plan.setup = ConferenceSetup(try self.settings(), showsPIN: true)
        } catch { throw Failure(.misused, error.sentence) }
        if let pin = self.pin {
            let digits = try Invitation("", pin: pin).digits()
            plan.setup.pin = digits?.digits ?? ""
        }
        plan.setup.asksPin = self.asksPIN || self.pin != nil
        plan.invited = self.invited.map(PlanCommands.account)
        if let time = self.time { plan.times = [try time.planned()] }
        return plan
    }

    private func settings() throws(Denial) -> ConferenceSettings {
        guard let kind = ConferenceKind(rawValue: self.kind), kind != .call,
            let waitingRoom = WaitingRoom(rawValue: self.waitingRoom)
        else {
            throw Denial(
                .kindUnsupported,
                "a kind is all-on-screen, lecture, role-based or smart; who waits is off, guests, "
                    + "uninvited or all")
        }
        var settings = ConferenceSettings(kind)
        settings.topic = self.topic.isEmpty ? nil : try ConferenceTopic(self.topic)
        settings.access = self.takesGuests ? .public : .private
        settings.waitingRoom = waitingRoom
        settings.mutesMicrophoneOnEntry = self.mutesEntrants
        for other in self.others { try PlanCommands.set(other, in: &settings) }
        return settings
    }
}

extension PlanCommands {
    /// Sets one thing, as `people=20`.
    static func set(
        _ text: String, in settings: inout ConferenceSettings
    ) throws(Denial) {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let setting = ConferenceSetting.named(parts[0]) else {
            let names = ConferenceSetting.all.map(\.name).joined(separator: ", ")
            throw Denial(.kindUnsupported, "--set takes NAME=VALUE; there are \(names)")
        }
        guard try setting.set(String(parts[1]), in: &settings) else {
            throw Denial(.kindUnsupported, "\(setting.name) is \(setting.values)")
        }
    }
}

extension PlanCommands.Time {
    private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    func planned() throws(Failure) -> PlannedTime {
        guard (1...24 * 60).contains(self.minutes) else {
            throw Failure(.misused, "--minutes takes 1 to 1440, not \(self.minutes)")
        }
        var time = PlannedTime()
        time.lengthSeconds = UInt32(self.minutes * 60)
        guard let days = self.days else {
            time.onceMilliseconds = try self.milliseconds()
            return time
        }
        for name in days.lowercased().split(separator: ",") {
            guard let day = Self.dayNames.firstIndex(of: String(name)) else {
                throw Failure(
                    .misused, "'\(name)' is not a day",
                    hint: "write \(Self.dayNames.joined(separator: ","))")
            }
            time.weekly.days |= 1 << UInt32(day)
        }
        let parts = self.start.split(separator: ":").map { UInt32($0) }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1], hour < 24,
            minute < 60
        else {
            throw Failure(
                .misused, "'\(self.start)' is not a time of the day in UTC",
                hint: "with --weekly it looks like 14:00")
        }
        time.weekly.minute = hour * 60 + minute
        return time
    }

    private func milliseconds() throws(Failure) -> Int64 {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        let isUTC = self.start.hasSuffix("Z")
        formatter.timeZone = isUTC ? TimeZone(secondsFromGMT: 0) : TimeZone.current
        formatter.dateFormat = isUTC ? "yyyy-MM-dd'T'HH:mm'Z'" : "yyyy-MM-dd'T'HH:mm"
        guard let date = formatter.date(from: self.start) else {
            throw Failure(
                .misused, "'\(self.start)' is not a time",
                hint: "it looks like 2026-11-27T14:00, or 2026-11-27T13:00Z in UTC")
        }
        return Int64(date.timeIntervalSince1970) * 1000
    }
}
