import Rooms
import Units
import Wire

/// A sender's own name for what it asks, so that asking again is harmless.
enum ClientID {
    /// Bytes.
    static let length = 16
}

/// What is done in chats, and who hears of it.
extension Switchboard {
    mutating func act(_ act: Act, _ call: Call, by session: Session, at now: Moment) {
        guard act.clientID.count == ClientID.length, let deed = act.deed else {
            return self.refuse(call, .protocolMismatch)
        }
        do throws(Denial) {
            guard let chat = self.chat(act.chat, of: session.account) else {
                throw Denial(.chatNotFound)
            }
            try self.requireText(chat, of: session)
            let action = try ChatAction(deed)
            // Guests have temporary names, and are in no chat but their conference's.
            if case .add(let account, _) = action, account.isReserved {
                throw Denial(.userNotFound)
            }
            var plan = try chat.plan(
                action, by: session.account, at: now.timestamp, limits: self.policies.chats)
            if plan.reachesOthers { try self.requireReach(chat, by: session.account) }
            if session.rights.contains(.files) { plan.demand?.carriedFiles = self.policies.files }
            if plan.changesMembers, self.changing[chat.id] != nil {
                // What it may and does depends on what the one under way does.
                self.changing[chat.id]?.append(.act(act, call))
                return
            }
            if case .add(let account, _) = action, !self.hasRoom(.group, for: [account]) {
                return self.refuse(
                    call, Denial(.full, "\(account) is in too many groups"), because: [account],
                    of: session, clientID: act.clientID.octets)
            }
            guard !plan.facts.isEmpty else {
                return self.lookBack(act, call, session, denial: nil)
            }
            self.record(plan, in: chat.id, by: session.account, act.clientID.octets, call, now)
        } catch {
            self.lookBack(act, call, session, denial: error)
        }
    }

    /// Whoever has left a chat and asks again, because the answer was lost, has still left it.
    private mutating func lookBack(
        _ act: Act, _ call: Call, _ session: Session, denial: Denial?
    ) {
        self.ask(
            .earlier(clientID: act.clientID.octets, by: session.account),
            then: .chat(.repeated(call, denial)))
    }

    /// An account is gone for good: so it is from all its chats, which get heirs (L1.5, L2.23).
    mutating func removeFromChats(_ account: AccountName, at now: Moment) {
        for id in self.chatsOf[account, default: []].sorted() {
            self.remove(account, from: id, at: now)
        }
    }

    private mutating func remove(_ account: AccountName, from id: ChatID, at now: Moment) {
        guard let chat = self.chats[id], chat.members[account] != nil else { return }
        if self.changing[id] != nil {
            self.changing[id]?.append(.removal(account))
            return
        }
        self.record(ChatPlan(chat.departure(of: account)), in: id, by: account, [], nil, now)
    }

    /// A member becomes the owner, as if the chat had been handed over (L2.23).
    ///
    /// The order comes again until it is kept that it is done, or that there is nothing to do.
    mutating func setOwner(_ order: OwnerOrder, at now: Moment) {
        if self.changing[order.chat] != nil {
            self.changing[order.chat]?.append(.owner(order.account))
            return
        }
        let facts = self.chats[order.chat]?.handover(to: order.account) ?? []
        guard !facts.isEmpty else {
            return self.ask(.forgetOwnerOrder(order), then: .unattended)
        }
        self.record(ChatPlan(facts), in: order.chat, by: order.account, [], nil, now)
    }

    mutating func record(
        _ plan: ChatPlan, in chat: ChatID, by account: AccountName, _ clientID: [UInt8],
        _ call: Call?, _ now: Moment, attachment: FileRecord? = nil,
    ) {
        var events = plan.facts.map { self.event($0, in: chat, by: account, now) }
        events[0].clientID = clientID
        events[0].attachment = attachment
        switch events[0].fact.kind {
        case .read, .added, .historyGranted:
            // Up to now at most: what will be said is neither read yet nor history. The clock, not
            // the newest event, is the measure, for that one may be none of the actor's business.
            events[0].fact.message = events[0].fact.message.map { min($0, events[0].revision) }
        default: break
        }
        if plan.changesMembers { self.changing[chat] = [] }
        self.ask(.record(events, plan.demand), then: .chat(.acted(call, events)))
    }

    mutating func typing(_ tell: TellTyping, _ call: Call, by session: Session) {
        guard let chat = self.chat(tell.chat, of: session.account) else {
            return self.refuse(call, .chatNotFound)
        }
        self.answer(call, .done(Done()))
        guard chat.members.count <= self.limits.typingMembersMaximum else { return }
        var news = Typing()
        news.chat = chat.id.text
        news.account = session.account.text
        let others = self.liveConnections(of: chat).filter { id in
            guard let other = self.connections[id]?.session?.account else { return false }
            return other != session.account && !self.blocks.holds(session.account, of: other)
        }
        self.tell(others, .typing(news))
    }

