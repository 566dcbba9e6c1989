import Rooms
import Sessions
import Testing
import Units

@testable import Records

/// Planned conferences and the history of conferences over a restart.
struct PlanRecordsTests {
    private let database: Database

    init() throws {
        self.database = try Database()
        for name in [Self.ada, Self.bob] {
            let credential = SCRAMCredential(
                salt: [1], iterations: 4096, storedKey: [2], serverKey: [3])
            try self.database.addAccount(name, credential, at: Timestamp(milliseconds: 0))
        }
    }

    private static let ada = name("ada")
    private static let bob = name("bob")
    private static let eve = name("eve")

    private static func name(_ text: String) -> AccountName { AccountName(text) ?? .nobody }

    private static func id(_ seed: UInt64) -> ConferenceID {
        var random = SeededRandom(seed: seed)
        return ConferenceID(using: &random)
    }

    private static func plan(_ seed: UInt64, _ schedule: Schedule) -> Plan {
        var settings = ConferenceSettings(.lecture)
        settings.schedule = schedule
        return Plan(
            id: self.id(seed), owner: self.ada, settings: settings, invited: [self.bob, self.eve],
            clientID: [UInt8](repeating: UInt8(seed), count: 16))
    }

    private static func plan(
        _ seed: UInt64, _ schedule: Schedule, _ change: (inout ConferenceSettings) throws -> Void
    ) rethrows -> Plan {
        var plan = self.plan(seed, schedule)
        try change(&plan.settings)
        return plan
    }

    private func perform(_ command: StoreCommand) -> StoreReply {
        self.database.perform([command])[0]
    }

    private func plans() throws -> [KeptPlan] { try self.database.snapshot().plans }

    @Test func everySettingComesBack() throws {
        let start = Timestamp(milliseconds: 1_795_615_200_000)
        let weekly = try WeeklyAppointments(
            on: [.monday, .friday], atMinute: 615, length: .seconds(2700))
        let verifier = try #require(
            PINVerifier(
                salt: [UInt8](repeating: 7, count: 16), digest: [UInt8](repeating: 9, count: 32)))
        let plans = [
            Self.plan(1, .none),
            try Self.plan(2, .once(Appointment(start: start, length: .seconds(3600)))) {
                $0.topic = try ConferenceTopic("Budget; 'quoted' \u{1F4C8}")
                $0.access = .public
                $0.waitingRoom = .uninvited
                $0.guests = GuestAllowance(text: false, audio: true, video: false)
                $0.mutesCameraOnEntry = true
                $0.entryPIN = .verified(by: verifier)
            },
            try Self.plan(3, .weekly(weekly)) {
                $0.shape = try ConferenceShape(.roleBased, people: 50, podium: 5)
                $0.mutesMicrophoneOnEntry = true
                $0.autoApproves = true
            },
        ]
        for plan in plans { #expect(self.perform(.keepPlan(plan)) == .stored) }
        let kept = try self.plans().map(\.plan)
        #expect(Set(kept) == Set(plans))
    }

