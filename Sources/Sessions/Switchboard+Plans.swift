import Rooms
import Units
import Wire

/// What goes on when the store has kept, or not kept, something of a planned conference.
enum PlanStep {
    /// With the PIN that was made for it, told once.
    case kept(Call, Plan, PIN?)
    case forgotten(Call, ConferenceID)
    /// One of its times begins.
    case opened(Meeting)
    case listed(Call)

    var call: Call? {
        switch self {
        case .kept(let call, _, _), .forgotten(let call, _), .listed(let call): call
        case .opened: nil
        }
    }
}

/// Conferences that are there before and after they run: planned ones, and rooms (L1.16).
extension Switchboard {
    mutating func plan(
        _ request: PlanConference, with people: Set<AccountName>, _ call: Call,
        by session: Session, at now: Moment,
    ) {
        do throws(Denial) {
            try self.require(.create, of: session)
            let clientID = request.clientID.octets
            guard clientID.isEmpty || clientID.count == ClientID.length else {
                throw Denial(.protocolMismatch)
            }
            let own = self.plans.values.filter { $0.owner == session.account }
            if let first = own.first(where: { !clientID.isEmpty && $0.clientID == clientID }) {
                return self.answer(call, .plan(self.entry(first, at: now)))
            }
            self.forgetOver(own, at: now)
            guard own.count(where: { !$0.isOver(at: now.timestamp) }) < Plan.ownedMaximum else {
                throw Denial(.full, "you have \(Plan.ownedMaximum) planned conferences already")
            }
            guard self.plans.count < self.limits.conferencesMaximum else {
                throw Denial(.serverBusy)
            }
            let settings = try ConferenceSettings(request.setup, using: &self.random)
            let plan = Plan(
                id: ConferenceID(using: &self.random), owner: session.account,
                settings: settings, invited: people, clientID: clientID)
            try self.keep(plan, request.times, call, at: now)
        } catch { self.refuse(call, error) }
    }

    mutating func changePlan(
        _ change: ChangePlan, with people: Set<AccountName>, _ call: Call, by session: Session,
        at now: Moment,
    ) {
        do throws(Denial) {
            var plan = try self.ownPlan(change.conference, of: session)
            plan.settings = try plan.settings.changed(by: change.setup, using: &self.random)
            plan.invited = people.subtracting([plan.owner])
            try self.keep(plan, change.times, call, at: now)
        } catch { self.refuse(call, error) }
    }

    mutating func cancelPlan(_ cancel: CancelPlan, _ call: Call, by session: Session) {
        do throws(Denial) {
            let plan = try self.ownPlan(cancel.conference, of: session)
            self.ask(.forgetPlan(plan.id), then: .plan(.forgotten(call, plan.id)))
        } catch { self.refuse(call, error) }
    }

    mutating func listPlans(
        _ list: ListPlans, _ call: Call, by session: Session, at now: Moment
    ) {
        guard list.conference.isEmpty else {
            return self.showPlan(list.conference, call, by: session, at: now)
        }
        let found = self.plans.values
            .filter { self.finds(session, $0) && !$0.isOver(at: now.timestamp) }
            .sorted { one, other in
                let starts = [one, other].map {
                    $0.appointment(at: now.timestamp)?.start.milliseconds ?? .max
                }
                return (starts[0], one.id.text) < (starts[1], other.id.text)
            }
        var list = PlanList()
        list.plans = found.prefix(self.limits.listedPlansMaximum).map {
            self.entry($0, at: now, withPeople: false)
        }
        self.answer(call, .planList(list))
    }

    /// One with its people, to each of them: who is told of it is told whom it is with.
    private mutating func showPlan(
        _ id: String, _ call: Call, by session: Session, at now: Moment
    ) {
        guard let plan = ConferenceID(id).flatMap({ self.plans[$0] }), self.finds(session, plan)
        else { return self.refuse(call, .conferenceNotFound) }
        var list = PlanList()
        list.plans = [self.entry(plan, at: now)]
        self.answer(call, .planList(list))
    }

    // MARK: Making one

    private mutating func keep(
        _ plan: Plan, _ times: [PlannedTime], _ call: Call, at now: Moment
    ) throws(Denial) {
        var plan = plan
        plan.settings.schedule = try Schedule(times)
        guard !plan.isOver(at: now.timestamp) else {
            throw Denial(.notPossibleNow, "that time is over already")
        }
        let pin = plan.settings.pin
        if let pin {
            // The store keeps no PIN: without a verifier everybody would come in after a restart.
            guard let verifier = self.verifier(of: pin) else { throw Denial(.serverBusy) }
            plan.settings.entryPIN = .verified(by: verifier)
        }
        self.ask(.keepPlan(plan), then: .plan(.kept(call, plan, pin)))
    }

    /// - Throws: `.conferenceNotFound` for who does not even know it, `.accessDenied` for the others.
    private func ownPlan(_ text: String, of session: Session) throws(Denial) -> Plan {
        guard let plan = ConferenceID(text).flatMap({ self.plans[$0] }), self.finds(session, plan)
        else { throw Denial(.conferenceNotFound) }
        guard self.leads(session, plan) else { throw Denial(.accessDenied) }
        return plan
    }

