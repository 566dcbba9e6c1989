import Rooms
import Units
import Wire

/// Calling people into a conference, and what comes of it.
extension Switchboard {
    /// Rings an account's devices, and tells those who lead at once if that is of no use.
    mutating func ring(
        _ account: AccountName, into id: ConferenceID, by inviter: AccountName, at now: Moment
    ) {
        guard let meeting = self.conferences[id], meeting.role(of: account) == nil else { return }
        let devices = self.liveConnections(of: account)
        // Who is blocked hears what is heard of somebody who is not there.
        guard !devices.isEmpty, !self.blocks.holds(inviter, of: account) else {
            return self.tellRefusal(.unavailable, of: account, in: id)
        }
        let isBusy = self.online[account, default: []].contains {
            self.connections[$0]?.place.map { $0.conference != id } ?? false
        }
        var news = ConferenceInvited()
        news.conference = self.entry(meeting, for: nil)
        news.by = inviter.text
        news.rings = !isBusy
        self.tell(devices, .conferenceInvited(news))
        guard !isBusy else { return self.tellRefusal(.busy, of: account, in: id) }
        let ring = Ring(by: inviter, end: now.instant + self.limits.ringMaximum)
        self.conferences[id]?.rings[account] = ring
        self.conferences[id]?.rung.insert(account)
        self.noteDeadline(of: id)
    }

    mutating func answerInvitation(
        _ answer: AnswerInvitation, _ call: Call, by session: Session
    ) {
        guard let id = ConferenceID(answer.conference),
            self.conferences[id]?.rings[session.account] != nil
        else { return self.refuse(call, .conferenceNotFound) }
        self.answer(call, .done(Done()))
        self.stopRinging(session.account, in: id)
        self.tellRefusal(answer.busy ? .busy : .declined, of: session.account, in: id)
    }

    mutating func stopRinging(_ account: AccountName, in id: ConferenceID) {
        // Of a conference that is over, nothing but the devices is left.
        if self.conferences[id] != nil {
            guard self.conferences[id]?.rings.removeValue(forKey: account) != nil else { return }
            self.noteDeadline(of: id)
        }
        var news = InvitationOver()
        news.conference = id.text
        self.tell(self.liveConnections(of: account), .invitationOver(news))
    }

    /// Those that nobody has answered.
    mutating func endRings(in id: ConferenceID, at now: Moment) {
        let over = self.conferences[id]?.rings.filter { $0.value.end <= now.instant } ?? [:]
        for account in over.keys.sorted() {
            self.stopRinging(account, in: id)
            self.tellRefusal(.noAnswer, of: account, in: id)
        }
    }

    private mutating func tellRefusal(
        _ refusal: Refusal, of account: AccountName, in id: ConferenceID
    ) {
        guard let meeting = self.conferences[id] else { return }
        var refused = CallRefused()
        refused.account = account.text
        refused.cause = refusal.rawValue
        self.tell(
            .callRefused(refused), in: meeting,
            to: meeting.leaders.compactMap(meeting.connection))
    }
}
