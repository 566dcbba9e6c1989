import Rooms
import Units
import Wire

/// What stays of conferences: when each ran, and who was in it for how long.
extension Switchboard {
    /// People of one session in the list of sessions.
    static var listedVisitsMaximum: Int { 36 }
    /// Sessions in one page: 10 × (36 × 130 bytes + 1.2 KB) = 59 KB at most.
    static var sessionPageLength: Int { 10 }

    mutating func noteSession(_ meeting: Meeting, at now: Moment) {
        guard let owner = meeting.account(of: meeting.floor.owner) else { return }
        let record = SessionRecord(
            number: meeting.session, conference: meeting.id, owner: owner,
            topic: meeting.floor.settings.topic?.text ?? "", kind: meeting.floor.kind,
            started: now.timestamp)
        self.ask(.beginSession(record), then: .unattended)
    }

    /// Who goes on on another connection was there all the time.
    mutating func noteEntry(_ number: UInt32, in id: ConferenceID, at now: Moment) {
        guard let meeting = self.conferences[id], let visit = meeting.visits[number],
            visit.recorded == nil
        else { return }
        self.conferences[id]?.visits[number]?.recorded = number
        let record = VisitRecord(
            number: number, account: visit.account, name: visit.name, entered: now.timestamp)
        self.ask(.enterSession(meeting.session, record), then: .unattended)
    }

    mutating func noteDeparture(_ visit: Visit, from meeting: Meeting, at now: Moment) {
        guard let number = visit.recorded else { return }
        self.ask(
            .leaveSession(meeting.session, number: number, at: now.timestamp), then: .unattended)
    }

    mutating func listSessions(_ list: ListSessions, _ call: Call, by session: Session) {
        let query = StoreQuery.sessions(
            account: session.account, all: session.rights.contains(.operator),
            before: list.before, limit: Self.sessionPageLength, visits: Self.listedVisitsMaximum)
        self.look(query, then: .plan(.listed(call)))
    }

    mutating func answerSessions(_ call: Call, _ records: [SessionRecord]) {
        var page = SessionPage()
        page.sessions = records.map { SessionEntry($0) }
        page.complete = records.count < Self.sessionPageLength
        self.answer(call, .sessionPage(page))
    }
}
