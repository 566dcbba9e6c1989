import Rooms
import Sessions
import Units
import Wire

/// What people do, and what befalls them.
extension World {
    mutating func act() throws {
        let index = Int.random(in: self.clients.indices, using: &self.random)
        if self.clients[index].isGuest { return try self.actAsGuest(index) }
        switch Int.random(in: 0..<100, using: &self.random) {
        case 0..<24: try self.post(index)
        case 24..<28: try self.newChat(index)
        case 28..<39: try self.deed(index)
        case 39..<43: try self.request(.listChats(ListChats()), index)
        case 43..<46: try self.startConference(index)
        case 46..<50: try self.request(.listConferences(ListConferences()), index)
        case 50..<59: try self.joinConference(index)
        case 59..<62: try self.leaveConference(index)
        case 62..<65:
            if let id = self.clients[index].connection { try self.cut(id) }
        case 65 where Bool.random(using: &self.random):
            if let id = self.clients[index].connection { self.connections[id]?.isDead = true }
        case 65 where Bool.random(using: &self.random): try self.crashServer()
        case 66..<76 where !self.isServerUp: try self.restartServer()
        case 66..<85: try self.actInConference(index)
        case 85: try self.hearSomebody()
        case 86..<91: try self.plan(index)
        case 91..<96: try self.block(index)
        case 96: try self.type(index)
        case 97: try self.changePolicy()
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
        new.members = self.people.map(\.text)
        try self.request(.newChat(new), index)
    }

    /// With the next one, as in a circle.
    mutating func newPrivateChat(_ index: Int) throws {
        var new = NewChat()
        new.kind = .private
        new.members = [self.people[(index + 1) % self.people.count].text]
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
        let pairs = own.filter { $0.hasPrefix("private:") }
        let candidates = own + own + pairs + pairs + others.prefix(1)
        let isThere = Int.random(in: 0..<3, using: &self.random) > 0
        let place = isThere ? self.clients[index].place : nil
        guard let chat = place ?? candidates.randomElement(using: &self.random) else { return }
        let clientID = self.newClientID(index)
        if own.contains(chat) { self.clients[index].lines[clientID] = chat }
        let text = "\(self.clients[index].account) at step \(self.step)"
        try self.feed(
            .post(Outgoing(chat: chat, clientID: clientID, text: text)), to: index)
    }

    private mutating func newChat(_ index: Int) throws {
        var new = NewChat()
        let kinds: [ChatKindCode] = [.private, .private, .group, .channel, .favourites]
        new.kind = kinds.randomElement(using: &self.random) ?? .group
        new.title = "group of step \(self.step)"
        let others = self.people.map(\.text).shuffled(using: &self.random)
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
        if !isPlain {
            start.setup = ConferenceDeeds.setup(using: &self.random)
            start.invited = self.invited()
        }
        if self.hasGuests, isPlain || Bool.random(using: &self.random) { start.setup.public = true }
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
    mutating func visit(to conference: String, _ index: Int) -> [UInt8] {
        if let visit = self.clients[index].visits[conference] { return visit }
        let visit = (0..<16).map { _ in UInt8(truncatingIfNeeded: self.random.next()) }
        self.clients[index].visits[conference] = visit
        return visit
    }

    /// Comes in, unless one is in one. Whoever does not know whether they came in, because the
    /// answer was lost, asks again by the same visit.
    mutating func join(_ conference: String, _ index: Int) throws {
        guard self.clients[index].conference == nil else { return }
        // Who is on the way in again needs its visit.
        self.clients[index].leaving = self.clients[index].leaving.filter { $0.value != conference }
        var join = JoinConference()
        join.conference = conference
        join.kind = .person
        join.visit = .init(octets: self.visit(to: conference, index))
        try self.request(.joinConference(join), index)
    }
}
