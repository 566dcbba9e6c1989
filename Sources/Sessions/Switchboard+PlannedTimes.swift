import Rooms
import Units
import Wire

/// Somebody at the door of a planned conference that is just beginning.
struct Knock {
    var call: Call
    var join: JoinConference
}

/// The times of planned conferences: reminding people, and letting the first one in begin.
extension Switchboard {
    // MARK: Beginning

    /// The planned conference that a join is about, if it does not run and the one who asks may know
    /// it.
    func planToBegin(_ join: JoinConference, by session: Session) -> Plan? {
        guard join.calls.isEmpty, !session.isGuest, let id = ConferenceID(join.conference),
            let plan = self.plans[id], self.conferences[id] == nil
        else { return nil }
        let mayKnow = self.finds(session, plan) || plan.settings.access == .public
        return mayKnow ? plan : nil
    }

    /// Begins it for the first who comes; who comes meanwhile waits for the same answer.
    mutating func begin(
        _ plan: Plan, for knock: Knock, by session: Session, at now: Moment
    ) throws(Denial) {
        let leads = plan.owner == session.account || session.rights.contains(.operator)
        try plan.requireBeginning(at: now.timestamp, leads: leads)
        guard self.openings[plan.id] == nil else {
            self.openings[plan.id]?.append(knock)
            return
        }
        guard self.conferences.count < self.limits.conferencesMaximum else {
            throw Denial(.serverBusy)
        }
        self.openings[plan.id] = [knock]
        let end = plan.appointment(at: now.timestamp)?.end
        let floor = Floor(
            plan.settings, owner: .account(plan.owner), invited: plan.invited,
            plannedEnd: end.map {
                now.instant + .milliseconds($0.milliseconds - now.timestamp.milliseconds)
            }, at: now.instant)
        var meeting = Meeting(
            id: plan.id, chat: nil, isUnlinked: true, startedBy: plan.owner, floor)
        let own = Chat(id: meeting.ownChat, kind: .meeting, title: "")
        let event = self.event(ChatFact(.created), in: own.id, by: plan.owner, now)
        meeting.session = event.revision
        meeting.isPlanned = true
        self.ask(.openMeeting(own, event), then: .plan(.opened(meeting)))
    }

    mutating func begun(_ meeting: Meeting, at now: Moment) {
        self.remember(Chat(id: meeting.ownChat, kind: .meeting, title: ""))
        self.conferences[meeting.id] = meeting
        self.noteSession(meeting, at: now)
        self.noteDeadline(of: meeting.id)
        self.outputs.append(.log(.conferenceStarted(meeting.id, by: meeting.startedBy)))
        let people = self.plans[meeting.id].map { self.hearers(of: $0) } ?? []
        self.tell(self.connections(of: people), .conferenceStarted(self.entry(meeting, for: nil)))
        for knock in self.openings.removeValue(forKey: meeting.id) ?? [] {
            guard let session = self.connections[knock.call.connection]?.session else { continue }
            self.join(knock.join, knock.call, by: session, at: now)
        }
        // Nobody had the PIN.
        if self.conferences[meeting.id]?.isDeserted == true { self.end(meeting.id, at: now) }
    }

    /// Why a guest who knows the ID of a public one does not come in; nil if there is none.
    func denialBeforeBeginning(_ id: ConferenceID, at now: Moment) -> Denial? {
        guard let plan = self.plans[id], plan.settings.access == .public,
            !plan.isOver(at: now.timestamp)
        else { return nil }
        do throws(Denial) {
            try plan.requireBeginning(at: now.timestamp, leads: false)
            return Denial(.notStarted)
        } catch { return error }
    }

    // MARK: Reminding

    /// When somebody has to be reminded next. Those who come later are when they come.
    mutating func noteReminder(at now: Moment) {
        self.nextReminder = self.plans.values
            .compactMap { $0.settings.schedule.nextReminder(after: now.timestamp) }.min()
    }

    mutating func remindAll(at now: Moment) {
        guard let next = self.nextReminder, next <= now.timestamp else { return }
        for plan in self.plans.values.sorted(by: { $0.id.text < $1.id.text }) {
            self.remind(of: plan, plan.people, at: now)
        }
        self.noteReminder(at: now)
    }

    /// Somebody has caught up, and is told what begins soon.
    mutating func remind(_ account: AccountName, at now: Moment) {
        for plan in self.plans.values.sorted(by: { $0.id.text < $1.id.text })
        where plan.concerns(account) { self.remind(of: plan, [account], at: now) }
    }

    /// Once to each of its people who is there, over any number of restarts.
    mutating func remind(of plan: Plan, _ people: Set<AccountName>, at now: Moment) {
        guard plan.isReminding(at: now.timestamp),
            let start = plan.appointment(at: now.timestamp)?.start
        else { return }
        let reached = people.filter { account in
            self.hears(account, of: plan) && self.reminded[plan.id]?[account] != start
                && !self.liveConnections(of: account).isEmpty
        }
        guard !reached.isEmpty else { return }
        for account in reached { self.reminded[plan.id, default: [:]][account] = start }
        self.tell(
            self.connections(of: reached),
            .conferenceReminder(self.entry(plan, at: now, withPeople: false)))
        self.ask(.noteReminded(plan.id, reached.sorted(), start: start), then: .unattended)
    }
}
