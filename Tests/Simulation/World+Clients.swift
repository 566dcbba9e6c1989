import Rooms
import Sessions
import Units
import Wire

extension World {
    mutating func feed(
        _ input: ClientSession<SeededRandom>.Input, to index: Int
    ) throws {
        for output in self.clients[index].session.handle(input, at: self.now) {
            switch output {
            case .dial: try self.dial(index)
            case .send(let bytes):
                guard let id = self.clients[index].connection else { break }
                self.connections[id]?.toServer.send(bytes, at: self.now, using: &self.random)
            case .admit: break
            case .derive(let salt, let iterations):
                let keys = SCRAMKeys.derive(
                    password: SimulatedClient.password(of: self.clients[index].account),
                    salt: salt, iterations: iterations, primitives: .toy)
                try self.feed(.derived(keys), to: index)
            case .answer(let token, let answer): try self.answered(token, answer, index)
            case .event(let event): try self.take(event, index)
            case .hangUp:
                // As in life: what is under way arrives before the connection is gone.
                if let id = self.clients[index].connection {
                    self.connections[id]?.isClosing = true
                }
            // The server still believes in it.
            case .abandon: self.clients[index].connection = nil
            }
        }
    }

    private mutating func answered(
        _ token: RequestToken, _ answer: ClientSession<SeededRandom>.Answer, _ index: Int
    ) throws {
        let left = self.clients[index].leaving.removeValue(forKey: token)
        guard case .response(let body) = answer else { return }
        if let left { self.clients[index].visits[left] = nil }
        switch body {
        case .refused where self.clients[index].comingBack == token:
            self.clients[index].conference = nil
            self.clients[index].roster = [:]
        case .chatList(let list): self.clients[index].chats = list.chats
        case .conferenceList(let list): self.clients[index].conferences = list.conferences
        case .joined(let joined): try self.joined(joined, index)
        case .plan(let plan): try self.learn(plan, index)
        case .planList(let list): for plan in list.plans { try self.learn(plan, index) }
        default: break
        }
    }

    private mutating func joined(_ joined: Joined, _ index: Int) throws {
        let chat = joined.conference.writeChat
        self.clients[index].place = chat.isEmpty ? nil : chat
        self.clients[index].conference = joined.conference.id
        self.clients[index].number = joined.participant
        self.clients[index].roster = [:]
        for participant in joined.participants { self.clients[index].see(participant) }
        try self.checkGhosts(index)
    }

    private mutating func hear(_ event: Event.OneOf_Body, _ index: Int) throws {
        switch event {
        case .participantJoined(let news):
            self.clients[index].see(news.participant)
        case .admitted(let joined): try self.joined(joined, index)
        case .planChanged(let plan), .conferenceReminder(let plan): try self.learn(plan, index)
        case .audienceChanged(let news):
            self.clients[index].place = news.writeChat.isEmpty ? nil : news.writeChat
        case .floorChanged(let news):
            guard case .denied(self.clients[index].number) = news.change else { break }
            self.clients[index].conference = nil
        case .participantLeft(let news): self.clients[index].roster[news.participant] = nil
        case .conferenceEnded:
            self.clients[index].conference = nil
            self.clients[index].roster = [:]
        default: break
        }
        try self.checkGhosts(index)
    }

    /// Every account has one device here, which is in one conference: nobody is seen twice.
    private func checkGhosts(_ index: Int) throws {
        let seen = self.clients[index].roster.values.map(\.account).sorted()
        guard Set(seen).count == seen.count else {
            throw self.violation("\(self.clients[index].account) sees a ghost in \(seen)")
        }
    }

    /// Back where one was, as who one was.
    private mutating func comeBack(_ index: Int) throws {
        guard let conference = self.clients[index].conference else { return }
        var join = JoinConference()
        join.conference = conference
        join.kind = .person
        join.visit = .init(octets: self.visit(to: conference, index))
        self.clients[index].comingBack = RequestToken(self.clients[index].requestCount + 1)
        try self.request(.joinConference(join), index)
    }

    /// Takes an event and checks what must hold at every moment.
    private mutating func take(_ event: ClientEvent, _ index: Int) throws {
        switch event {
        case .online:
            self.clients[index].isCaughtUp = false
            try self.comeBack(index)
        case .caughtUp: self.clients[index].isCaughtUp = true
        case .offline:
            self.clients[index].isCaughtUp = false
            self.clients[index].place = nil
        case .failed(let failure): throw self.violation("client \(index) gave up: \(failure)")
        case .posted(let clientID, let posted):
            self.clients[index].unacknowledged.remove(clientID)
            self.clients[index].acknowledged[clientID] = posted.revision
        case .postRefused(let clientID, _): self.clients[index].unacknowledged.remove(clientID)
        case .chatEvent(let chatEvent): try self.show(chatEvent, to: index)
        case .server(let event): try self.hear(event, index)
        case .media, .fileChunk, .passwordExpired: break
        }
    }