    // MARK: The store's answers

    mutating func continueChat(_ step: ChatStep, with reply: StoreReply, at now: Moment) {
        switch (step, reply) {
        case (.created(let call, let chat), .recorded(let events)):
            self.remember(chat)
            if let call { self.answer(call, .chat(self.entry(chat))) }
            for event in events { self.publish(event) }
        case (.created(let call?, let chat), .chatExists):
            // Two people opened their private chat at once; the first one's stands.
            guard let chat = self.chats[chat.id] else { return self.refuse(call, .serverBusy) }
            self.answer(call, .chat(self.entry(chat)))
        case (.created(let call?, _), .duplicate(let first)):
            guard let chat = self.chat(first.chat.text, of: first.sender) else {
                return self.refuse(call, .chatNotFound)
            }
            self.answer(call, .chat(self.entry(chat)))
        case (_, .unknownAccount):
            if let call = step.call { self.refuse(call, .userNotFound) }
            self.failed(step, at: now)
        case (_, .denied(.editWindowOver)):
            if let call = step.call { self.refuse(call, self.policies.chats.tooLateToEdit) }
        case (_, .denied(let refusal)):
            if let call = step.call { self.refuse(call, refusal) }
        case (.acted(let call, _), .recorded(let events)):
            if let call, let first = events.first { self.answer(call, .posted(Posted(first))) }
            for event in events { self.happened(event, at: now) }
        case (.acted(let call?, _), .duplicate(let first)),
            (.repeated(let call, _), .duplicate(let first)):
            self.answer(call, .posted(Posted(first)))
        case (.repeated(let call, let denial), .recorded):
            if let denial {
                self.refuse(call, denial)
            } else {
                self.answer(call, .posted(Posted()))
            }
        case (.synced(let call, let since, let limit), .events(let events)):
            self.answerSync(call, events, since: since, limit: limit, at: now)
        case (.positioned(let call), .events(let events)):
            var page = SyncPage()
            page.revision = events.last?.revision ?? 0
            self.goLive(call, page, at: now)
        case (.paged(let call), .events(let events)):
            var page = HistoryPage()
            // What is left out is asked for with the first one's revision.
            page.events = events.suffix(self.countThatFits(events.reversed()))
                .map { ChatEvent($0) }
            self.answer(call, .historyPage(page))
        case (.found(let call), .events(let events)):
            var page = HistoryPage()
            page.events = events.prefix(self.countThatFits(events)).map { ChatEvent($0) }
            self.answer(call, .historyPage(page))
        case (.listed(let call), .standings(let standings)): self.answerList(call, standings)
        case (.opened(let call, let chat), .details(let pinned, let draft)):
            self.answerDetails(call, chat, pinned: pinned, draft: draft)
        case (.started(let call, let meeting), .recorded(let events)):
            for event in events { self.opened(meeting, event, call, at: now) }
        case (.started(let call, _), .duplicate(let first)):
            self.answerStarted(first, call)
        case (.welcomed(let id, _), .recorded(let events)):
            for event in events { self.welcomed(event, into: id, at: now) }
        case (.switched(let call, let id, let isUnlinked), .recorded(let events)):
            self.switched(id, to: isUnlinked, events, call, at: now)
        default:
            if let call = step.call { self.refuse(call, .serverBusy) }
            self.failed(step, at: now)
        }
    }

    /// The store has done nothing of it.
    mutating func failed(_ step: ChatStep, at now: Moment) {
        switch step {
        case .welcomed(let id, let event): self.turnAway(event.sender, from: id, at: now)
        case .switched(_, let id, let isUnlinked):
            self.conferences[id]?.isUnlinked = !isUnlinked
        default: break
        }
    }

    /// Those who waited for a change of a chat's members go on, with what it has become.
    mutating func release(_ step: ChatStep, at now: Moment) {
        guard case .acted(_, let events) = step, let chat = events.first?.chat,
            events.contains(where: \.fact.kind.changesMembers)
        else { return }
        for waiting in self.changing.removeValue(forKey: chat) ?? [] {
            switch waiting {
            case .act(let act, let call):
                guard let session = self.connections[call.connection]?.session else { continue }
                self.act(act, call, by: session, at: now)
            case .removal(let account): self.remove(account, from: chat, at: now)
            case .owner(let account):
                self.setOwner(OwnerOrder(chat: chat, account: account), at: now)
            }
        }
    }