    // MARK: Who knows it

    func finds(_ session: Session, _ plan: Plan) -> Bool {
        guard !session.isGuest else { return false }
        return self.hears(session.account, of: plan) || session.rights.contains(.operator)
    }

    /// Whether an account is one of its people, and wants to hear of its owner.
    ///
    /// Who is blocked plans as with anybody who does not look.
    func hears(_ account: AccountName, of plan: Plan) -> Bool {
        plan.concerns(account) && !self.blocks.holds(plan.owner, of: account)
    }

    /// Those who are told of it.
    func hearers(of plan: Plan) -> Set<AccountName> {
        plan.people.filter { self.hears($0, of: plan) }
    }

    func leads(_ session: Session, _ plan: Plan) -> Bool {
        plan.owner == session.account || session.rights.contains(.operator)
    }

    // MARK: The store

    mutating func continuePlan(_ step: PlanStep, with reply: StoreReply, at now: Moment) {
        switch (step, reply) {
        case (.kept(let call, let plan, let pin), .stored):
            let before = self.plans.updateValue(plan, forKey: plan.id)
            var entry = self.entry(plan, at: now)
            if let pin { entry.setup.pin = pin.digits }
            self.answer(call, .plan(entry))
            self.tell(
                self.connections(of: self.hearers(of: plan)),
                .planChanged(self.entry(plan, at: now)))
            let former = before.map { self.hearers(of: $0) } ?? []
            self.tellCancelled(plan.id, to: former.subtracting(plan.people))
            self.remind(of: plan, plan.people, at: now)
            self.noteReminder(at: now)
        case (.forgotten(let call, let id), .stored):
            let plan = self.plans.removeValue(forKey: id)
            self.reminded[id] = nil
            self.answer(call, .done(Done()))
            self.tellCancelled(id, to: plan.map { self.hearers(of: $0) } ?? [])
        case (.opened(let meeting), .recorded): self.begun(meeting, at: now)
        case (.opened(var meeting), .reopened(_, let guests)):
            meeting.guestNames = GuestNames(former: guests)
            self.begun(meeting, at: now)
        case (.listed(let call), .sessions(let records)): self.answerSessions(call, records)
        default:
            if let call = step.call { self.refuse(call, .serverBusy) }
            self.failed(step)
        }
    }

    mutating func failed(_ step: PlanStep) {
        guard case .opened(let meeting) = step else { return }
        for knock in self.openings.removeValue(forKey: meeting.id) ?? [] {
            self.refuse(knock.call, .serverBusy)
        }
    }

    func connections(of accounts: some Sequence<AccountName>) -> [ConnectionID] {
        accounts.sorted().flatMap { self.liveConnections(of: $0) }
    }

    private mutating func tellCancelled(_ id: ConferenceID, to people: Set<AccountName>) {
        var news = PlanCancelled()
        news.conference = id.text
        self.tell(self.connections(of: people), .planCancelled(news))
    }

    /// What the other one has planned is nothing to an account any more, or is again.
    mutating func tellPlans(of owner: AccountName, to account: AccountName, at now: Moment) {
        let plans = self.plans.values.filter {
            $0.owner == owner && $0.invited.contains(account) && !$0.isOver(at: now.timestamp)
        }
        for plan in plans.sorted(by: { $0.id.text < $1.id.text }) {
            if self.hears(account, of: plan) {
                self.tell(
                    self.liveConnections(of: account), .planChanged(self.entry(plan, at: now)))
                self.remind(of: plan, [account], at: now)
            } else {
                self.tellCancelled(plan.id, to: [account])
            }
        }
    }

    /// Of an account that is gone nothing stays planned.
    mutating func forgetPlans(of account: AccountName) {
        for plan in self.plans.values.sorted(by: { $0.id.text < $1.id.text })
        where plan.concerns(account) {
            if plan.owner == account {
                self.plans[plan.id] = nil
                self.reminded[plan.id] = nil
                self.ask(.forgetPlan(plan.id), then: .unattended)
                self.tellCancelled(plan.id, to: self.hearers(of: plan))
            } else {
                self.plans[plan.id]?.invited.remove(account)
                if let plan = self.plans[plan.id] { self.ask(.keepPlan(plan), then: .unattended) }
            }
        }
    }

    private mutating func forgetOver(_ plans: [Plan], at now: Moment) {
        for plan in plans where plan.isOver(at: now.timestamp) {
            self.plans[plan.id] = nil
            self.reminded[plan.id] = nil
            self.ask(.forgetPlan(plan.id), then: .unattended)
        }
    }

    // MARK: Words about it

    func entry(_ plan: Plan, at now: Moment, withPeople: Bool = true) -> PlanEntry {
        var entry = PlanEntry()
        entry.conference = plan.id.text
        entry.owner = plan.owner.text
        entry.setup = ConferenceSetup(plan.settings, showsPIN: false)
        if withPeople { entry.invited = plan.invited.sorted().map(\.text) }
        if var time = PlannedTime(plan.settings.schedule) {
            time.nextMilliseconds = plan.appointment(at: now.timestamp)?.start.milliseconds ?? 0
            entry.times = [time]
        }
        return entry
    }
}
