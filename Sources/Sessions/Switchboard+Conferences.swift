import Rooms
import Units
import Wire

extension Switchboard {
    mutating func startConference(
        _ start: StartConference, _ call: Call, by session: Session, at now: Moment
    ) {
        guard let chat = self.chat(start.chat, of: session.account), chat.kind != .meeting else {
            return self.refuse(call, .chatNotFound)
        }
        guard self.permits(chat.kind == .privateChat ? .call : .create, call) else { return }
        guard start.clientID.isEmpty || start.clientID.count == ClientID.length else {
            return self.refuse(call, .protocolMismatch)
        }
        guard self.conferences.count < self.limits.conferencesMaximum else {
            return self.refuse(call, .serverBusy)
        }
        guard self.conferenceCount(of: chat.id) < self.limits.conferencesPerChatMaximum else {
            return self.refuse(call, .full)
        }
        let id = ConferenceID(using: &self.random)
        var meeting = Meeting(
            id: id, chat: chat.id, isUnlinked: start.unlinked, startedBy: session.account)
        meeting.closesAt = now.instant + self.limits.absenceMaximum
        if start.unlinked {
            let own = Chat(id: .meeting(id), kind: .meeting, title: "")
            let created = self.event(ChatFact(.created), in: own.id, by: session.account, now)
            self.ask(.createChat(own, created), then: .chat(.created(nil, own)))
        }
        var event = self.event(
            ChatFact(.conferenceStarted, id.text), in: chat.id, by: session.account, now)
        event.clientID = start.clientID.octets
        self.ask(.record([event], nil), then: .chat(.started(call, meeting)))
    }

    /// Started again with the same client ID: the first one is what was asked for.
    mutating func answerStarted(_ first: EventRecord, _ call: Call) {
        guard let id = ConferenceID(first.fact.text), let meeting = self.conferences[id] else {
            return self.refuse(call, .ended)
        }
        self.answer(call, .conference(self.entry(meeting, forParticipant: false)))
    }

    /// Conferences of a chat, with those that wait for the store.
    private func conferenceCount(of chat: ChatID) -> Int {
        let starting = self.pending.values.count {
            if case .chat(.started(_, let meeting)) = $0 { meeting.chat == chat } else { false }
        }
        return starting + self.conferences.values.count { $0.chat == chat }
    }

    mutating func opened(_ meeting: Meeting, _ event: EventRecord, _ call: Call) {
        self.conferences[meeting.id] = meeting
        self.answer(call, .conference(self.entry(meeting, forParticipant: false)))
        self.publish(event)
        if let chat = self.chats[meeting.chat] {
            let entry = self.entry(meeting, forParticipant: false)
            self.tell(self.liveConnections(of: chat), .conferenceStarted(entry))
        }
        self.outputs.append(.log(.conferenceStarted(meeting.id, by: meeting.startedBy)))
    }

    mutating func listConferences(_ call: Call, by session: Session) {
        var list = ConferenceList()
        list.conferences = self.conferences.values
            .filter { self.chats[$0.chat]?.members[session.account] != nil }
            .sorted { $0.id.text < $1.id.text }
            .map { self.entry($0, forParticipant: false) }
        self.answer(call, .conferenceList(list))
    }

    // MARK: Coming in

    mutating func join(
        _ join: JoinConference, _ call: Call, by session: Session, at now: Moment
    ) {
        guard let id = ConferenceID(join.conference), let meeting = self.conferences[id],
            self.chats[meeting.chat]?.members[session.account] != nil
        else { return self.refuse(call, .conferenceNotFound) }
        guard self.connections[call.connection]?.place == nil else {
            return self.refuse(call, .notPossibleNow)
        }
        switch join.kind {
        case .person, .recorder, .bot: break
        case .unspecified, .UNRECOGNIZED: return self.refuse(call, .protocolMismatch)
        }
        guard join.kind != .recorder || self.permits(.record, call) else { return }
        do throws(Refusal) {
            try self.checkSeat(for: join, of: session, in: meeting)
        } catch { return self.refuse(call, error) }
        let event = self.event(
            ChatFact(.added, account: session.account, role: .user), in: meeting.writeChat,
            by: session.account, now)
        if meeting.isUnlinked, !self.isMember(session.account, of: meeting.writeChat) {
            guard self.hasRoom(.meeting, for: [session.account]) else {
                return self.refuse(call, .full)
            }
            self.ask(.record([event], nil), then: .chat(.entered(call, event, join)))
        } else {
            self.enter(event, join, call, at: now, meeting: meeting.id)
        }
    }