    /// A change is made: the chat follows, and everybody hears who was there before or is after.
    mutating func happened(_ event: EventRecord, at now: Moment) {
        switch event.fact.kind {
        case .removed:
            self.publish(event)
            self.apply(event)
            if let account = event.fact.account {
                self.membershipEnded(of: account, in: event.chat, at: now)
            }
        case .deleted, .cleared:
            self.mayHaveForgottenFiles = true
            self.publish(event)
        case .dissolved:
            self.mayHaveForgottenFiles = true
            let members = (self.chats[event.chat]?.members.keys).map(Array.init) ?? []
            self.publish(event)
            self.apply(event)
            for account in members.sorted() {
                self.membershipEnded(of: account, in: event.chat, at: now)
            }
        default:
            self.apply(event)
            self.publish(event)
        }
    }

    private mutating func apply(_ event: EventRecord) {
        let before = self.chats[event.chat]?.members.keys
        self.chats[event.chat]?.apply(event.fact, at: event.revision)
        if event.fact.kind.changesMembers { self.audiences[event.chat] = nil }
        switch event.fact.kind {
        case .added:
            if let account = event.fact.account {
                self.chatsOf[account, default: []].insert(event.chat)
            }
        case .removed:
            if let account = event.fact.account { self.chatsOf[account]?.remove(event.chat) }
            self.forgetIfOver(event.chat)
        case .dissolved:
            for account in before ?? [:].keys { self.chatsOf[account]?.remove(event.chat) }
            self.chats[event.chat] = nil
        default: break
        }
    }

    // MARK: Events

    /// Takes the next revision; a failed store leaves a gap, which nobody minds.
    mutating func event(
        _ fact: ChatFact, in chat: ChatID, by sender: AccountName, _ now: Moment
    ) -> EventRecord {
        let microseconds = UInt64(clamping: now.timestamp.milliseconds).multipliedReportingOverflow(
            by: 1000)
        let clock = microseconds.overflow ? 0 : microseconds.partialValue
        self.newestRevision = max(self.newestRevision + 1, clock)
        return EventRecord(
            revision: self.newestRevision, chat: chat, sender: sender, time: now.timestamp, fact)
    }

    /// Tells every live device of every member, and nobody else; a personal one only one's own.
    mutating func publish(_ event: EventRecord) {
        let receivers: [ConnectionID]
        if event.fact.kind.isPersonal {
            receivers = self.liveConnections(of: event.sender)
        } else {
            guard let chat = self.chats[event.chat] else { return }
            let all = self.liveConnections(of: chat)
            receivers =
                event.fact.kind.isAboutMessage
                ? all.filter { self.sees($0, event.fact.message, in: chat) } : all
        }
        guard event.poll != nil || event.fact.kind == .voted else {
            return self.tell(receivers, .chatEvent(ChatEvent(event)))
        }
        let own = self.online[event.sender, default: []]
        self.tell(receivers.filter(own.contains), .chatEvent(ChatEvent(event)))
        self.tell(
            receivers.filter { !own.contains($0) }, .chatEvent(ChatEvent(event.toOthers)))
    }

    private func sees(_ id: ConnectionID, _ message: UInt64?, in chat: Chat) -> Bool {
        guard let message, let account = self.connections[id]?.session?.account else { return true }
        return chat.sees(account, message)
    }

    func liveConnections(of account: AccountName) -> [ConnectionID] {
        self.online[account, default: []].filter { self.connections[$0]?.isLive == true }
            .sorted { $0.number < $1.number }
    }

    mutating func liveConnections(of chat: Chat) -> [ConnectionID] {
        if let audience = self.audiences[chat.id] { return audience }
        let devices =
            chat.members.count < self.online.count
            ? chat.members.keys.flatMap { self.online[$0, default: []] }
            : self.online.filter { chat.members[$0.key] != nil }.flatMap(\.value)
        let audience = devices.filter { self.connections[$0]?.isLive == true }
            .sorted { $0.number < $1.number }
        self.audiences[chat.id] = audience
        return audience
    }

    /// A device of the account comes or goes.
    mutating func forgetAudiences(of account: AccountName) {
        for chat in self.chatsOf[account, default: []] { self.audiences[chat] = nil }
    }
}

extension ChatPlan {
    fileprivate var changesMembers: Bool { self.facts.contains(where: \.kind.changesMembers) }
}

extension ChatFact.Kind {
    fileprivate var changesMembers: Bool {
        switch self {
        case .added, .removed, .roleChanged, .dissolved: true
        default: false
        }
    }
}