    private mutating func show(_ event: ChatEvent, to index: Int) throws {
        let client = self.clients[index]
        if let last = client.shown.last, last.revision >= event.revision {
            throw self.violation(
                "\(client.account) is shown \(event.revision) after \(last.revision)")
        }
        guard let stored = self.store.event(event.revision),
            self.store.sees(client.account, stored)
        else {
            throw self.violation("\(client.account) is shown \(event.revision) of \(event.chat)")
        }
        let isSecret = stored.poll?.poll.isAnonymous == true && stored.sender != client.account
        if event.kind == .voted, isSecret, event.sender != "" || !event.clientID.isEmpty {
            throw self.violation("\(client.account) is told who voted in \(event.message)")
        }
        self.clients[index].shown.append(event)
    }

    /// When all is quiet, a client has been shown exactly what its account may see, and everything
    /// that was acknowledged is there once.
    func checkComplete(_ client: SimulatedClient) throws {
        let visible = self.store.visible(to: client.account)
        let missing = Set(visible.map(\.revision)).subtracting(client.shown.map(\.revision))
        guard missing.isEmpty else {
            throw self.violation("\(client.account) misses \(missing.sorted().prefix(5))")
        }
        guard client.unacknowledged.isEmpty else {
            throw self.violation(
                "\(client.account) waits for \(client.unacknowledged.count) acknowledgements")
        }
        try self.checkPolls(client)
        for (clientID, revision) in client.acknowledged {
            let copies = visible.filter {
                $0.clientID == clientID && $0.sender == client.account
            }
            // Whoever has left a meeting since may no longer see its own words' last repetition.
            guard copies.count <= 1, copies.allSatisfy({ $0.revision == revision }) else {
                throw self.violation("\(client.account) finds \(copies.count) of one message")
            }
        }
    }

    /// What a client was told last of a poll is how it stands.
    private func checkPolls(_ client: SimulatedClient) throws {
        var told: [UInt64: PollState] = [:]
        for event in client.shown {
            guard let poll = event.state.polls.first else { continue }
            told[event.kind == .message ? event.revision : event.message] = poll
        }
        for (message, poll) in told {
            guard let chat = self.store.event(message)?.chat,
                self.store.hasStayed(client.account, in: chat),
                let now = self.store.poll(message, for: client.account)
            else { continue }
            let (votes, isClosed) = (now.counts.map { UInt32($0.votes) }, now.isClosed)
            guard poll.options.map(\.votes) == votes, poll.closed == isClosed else {
                throw self.violation("\(client.account) has an old tally of \(message)")
            }
        }
    }

    // MARK: What people do

    mutating func act() throws {
        let index = Int.random(in: self.clients.indices, using: &self.random)
        switch Int.random(in: 0..<100, using: &self.random) {
        case 0..<30: try self.post(index)
        case 30..<34: try self.newChat(index)
        case 34..<46: try self.deed(index)
        case 46..<52: try self.request(.listChats(ListChats()), index)
        case 52..<56: try self.startConference(index)
        case 56..<62: try self.request(.listConferences(ListConferences()), index)
        case 62..<70: try self.joinConference(index)
        case 70..<74:
            try self.leaveConference(index)
        case 74..<77:
            if let id = self.clients[index].connection { try self.cut(id) }
        case 88..<93: try self.actInConference(index)
        case 93: try self.hearSomebody()
        case 94..<98: try self.plan(index)
        case 77 where Bool.random(using: &self.random):
            if let id = self.clients[index].connection { self.connections[id]?.isDead = true }
        case 77 where Int.random(in: 0..<4, using: &self.random) == 0: try self.crashServer()
        case 78..<88 where !self.isServerUp: try self.restartServer()
        default: break
        }
    }

    mutating func request(_ body: Request.OneOf_Body, _ index: Int) throws {
        self.clients[index].requestCount += 1
        try self.feed(.request(RequestToken(self.clients[index].requestCount), body), to: index)
    }

    /// A group of all.
    mutating func newGroup(_ index: Int) throws {
        var new = NewChat()
        new.kind = .group
        new.title = "all"
        new.members = self.clients.map(\.account.text)
        try self.request(.newChat(new), index)
    }