    /// Finds the visit that goes on with this join; nil if there is none, or none any more.
    ///
    /// - Throws: `.accessDenied` for one that is not the device's own, `.full` for no seat.
    @discardableResult
    private func checkSeat(
        for join: JoinConference, of session: Session, in meeting: Meeting
    ) throws(Refusal) -> UInt32? {
        let found = meeting.visits.first { number, visit in
            join.replaces != 0 && (number == join.replaces || visit.continues == join.replaces)
        }
        guard meeting.visits.count - (found == nil ? 0 : 1) < self.limits.participantsMaximum
        else { throw .full }
        guard let (number, visit) = found else { return nil }
        // A recorder is announced; a person's place must not become one without a word.
        guard visit.account == session.account, visit.kind == join.kind,
            visit.device.identityKey == session.device.identityKey
        else { throw .accessDenied }
        return number
    }

    /// Whether an account is in a chat and not just about to be taken out of it.
    private func isMember(_ account: AccountName, of chat: ChatID) -> Bool {
        let isLeaving = self.pending.values.contains {
            guard case .chat(.acted(_, let events)) = $0 else { return false }
            return events.contains {
                $0.chat == chat && $0.fact.kind == .removed && $0.fact.account == account
            }
        }
        return !isLeaving && self.chats[chat]?.members[account] != nil
    }

    /// After the store: the new member of an unlinked chat is one of its readers from here on.
    mutating func enter(
        _ event: EventRecord, _ join: JoinConference, _ call: Call, at now: Moment
    ) {
        let account = event.sender
        self.happened(event, at: now)
        guard
            let meeting = self.conferences.values.first(where: { $0.writeChat == event.chat })
        else {
            // It ended while the store was asked.
            self.removeMember(account, from: event.chat, at: now)
            return self.refuse(call, .ended)
        }
        self.enter(event, join, call, at: now, meeting: meeting.id)
    }

    /// Somebody who has become a member of an unlinked chat did not come in, and has as long to do
    /// so as one whose connection was lost.
    private mutating func miss(_ account: AccountName, in id: ConferenceID, at now: Moment) {
        guard let meeting = self.conferences[id], meeting.isUnlinked,
            !meeting.visits.values.contains(where: { $0.account == account })
        else { return }
        let end = now.instant + self.limits.absenceMaximum
        self.conferences[id]?.absent[account] = end
    }

    private mutating func enter(
        _ event: EventRecord, _ join: JoinConference, _ call: Call, at now: Moment,
        meeting id: ConferenceID,
    ) {
        guard var meeting = self.conferences[id] else { return self.refuse(call, .ended) }
        // While the store was asked, the connection may have ended or gone elsewhere, and others
        // may have come.
        guard let session = self.connections[call.connection]?.session else {
            return self.miss(event.sender, in: id, at: now)
        }
        guard self.connections[call.connection]?.place == nil else {
            self.miss(event.sender, in: id, at: now)
            return self.refuse(call, .notPossibleNow)
        }
        let continued: UInt32?
        do throws(Refusal) {
            continued = try self.checkSeat(for: join, of: session, in: meeting)
        } catch {
            self.miss(event.sender, in: id, at: now)
            return self.refuse(call, error)
        }
        if let continued { self.retire(continued, from: &meeting) }
        let number = meeting.nextParticipant
        meeting.nextParticipant += 1
        var visit = Visit(
            connection: call.connection, account: session.account, kind: join.kind,
            device: session.device)
        visit.continues = join.replaces
        meeting.visits[number] = visit
        meeting.absent[session.account] = nil
        if join.kind == .person { meeting.closesAt = nil }
        self.conferences[id] = meeting
        self.connections[call.connection]?.place = .init(conference: id, participant: number)
        self.change(id, .enter(number, call.connection))

        var joined = Joined()
        joined.conference = self.entry(meeting, forParticipant: true)
        joined.participant = number
        joined.participants = meeting.visits.sorted { $0.key < $1.key }
            .map { $0.value.participant($0.key) }
        joined.audience = self.audience(of: meeting).label
        self.answer(call, .joined(joined))

        var news = ParticipantJoined()
        news.conference = id.text
        news.participant = visit.participant(number)
        news.replaces = continued ?? 0
        self.tell(meeting.others(than: number).map(\.value.connection), .participantJoined(news))
        self.tellAudience(of: meeting, except: number)
    }