    @Test func aChangeKeepsWhoWasReminded() throws {
        let start = Timestamp(milliseconds: 1_795_615_200_000)
        var plan = Self.plan(1, .once(try Appointment(start: start, length: .seconds(3600))))
        _ = self.perform(.keepPlan(plan))
        _ = self.perform(.noteReminded(plan.id, [Self.ada, Self.eve], start: start))
        plan.invited = [Self.eve]
        _ = self.perform(.keepPlan(plan))
        #expect(
            try self.plans() == [KeptPlan(plan, reminded: [Self.ada: start, Self.eve: start])])
        #expect(self.perform(.forgetPlan(plan.id)) == .stored)
        #expect(try self.plans().isEmpty)
        #expect(try self.database.integrityFaults().isEmpty)
    }

    /// The same request under another ID would be a second conference.
    @Test func aClientIDPlansOnce() {
        let plan = Self.plan(1, .none)
        _ = self.perform(.keepPlan(plan))
        let second = Plan(
            id: Self.id(2), owner: plan.owner, settings: plan.settings, invited: [],
            clientID: plan.clientID)
        guard case .failed = self.perform(.keepPlan(second)) else {
            Issue.record("planned twice")
            return
        }
    }

    /// Owned or invited to, a plan counts like a chat.
    @Test func whoWasRemovedWhileNoServerRanIsStillInPlans() throws {
        #expect(self.perform(.keepPlan(Self.plan(1, .none))) == .stored)
        #expect(try self.database.leavers() == [])
        for name in [Self.bob, Self.ada] { try self.database.removeAccount(name) }
        #expect(try self.database.leavers() == [Self.ada, Self.bob])
        #expect(self.perform(.forgetPlan(Self.id(1))) == .stored)
        #expect(try self.database.leavers() == [])
    }

    // MARK: Sessions

    private func session(_ number: UInt64, by owner: AccountName = ada) -> SessionRecord {
        SessionRecord(
            number: number, conference: Self.id(number), owner: owner, topic: "t\(number)",
            kind: .smart, started: Timestamp(milliseconds: Int64(number) * 1000))
    }

    private func enter(_ session: UInt64, _ number: UInt32, _ account: AccountName) {
        let now = Timestamp(milliseconds: Int64(session) * 1000 + Int64(number))
        _ = self.perform(
            .enterSession(
                session, VisitRecord(number: number, account: account, name: "", entered: now)))
    }

    private func sessions(
        _ account: AccountName, all: Bool = false, before: UInt64 = 0, limit: Int = 10
    ) -> [SessionRecord] {
        let query = StoreQuery.sessions(
            account: account, all: all, before: before, limit: limit, visits: 2)
        guard case .sessions(let records) = self.database.answer(query) else { return [] }
        return records
    }

    @Test func oneSeesWhereOneWasAndWhatOneOwned() {
        for number in 1...3 as ClosedRange<UInt64> {
            _ = self.perform(
                .beginSession(self.session(number, by: number == 3 ? Self.eve : Self.ada)))
        }
        self.enter(2, 1, Self.bob)
        #expect(self.sessions(Self.ada).map(\.number) == [2, 1])
        #expect(self.sessions(Self.bob).map(\.number) == [2])
        #expect(self.sessions(Self.eve).map(\.number) == [3])
        #expect(self.sessions(Self.bob, all: true).map(\.number) == [3, 2, 1])
        #expect(self.sessions(Self.bob, all: true, before: 3, limit: 1).map(\.number) == [2])
    }

    @Test func manyVisitsAreCountedAndFewTold() {
        _ = self.perform(.beginSession(self.session(1)))
        for number in 1...5 as ClosedRange<UInt32> { self.enter(1, number, Self.bob) }
        let record = self.sessions(Self.bob).first
        #expect(record?.visitCount == 5 && record?.visits.map(\.number) == [1, 2])
    }

    /// What a server left open when it died ended with the last that is known of it.
    @Test func aRestartEndsWhatRan() throws {
        _ = self.perform(.beginSession(self.session(1)))
        _ = self.perform(.beginSession(self.session(2)))
        self.enter(1, 1, Self.ada)
        self.enter(1, 7, Self.bob)
        _ = self.perform(
            .leaveSession(1, number: 1, at: Timestamp(milliseconds: 5000)))
        try self.database.clearConferences(at: Timestamp(milliseconds: 10_000))
        let records = self.sessions(Self.ada)
        #expect(records.map(\.ended?.milliseconds) == [2000, 5000])
        #expect(records.last?.visits.map(\.left?.milliseconds) == [5000, 5000])
        let year: Int64 = 366 * 86_400_000
        try self.database.clearConferences(at: Timestamp(milliseconds: year))
        #expect(self.sessions(Self.ada).isEmpty)
        #expect(try self.database.integrityFaults().isEmpty)
    }

    // MARK: Chats that outlive a conference

    @Test func aPlannedConferencesChatOpensEmpty() throws {
        let chat = Chat(id: .meeting(Self.id(1)), kind: .meeting, title: "")
        func event(_ revision: UInt64, _ fact: ChatFact) -> EventRecord {
            EventRecord(
                revision: revision, chat: chat.id, sender: Self.ada,
                time: Timestamp(milliseconds: 0), fact)
        }
        let first = event(1, ChatFact(.created))
        #expect(self.perform(.openMeeting(chat, first)) == .recorded([first]))
        let added = event(2, ChatFact(.added, account: Self.bob, role: .user))
        #expect(self.perform(.record([added], nil)) == .recorded([added]))
        let again = event(3, ChatFact(.created))
        #expect(self.perform(.openMeeting(chat, again)) == .reopened(again, guests: []))
        let kept = try self.database.snapshot().chats.first { $0.id == chat.id }
        #expect(kept?.members.isEmpty == true)
        #expect(kept?.sees(Self.bob, 2) == true && kept?.sees(Self.bob, 4) == false)
    }
}
