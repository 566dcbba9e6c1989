import Rooms
import Units
import Wire

/// How conferences begin and end, and who finds them.
extension Switchboard {
    mutating func startConference(
        _ start: StartConference, with people: Set<AccountName>, _ call: Call,
        by session: Session, at now: Moment,
    ) {
        do throws(Denial) {
            let meeting = try self.meeting(start, with: people, by: session, at: now)
            self.start(meeting, start.clientID.octets, call, by: session.account, at: now)
        } catch { self.refuse(call, error) }
    }

    private mutating func meeting(
        _ start: StartConference, with people: Set<AccountName>, by session: Session,
        at now: Moment,
    ) throws(Denial) -> Meeting {
        var parent: Chat?
        if !start.chat.isEmpty {
            guard let chat = self.chat(start.chat, of: session.account), chat.kind != .meeting
            else { throw Denial(.chatNotFound) }
            parent = chat
        }
        try self.require(parent?.kind == .privateChat ? .call : .create, of: session)
        if let parent { try self.requireReach(parent, by: session.account) }
        guard start.clientID.isEmpty || start.clientID.count == ClientID.length else {
            throw Denial(.protocolMismatch)
        }
        guard self.conferences.count < self.limits.conferencesMaximum else {
            throw Denial(.serverBusy)
        }
        let isCrowded =
            self.conferenceCount { meeting in
                meeting.chat == parent?.id
                    && (parent != nil || meeting.startedBy == session.account)
            } >= self.limits.conferencesPerChatMaximum
        guard !isCrowded else { throw Denial(.full) }
        let settings = try ConferenceSettings(start.setup, using: &self.random)
        let invited = people.subtracting([session.account])
        let maximum = self.limits.floor.invitedMaximum
        guard invited.count <= maximum else { throw .tooLong(limit: "\(maximum) people") }
        var floor = Floor(
            settings, owner: .account(session.account), invited: invited, at: now.instant)
        // Ends if nobody comes.
        floor.expect(.account(session.account), until: now.instant + self.limits.absenceMaximum)
        return Meeting(
            id: ConferenceID(using: &self.random), chat: parent?.id,
            // What guests read is no other chat.
            isUnlinked: start.unlinked || parent == nil || settings.access == .public,
            startedBy: session.account, floor)
    }

    /// Conferences, with those that wait for the store.
    private func conferenceCount(where isMeant: (Meeting) -> Bool) -> Int {
        let starting = self.pending.values.count {
            if case .chat(.started(_, let meeting)) = $0 { isMeant(meeting) } else { false }
        }
        return starting + self.conferences.values.count(where: isMeant)
    }

    private mutating func start(
        _ meeting: Meeting, _ clientID: [UInt8], _ call: Call, by account: AccountName,
        at now: Moment,
    ) {
        if meeting.isUnlinked {
            let own = Chat(id: meeting.ownChat, kind: .meeting, title: "")
            var created = self.event(ChatFact(.created), in: own.id, by: account, now)
            if meeting.chat == nil { created.clientID = clientID }
            self.ask(
                .createChat(own, created),
                then: .chat(
                    meeting.chat == nil ? .started(call, meeting) : .created(nil, own)))
        }
        guard let chat = meeting.chat else { return }
        var event = self.event(
            ChatFact(.conferenceStarted, meeting.id.text), in: chat, by: account, now)
        event.clientID = clientID
        self.ask(.record([event], nil), then: .chat(.started(call, meeting)))
    }

    /// Started again with the same client ID: the first one is what was asked for.
    mutating func answerStarted(_ first: EventRecord, _ call: Call) {
        let id = ConferenceID(first.fact.text) ?? first.chat.conference
        // The client ID may have been given to something else, which names any conference.
        guard let id, let meeting = self.conferences[id], meeting.startedBy == first.sender else {
            return self.refuse(call, .ended)
        }
        self.answer(call, .conference(self.entry(meeting, for: nil)))
    }

    mutating func opened(_ meeting: Meeting, _ event: EventRecord, _ call: Call, at now: Moment) {
        if event.chat == meeting.ownChat {
            self.remember(Chat(id: meeting.ownChat, kind: .meeting, title: ""))
        }
        var meeting = meeting
        meeting.session = event.revision
        self.conferences[meeting.id] = meeting
        self.noteSession(meeting, at: now)
        let entry = self.entry(meeting, for: nil)
        self.answer(call, .conference(entry))
        self.publish(event)
        if let chat = meeting.chat.flatMap({ self.chats[$0] }) {
            self.tell(self.liveConnections(of: chat), .conferenceStarted(entry))
        }
        self.outputs.append(.log(.conferenceStarted(meeting.id, by: meeting.startedBy)))
        for account in meeting.floor.invited.sorted() {
            self.ring(account, into: meeting.id, by: meeting.startedBy, at: now)
        }
        self.noteDeadline(of: meeting.id)
    }