    /// Ends what is left of a visit that goes on on another connection. Nobody is told: for the
    /// others it is the same visit.
    private mutating func retire(_ number: UInt32, from meeting: inout Meeting) {
        guard let visit = meeting.visits.removeValue(forKey: number) else { return }
        guard visit.lostAt == nil else { return }
        self.change(meeting.id, .leave(number, visit.connection))
        // It may look alive for as long as TCP hopes.
        self.connections[visit.connection]?.place = nil
        self.close(visit.connection, reason: "the visit goes on on another connection")
    }

    // MARK: Going away

    mutating func leave(_ call: Call, at now: Moment) {
        guard let place = self.connections[call.connection]?.place else {
            return self.refuse(call, .notPossibleNow)
        }
        self.depart(place, call.connection, at: now, absentUntil: nil)
        self.answer(call, .done(Done()))
    }

    /// The connection was lost. Most come back within seconds, and were never away for the others;
    /// who doesn't is out of the picture then, and a member until it has stayed away for longer.
    mutating func vanish(_ id: ConnectionID, at now: Moment) {
        guard let place = self.connections[id]?.place else { return }
        self.connections[id]?.place = nil
        self.conferences[place.conference]?.visits[place.participant]?.lostAt = now.instant
        self.change(place.conference, .leave(place.participant, id))
    }

    /// Those who were lost and have not come back in time.
    private mutating func giveUpLost(in id: ConferenceID, at now: Moment) {
        for (number, visit) in self.conferences[id]?.visits.sorted(by: { $0.key < $1.key }) ?? [] {
            guard let lostAt = visit.lostAt, lostAt + self.limits.returnMaximum <= now.instant
            else { continue }
            self.depart(
                .init(conference: id, participant: number), visit.connection, at: now,
                absentUntil: lostAt + self.limits.absenceMaximum)
        }
    }

    /// - Parameter absentUntil: How long a person counts as about to come back; nil for who left.
    mutating func depart(
        _ place: Connection.Place, _ connection: ConnectionID, at now: Moment,
        absentUntil: Instant?,
    ) {
        self.connections[connection]?.place = nil
        guard var meeting = self.conferences[place.conference],
            let visit = meeting.visits.removeValue(forKey: place.participant)
        else { return }
        if visit.lostAt == nil {
            self.change(meeting.id, .leave(place.participant, connection))
        }
        let isElsewhere = meeting.visits.values.contains { $0.account == visit.account }
        if let absentUntil, visit.kind == .person, !isElsewhere {
            meeting.absent[visit.account] = absentUntil
        }
        self.conferences[meeting.id] = meeting
        var news = ParticipantLeft()
        news.conference = meeting.id.text
        news.participant = place.participant
        news.account = visit.account.text
        self.tell(meeting.connections, .participantLeft(news))
        if !isElsewhere, meeting.absent[visit.account] == nil {
            self.dismiss(visit.account, from: meeting, at: now)
        }
        if !meeting.hasPerson { self.end(meeting.id, at: now) }
    }

    /// Who is in a chat no more has no business in its conferences.
    mutating func membershipEnded(of account: AccountName, in chat: ChatID, at now: Moment) {
        for id in self.conferences.keys.sorted(by: { $0.text < $1.text })
        where self.conferences[id]?.chat == chat {
            let visits = self.conferences[id]?.visits.filter { $0.value.account == account } ?? [:]
            for (number, visit) in visits.sorted(by: { $0.key < $1.key }) {
                var news = ConferenceEnded()
                news.conference = id.text
                self.tell([visit.connection], .conferenceEnded(news))
                self.depart(
                    .init(conference: id, participant: number), visit.connection, at: now,
                    absentUntil: nil)
            }
        }
    }