    /// Asks what there is.
    mutating func look(_ index: Int) throws {
        try self.request(.listChats(ListChats()), index)
        try self.request(.listConferences(ListConferences()), index)
    }

    /// Into any chat it knows of, the meeting it is in, or one it has no business in.
    mutating func post(_ index: Int) throws {
        let others = self.clients.randomElement(using: &self.random)?.chats.map(\.id) ?? []
        let own = self.clients[index].chats.map(\.id)
        let candidates = own + own + own + others.prefix(1)
        let place = self.clients[index].place
        guard let chat = place ?? candidates.randomElement(using: &self.random) else { return }
        let clientID = self.newClientID(index)
        let text = "\(self.clients[index].account) at step \(self.step)"
        try self.feed(
            .post(Outgoing(chat: chat, clientID: clientID, text: text)), to: index)
    }

    private mutating func newChat(_ index: Int) throws {
        var new = NewChat()
        let kinds: [ChatKindCode] = [.private, .group, .channel, .favourites]
        new.kind = kinds.randomElement(using: &self.random) ?? .group
        new.title = "group of step \(self.step)"
        let others = self.clients.map(\.account.text).shuffled(using: &self.random)
        new.members = Array(others.prefix(new.kind == .private ? 1 : 3))
        try self.request(.newChat(new), index)
    }

    /// Anything at all in any chat, allowed or not.
    private mutating func deed(_ index: Int) throws {
        let candidates = self.clients[index].chats.map(\.id) + [self.clients[index].place ?? ""]
        guard let chat = candidates.randomElement(using: &self.random),
            let other = self.clients.randomElement(using: &self.random)?.account.text
        else { return }
        // Mostly messages of this chat that one has seen; now and then any number.
        let seen = self.clients[index].shown.filter { $0.chat == chat && $0.kind == .message }
        let all = self.clients.flatMap(\.shown).map(\.revision)
        let isHonest = Int.random(in: 0..<10, using: &self.random) > 0
        let message =
            (isHonest ? seen.map(\.revision) : all).suffix(20).randomElement(using: &self.random)
            ?? 1
        let polls = seen.filter { !$0.state.polls.isEmpty }.map(\.revision)
        let poll =
            self.asksPolls ? polls.suffix(4).randomElement(using: &self.random) ?? message : nil
        let roles: [ChatRoleCode] = [.owner, .admin, .user, .writer]
        let role = roles.randomElement(using: &self.random) ?? .user
        let deed = Deeds.random(
            about: message, poll: poll, with: other, role, from: chat, using: &self.random)
        try self.feed(
            .post(Outgoing(chat: chat, clientID: self.newClientID(index), deed)), to: index)
    }

    private mutating func newClientID(_ index: Int) -> [UInt8] {
        let clientID = (0..<16).map { _ in UInt8(truncatingIfNeeded: self.random.next()) }
        self.clients[index].unacknowledged.insert(clientID)
        return clientID
    }

    mutating func startConference(_ index: Int, isPlain: Bool = false) throws {
        guard let chat = self.clients[index].chats.randomElement(using: &self.random) else {
            return
        }
        var start = StartConference()
        start.chat = chat.id
        start.unlinked = Bool.random(using: &self.random)
        if !isPlain { start.setup = ConferenceDeeds.setup(using: &self.random) }
        try self.request(.startConference(start), index)
    }

    mutating func joinConference(_ index: Int) throws {
        guard let conference = self.clients[index].conferences.randomElement(using: &self.random)
        else { return }
        try self.join(conference.id, index)
    }

    private mutating func leaveConference(_ index: Int) throws {
        let token = RequestToken(self.clients[index].requestCount + 1)
        self.clients[index].leaving[token] = self.clients[index].conference
        self.clients[index].place = nil
        self.clients[index].conference = nil
        self.clients[index].roster = [:]
        try self.request(.leaveConference(LeaveConference()), index)
    }

    /// The same until it is known to be over.
    private mutating func visit(to conference: String, _ index: Int) -> [UInt8] {
        if let visit = self.clients[index].visits[conference] { return visit }
        let visit = (0..<16).map { _ in UInt8(truncatingIfNeeded: self.random.next()) }
        self.clients[index].visits[conference] = visit
        return visit
    }

    /// Comes in, unless one is in one. Whoever does not know whether they came in, because the
    /// answer was lost, asks again by the same visit.
    mutating func join(_ conference: String, _ index: Int) throws {
        guard self.clients[index].conference == nil else { return }
        var join = JoinConference()
        join.conference = conference
        join.kind = .person
        join.visit = .init(octets: self.visit(to: conference, index))
        try self.request(.joinConference(join), index)
    }
}