    // MARK: Finding

    mutating func listConferences(_ call: Call, by session: Session) {
        var list = ConferenceList()
        let found = self.conferences.values.filter { self.finds(session, $0) }
            .sorted { $0.id.text < $1.id.text }.prefix(self.limits.listedConferencesMaximum)
        var room = self.limits.listedTopicsMaximum.bytes
        list.conferences = found.map { meeting in
            var entry = self.entry(meeting, for: nil)
            room -= entry.topic.utf8.count
            if room < 0 { entry.topic = "" }
            return entry
        }
        self.answer(call, .conferenceList(list))
    }

    /// Whether a conference is in somebody's list; to all others it does not exist.
    private func finds(_ session: Session, _ meeting: Meeting) -> Bool {
        let account = session.account
        guard !session.isGuest else { return false }
        return meeting.chat.map { self.chats[$0]?.members[account] != nil } ?? false
            || self.hears(account, ofInvitationTo: meeting)
            || meeting.floor.owner == .account(account)
            || session.rights.contains(.operator)
    }

    /// Whether an account is invited, and not only by whom it wants to hear nothing of.
    private func hears(_ account: AccountName, ofInvitationTo meeting: Meeting) -> Bool {
        guard meeting.floor.invited.contains(account) else { return false }
        return !self.blocks.holds(meeting.startedBy, of: account) || meeting.rung.contains(account)
            || meeting.role(of: account) != nil
    }

    /// Whether somebody who names a conference may come to its door.
    func reaches(_ session: Session, _ meeting: Meeting) -> Bool {
        guard !session.isGuest else { return meeting.guests[session.account] != nil }
        return self.finds(session, meeting) || meeting.floor.settings.access == .public
            || meeting.floor.invited.contains(session.account)
            || meeting.floor.isAwaited(.account(session.account))
    }

    // MARK: Ending

    mutating func end(_ id: ConferenceID, at now: Moment) {
        guard let meeting = self.conferences.removeValue(forKey: id) else { return }
        self.deadlines[id] = nil
        var news = ConferenceEnded()
        news.conference = id.text
        for (number, visit) in meeting.visits.sorted(by: { $0.key < $1.key }) {
            guard visit.lostAt == nil else { continue }
            if let call = visit.call {
                self.refuse(call, .ended)
            } else {
                self.tell([visit.connection], .conferenceEnded(news))
            }
            self.connections[visit.connection]?.place = nil
            if visit.position != nil { self.change(id, .leave(number, visit.connection)) }
        }
        self.change(id, .end)
        self.ask(.endSession(meeting.session, at: now.timestamp), then: .unattended)
        for account in meeting.rings.keys.sorted() { self.stopRinging(account, in: id) }
        if meeting.hasOwnChat {
            self.dismissAll(from: meeting.ownChat, at: now)
            self.forgetIfOver(meeting.ownChat)
            self.noteMeetingEnd(at: now)
        }
        for guest in meeting.guests.keys.sorted() { self.removeGuest(guest) }
        if let chat = meeting.chat {
            let event = self.event(
                ChatFact(.conferenceEnded, id.text), in: chat, by: meeting.startedBy, now)
            self.ask(.record([event], nil), then: .chat(.acted(nil, [event])))
        }
        self.outputs.append(.log(.conferenceEnded(id)))
    }

    // MARK: Words about it

    /// - Parameter account: One who is in it, and is told where a line goes.
    func entry(_ meeting: Meeting, for account: AccountName?) -> ConferenceEntry {
        var entry = ConferenceEntry()
        entry.id = meeting.id.text
        entry.chat = meeting.chat?.text ?? ""
        if let account, self.chats[meeting.writeChat]?.members[account] != nil {
            entry.writeChat = meeting.writeChat.text
        }
        entry.unlinked = meeting.isUnlinked
        entry.startedBy = meeting.startedBy.text
        entry.participants = UInt32(clamping: meeting.floor.inside.count)
        entry.kind = ConferenceKindCode(meeting.floor.kind)
        entry.topic = meeting.floor.settings.topic?.text ?? ""
        return entry
    }
}