    /// Ends the membership in an unlinked chat; a shared one's members stay as they are.
    private mutating func dismiss(_ account: AccountName, from meeting: Meeting, at now: Moment) {
        if meeting.isUnlinked {
            self.removeMember(account, from: meeting.writeChat, at: now)
        }
        self.tellAudience(of: meeting, except: nil, leaving: account)
    }

    private mutating func removeMember(
        _ account: AccountName, from chat: ChatID, at now: Moment
    ) {
        let event = self.event(ChatFact(.removed, account: account), in: chat, by: account, now)
        self.ask(.record([event], nil), then: .chat(.acted(nil, [event])))
    }

    /// The chat of an unlinked conference has no use when that is over and its members are out.
    mutating func forgetIfOver(_ chat: ChatID) {
        guard let record = self.chats[chat], record.kind == .meeting, record.members.isEmpty,
            !self.conferences.values.contains(where: { $0.writeChat == chat })
        else { return }
        self.chats[chat] = nil
    }

    mutating func sweepConferences(at now: Moment) {
        for id in self.conferences.keys.sorted(by: { $0.text < $1.text }) {
            self.giveUpLost(in: id, at: now)
            guard var meeting = self.conferences[id] else { continue }
            let gone = meeting.absent.filter { $0.value <= now.instant }.keys.sorted()
            for account in gone {
                meeting.absent[account] = nil
                self.conferences[meeting.id] = meeting
                self.dismiss(account, from: meeting, at: now)
            }
            let isOver = meeting.closesAt.map { $0 <= now.instant } ?? !meeting.hasPerson
            if isOver { self.end(meeting.id, at: now) }
        }
    }

    private mutating func end(_ id: ConferenceID, at now: Moment) {
        guard let meeting = self.conferences.removeValue(forKey: id) else { return }
        var news = ConferenceEnded()
        news.conference = id.text
        self.tell(meeting.connections, .conferenceEnded(news))
        for (number, visit) in meeting.visits.sorted(by: { $0.key < $1.key }) {
            guard visit.lostAt == nil else { continue }
            self.connections[visit.connection]?.place = nil
            self.change(id, .leave(number, visit.connection))
        }
        self.change(id, .end)
        if meeting.isUnlinked {
            let accounts = Set(meeting.visits.values.map(\.account)).union(meeting.absent.keys)
            for account in accounts.sorted() {
                self.removeMember(account, from: meeting.writeChat, at: now)
            }
            self.forgetIfOver(meeting.writeChat)
        }
        let event = self.event(
            ChatFact(.conferenceEnded, id.text), in: meeting.chat, by: meeting.startedBy, now)
        self.ask(.record([event], nil), then: .chat(.acted(nil, [event])))
        self.outputs.append(.log(.conferenceEnded(id)))
    }

    // MARK: Words about it

    func entry(_ meeting: Meeting, forParticipant: Bool) -> ConferenceEntry {
        var entry = ConferenceEntry()
        entry.id = meeting.id.text
        entry.chat = meeting.chat.text
        entry.writeChat = forParticipant ? meeting.writeChat.text : ""
        entry.unlinked = meeting.isUnlinked
        entry.startedBy = meeting.startedBy.text
        entry.participants = UInt32(clamping: meeting.visits.count)
        return entry
    }

    /// Who reads what is written in the conference.
    func audience(of meeting: Meeting, leaving: AccountName? = nil) -> Audience {
        let members = (self.chats[meeting.writeChat]?.members.keys).map(Array.init) ?? []
        if meeting.isUnlinked {
            return .meeting(members: members.filter { $0 != leaving }.count)
        }
        if case (let one?, let other?) = (members.min(), members.max()), members.count == 2,
            self.chats[meeting.writeChat]?.kind == .privateChat
        {
            return .pair(one, other)
        }
        let title = self.chats[meeting.writeChat]?.title ?? ""
        return .group(title: title, members: members.count)
    }

    private mutating func tellAudience(
        of meeting: Meeting, except number: UInt32?, leaving: AccountName? = nil
    ) {
        guard meeting.isUnlinked else { return }
        var news = AudienceChanged()
        news.conference = meeting.id.text
        news.writeChat = meeting.writeChat.text
        news.audience = self.audience(of: meeting, leaving: leaving).label
        let receivers = meeting.visits.filter { $0.key != number }.sorted { $0.key < $1.key }
        self.tell(receivers.map(\.value.connection), .audienceChanged(news))
    }
}
