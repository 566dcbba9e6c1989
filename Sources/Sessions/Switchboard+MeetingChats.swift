import Rooms
import Units
import Wire

/// Where lines go that are said in a conference, and who reads them (L2.3–L2.10).
extension Switchboard {
    /// Whether an account is in a chat, or about to be.
    enum Belonging {
        case member
        /// The store is being asked.
        case joining
        /// Also who is about to be taken out.
        case none
    }

    func belonging(of account: AccountName, to chat: ChatID) -> Belonging {
        switch self.pendingMembers(of: chat)[account] {
        case .added: .joining
        case .removed: .none
        default: self.chats[chat]?.members[account] == nil ? .none : .member
        }
    }

    /// The newest change of each account's membership that waits for the store.
    private func pendingMembers(of chat: ChatID) -> [AccountName: ChatFact.Kind] {
        var newest: [AccountName: (ticket: UInt64, kind: ChatFact.Kind)] = [:]
        for (ticket, pending) in self.pending {
            guard case .chat(let step) = pending else { continue }
            for event in step.events where event.chat == chat {
                guard let account = event.fact.account,
                    event.fact.kind == .added || event.fact.kind == .removed,
                    newest[account]?.ticket ?? 0 < ticket.number
                else { continue }
                newest[account] = (ticket.number, event.fact.kind)
            }
        }
        return newest.mapValues(\.kind)
    }

    // MARK: Members

    mutating func addMember(_ account: AccountName, to meeting: Meeting, at now: Moment) {
        let fact = ChatFact(
            .added, account: account, role: ChatRole(meeting.role(of: account)))
        let event = self.event(fact, in: meeting.ownChat, by: account, now)
        self.ask(.record([event], nil), then: .chat(.welcomed(meeting.id, event)))
    }

    /// After the store: the new member is one of the chat's readers from here on.
    mutating func welcomed(_ event: EventRecord, into id: ConferenceID, at now: Moment) {
        self.happened(event, at: now)
        guard let meeting = self.conferences[id] else { return }
        for number in meeting.floor.inside
        where meeting.visits[number]?.account == event.fact.account {
            self.introduce(number, in: id, at: now)
        }
    }

    /// Who has left for good reads no more in the conference's own chat.
    mutating func dismiss(_ person: PersonID, from id: ConferenceID, at now: Moment) {
        guard let meeting = self.conferences[id], let account = meeting.account(of: person) else {
            return
        }
        if meeting.hasOwnChat, self.belonging(of: account, to: meeting.ownChat) != .none {
            self.removeMember(account, from: meeting.ownChat, at: now)
            if meeting.isUnlinked { self.tellAudience(of: meeting, except: 0) }
        }
        self.forgetGuest(account, of: id)
    }

    mutating func dismissAll(from chat: ChatID, at now: Moment) {
        let members = self.chats[chat]?.members.keys.map { $0 } ?? []
        let accounts = Set(members).union(self.pendingMembers(of: chat).keys)
        for account in accounts.sorted() where self.belonging(of: account, to: chat) != .none {
            self.removeMember(account, from: chat, at: now)
        }
    }

    private mutating func removeMember(
        _ account: AccountName, from chat: ChatID, at now: Moment
    ) {
        let event = self.event(ChatFact(.removed, account: account), in: chat, by: account, now)
        self.ask(.record([event], nil), then: .chat(.acted(nil, [event])))
    }

    /// The roles of a conference are those of its own chat.
    mutating func setRole(
        of account: AccountName, _ role: ChatRole, in meeting: Meeting, at now: Moment
    ) {
        guard meeting.hasOwnChat, self.belonging(of: account, to: meeting.ownChat) != .none else {
            return
        }
        let event = self.event(
            ChatFact(.roleChanged, account: account, role: role), in: meeting.ownChat, by: account,
            now)
        self.ask(.record([event], nil), then: .chat(.acted(nil, [event])))
    }

    /// The chat of a conference has no use when that is over and its members are out; whoever is
    /// still on the way in or out has to hear of both.
    mutating func forgetIfOver(_ chat: ChatID) {
        guard let record = self.chats[chat], record.kind == .meeting, record.members.isEmpty,
            chat.conference.map({ self.conferences[$0] == nil }) ?? true,
            self.pendingMembers(of: chat).isEmpty
        else { return }
        self.chats[chat] = nil
    }

    // MARK: Afterwards

    /// The own chat of a conference that does not run: who was in it reads on what was said while
    /// they were, and nothing is said in it any more.
    func pastMeeting(_ text: String) -> ChatID? {
        guard let chat = ChatID(text), let id = chat.conference, self.conferences[id] == nil else {
            return nil
        }
        return chat
    }

    /// Chats of conferences that are over go if nobody has said anything; those of planned ones that
    /// will be held again stay (L2.12).
    mutating func sweepMeetings(at now: Moment) {
        guard let due = self.nextMeetingSweep, due <= now.instant else { return }
        let next = self.lastMeetingEnd + self.limits.meetingSweepDelay
        self.nextMeetingSweep = next > now.instant ? next : nil
        let held = self.plans.values.filter { !$0.isOver(at: now.timestamp) }.map(\.id)
        let kept = Set(self.conferences.keys).union(held).sorted { $0.text < $1.text }
        self.ask(
            .sweepMeetings(
                keeping: kept, before: now.timestamp - self.limits.meetingSweepDelay),
            then: .sweeping)
    }

    /// After the store: what was spared, or not reached, is looked at once more. Its conference runs
    /// or is planned again, it has the newest event of all, or the clock was set back since.
    mutating func swept(_ reply: StoreReply, at now: Moment) {
        if reply != .swept(leavesSilent: false) { self.expectMeetingSweep(at: now) }
    }

