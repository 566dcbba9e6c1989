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
        case .planList(let list): self.learnAll(list.plans, index)
        case .policyList(let list): self.learn(list, index)
        default: break
        }
    }

    private mutating func joined(_ joined: Joined, _ index: Int) throws {
        let chat = joined.conference.writeChat
        self.clients[index].place = chat.isEmpty ? nil : chat
        self.clients[index].conference = joined.conference.id
        self.clients[index].number = joined.participant
        self.clients[index].roster = [:]
        self.clients[index].votes = VoteCount()
        for participant in joined.participants { self.clients[index].see(participant) }
        try self.checkGhosts(index)
    }

    private mutating func hear(_ event: Event.OneOf_Body, _ index: Int) throws {
        switch event {
        case .participantJoined(let news):
            self.clients[index].see(news.participant)
        case .admitted(let joined): try self.joined(joined, index)
        case .planChanged(let plan): self.learn(plan, index)
        // While the whole is not known yet, it is on its way.
        case .policiesChanged(let list) where self.clients[index].editWindow != nil:
            self.learn(list, index)
        case .planCancelled(let news): self.clients[index].plans?[news.conference] = nil
        case .audienceChanged(let news):
            self.clients[index].place = news.writeChat.isEmpty ? nil : news.writeChat
        case .floorChanged(let news):
            switch news.change {
            case .denied(self.clients[index].number): self.clients[index].conference = nil
            case .votesCounted(let votes):
                self.clients[index].votes = votes
                self.hasCountedVotes = true
            default: break
            }
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
            if self.clients[index].isGuest { self.noteGuest(index) }
            self.clients[index].isCaughtUp = false
            try self.comeBack(index)
        case .caughtUp:
            self.clients[index].isCaughtUp = true
            // What became of these meanwhile is told to nobody who was away.
            guard !self.clients[index].isGuest else { break }
            try self.request(.listPlans(ListPlans()), index)
            try self.request(.listPolicies(ListPolicies()), index)
        case .offline:
            self.clients[index].isCaughtUp = false
            self.clients[index].place = nil
            self.clients[index].plans = nil
            self.clients[index].editWindow = nil
        case .failed where self.clients[index].isGuest: self.end(guest: index)
        case .failed(let failure): throw self.violation("client \(index) gave up: \(failure)")
        case .posted(let clientID, let posted):
            self.clients[index].unacknowledged.remove(clientID)
            self.clients[index].acknowledged[clientID] = posted.revision
        case .postRefused(let clientID, let refused):
            self.clients[index].unacknowledged.remove(clientID)
            try self.checkRefused(clientID, refused, index)
        case .chatEvent(let chatEvent): try self.show(chatEvent, to: index)
        case .server(let event):
            try self.checkIsForGuests(event, index)
            try self.hear(event, index)
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
        try self.checkNames(event, index)
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
}