    mutating func noteMeetingEnd(at now: Moment) {
        self.lastMeetingEnd = now.instant
        self.expectMeetingSweep(at: now)
    }

    private mutating func expectMeetingSweep(at now: Moment) {
        guard self.nextMeetingSweep == nil else { return }
        self.nextMeetingSweep = now.instant + self.limits.meetingSweepDelay
    }

    // MARK: Linking

    mutating func setUnlinked(
        _ isUnlinked: Bool, _ place: Connection.Place, _ call: Call, at now: Moment
    ) throws(Denial) {
        guard let meeting = self.conferences[place.conference],
            let account = meeting.visits[place.participant]?.account
        else { throw Denial(.ended) }
        try meeting.floor.require(.unlink, of: place.participant)
        guard meeting.isUnlinked != isUnlinked else { return self.answer(call, .done(Done())) }
        guard !self.isSwitching(meeting.id) else { throw Denial(.notPossibleNow) }
        guard let parent = meeting.chat else {
            throw Denial(.notPossibleNow, "this conference came from no chat")
        }
        guard isUnlinked || meeting.floor.settings.access == .private else {
            throw Denial(.notPossibleNow, "the chat of a conference with guests stays its own")
        }
        self.conferences[meeting.id]?.isUnlinked = isUnlinked
        if isUnlinked {
            self.openOwnChat(of: meeting, by: account, at: now)
        } else {
            let event = self.event(ChatFact(.linked), in: meeting.ownChat, by: account, now)
            self.ask(.record([event], nil), then: .chat(.acted(nil, [event])))
        }
        let kind = isUnlinked ? ChatFact.Kind.unlinked : .linked
        let event = self.event(ChatFact(kind, meeting.id.text), in: parent, by: account, now)
        self.ask(.record([event], nil), then: .chat(.switched(call, meeting.id, isUnlinked)))
    }

    private func isSwitching(_ id: ConferenceID) -> Bool {
        self.pending.values.contains {
            if case .chat(.switched(_, id, _)) = $0 { true } else { false }
        }
    }

    /// Exactly those who are inside read it.
    private mutating func openOwnChat(
        of meeting: Meeting, by account: AccountName, at now: Moment
    ) {
        if !meeting.hasOwnChat {
            self.conferences[meeting.id]?.hasOwnChat = true
            let own = Chat(id: meeting.ownChat, kind: .meeting, title: "")
            let created = self.event(ChatFact(.created), in: own.id, by: account, now)
            self.ask(.createChat(own, created), then: .chat(.created(nil, own)))
        }
        let inside = Set(meeting.floor.inside.compactMap { meeting.visits[$0]?.account })
        let known = self.pendingMembers(of: meeting.ownChat)
        for account in inside.sorted() {
            let isMember = self.chats[meeting.ownChat]?.members[account] != nil
            guard known[account] != .added, !isMember || known[account] == .removed else {
                continue
            }
            self.addMember(account, to: meeting, at: now)
        }
    }

    /// After the store: everybody is told where lines go now.
    mutating func switched(
        _ id: ConferenceID, to isUnlinked: Bool, _ events: [EventRecord], _ call: Call,
        at now: Moment,
    ) {
        for event in events { self.happened(event, at: now) }
        guard let meeting = self.conferences[id], let event = events.first else {
            return self.refuse(call, .ended)
        }
        guard !isUnlinked || self.chats[meeting.ownChat] != nil else {
            self.conferences[id]?.isUnlinked = false
            self.conferences[id]?.hasOwnChat = false
            return self.refuse(call, .serverBusy)
        }
        self.answer(call, .done(Done()))
        self.tellAudience(of: meeting, except: 0, always: true)
        self.outputs.append(
            .log(
                isUnlinked
                    ? .conferenceUnlinked(id, by: event.sender)
                    : .conferenceLinked(id, by: event.sender)))
    }

    // MARK: Audience

    /// Who reads what is written in the conference.
    private func audience(of meeting: Meeting) -> Audience {
        let members = self.chats[meeting.writeChat]?.members.keys.map { $0 } ?? []
        if meeting.isUnlinked {
            let pending = self.pendingMembers(of: meeting.ownChat)
            return .meeting(members: members.count { pending[$0] != .removed })
        }
        if case (let one?, let other?) = (members.min(), members.max()), members.count == 2,
            self.chats[meeting.writeChat]?.kind == .privateChat
        {
            return .pair(one, other)
        }
        let title = self.chats[meeting.writeChat]?.title ?? ""
        return .group(title: title, members: members.count)
    }

    /// Empty for who is not one of them: such a participant has no chat here.
    func label(of meeting: Meeting, for account: AccountName?) -> String {
        guard let account, self.chats[meeting.writeChat]?.members[account] != nil else {
            return ""
        }
        return self.audience(of: meeting).label
    }

    /// Tells how many read along. A shared chat tells of its members itself, so then only `always`.
    mutating func tellAudience(of meeting: Meeting, except number: UInt32, always: Bool = false) {
        guard meeting.isUnlinked || always else { return }
        let label = self.audience(of: meeting).label
        for reads in [true, false] {
            let receivers = meeting.floor.inside.filter { other in
                let account = meeting.visits[other]?.account
                let members = self.chats[meeting.writeChat]?.members
                return other != number
                    && account.map { members?[$0] != nil } ?? false == reads
            }
            var news = AudienceChanged()
            news.conference = meeting.id.text
            news.writeChat = reads ? meeting.writeChat.text : ""
            news.audience = reads ? label : ""
            self.tell(receivers.compactMap(meeting.connection), .audienceChanged(news))
        }
    }
}
