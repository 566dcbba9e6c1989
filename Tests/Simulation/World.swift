import Records
import Rooms
import Sessions
import Units
import Wire

/// N clients, one server and a virtual network, all from one seed.
///
/// After every step it checks that no client is shown a message twice, out of order, or one that
/// its account may not see; `settle` heals the network and checks that nothing is missing. A
/// failure carries seed and step, and the seed alone repeats it.
package struct World {
    package struct Violation: Error, CustomStringConvertible {
        package var seed: UInt64
        package var step: Int
        package var what: String
        package var description: String { "seed \(self.seed), step \(self.step): \(self.what)" }
    }

    let seed: UInt64
    var random: SeededRandom
    var now = Instant.start
    var step = 0
    var store: ObservedStore
    var switchboard: Switchboard<SeededRandom>
    /// Commands that are not yet durable, oldest first, and when the running commit ends.
    var uncommitted: [(StoreTicket, StoreCommand)] = []
    var commitEnds: Instant?
    /// Looked up when time goes on.
    var queries: [(StoreTicket, StoreQuery)] = []
    /// What the server has been told that is kept.
    var told = Kept()
    /// Who has wanted to hear nothing of whom, in this order, and perhaps still does.
    var everBlocked: Set<[AccountName]> = []
    /// Lines in private chats that were refused for it.
    package var blockedLineCount = 0
    package var hasCountedVotes = false
    /// What the administrator has set.
    var policies = Policies()
    /// Everybody with an account.
    let people: [AccountName]
    /// Guests who are somebody, as far as they have been told so, and those who were.
    var guests: [AccountName: ConferenceID] = [:]
    var formerGuests: Set<AccountName> = []
    /// When a connection was lost last.
    var lastLoss = Instant.start
    var clients: [SimulatedClient]
    var connections: [ConnectionID: SimulatedConnection] = [:]
    var connectionCount: UInt64 = 0
    /// The connections in each conference's room.
    var inside: [ConnectionID: ConferenceID] = [:]
    var isServerUp = true
    /// Whatever is sent vanishes, and neither end is told.
    var isBlackHole = false
    /// Everything that happened, as a number: the same seed gives the same trace.
    package private(set) var trace: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Whether polls are among what people do.
    let asksPolls: Bool
    /// Whether people without an account come to conferences that take them.
    let hasGuests: Bool

    /// Six, as the seed has it: polls in every second life, guests in every third.
    package init(seed: UInt64) throws {
        let hasGuests = seed.isMultiple(of: 3)
        try self.init(
            seed: seed, clientCount: hasGuests ? 4 : 6, guestCount: hasGuests ? 2 : 0,
            asksPolls: !seed.isMultiple(of: 2))
    }

    package init(
        seed: UInt64, clientCount: Int, guestCount: Int = 0, asksPolls: Bool = false
    ) throws {
        self.seed = seed
        self.asksPolls = asksPolls
        self.hasGuests = guestCount > 0
        self.random = SeededRandom(seed: seed)
        let names = (0..<clientCount).compactMap { AccountName("user\($0)") }
        self.people = names
        self.store = try ObservedStore(
            accounts: names.map {
                AccountRecord(name: $0, credential: SimulatedClient.credential(of: $0))
            })
        self.switchboard = Switchboard(
            snapshot: try self.store.snapshot(), primitives: .toy, random: SeededRandom(seed: seed),
            at: Self.moment(.start))
        self.clients = []
        for name in names {
            self.clients.append(SimulatedClient(account: name, seed: self.random.next()))
        }
        for number in 0..<guestCount { try self.addGuest(number) }
    }

    /// Between two acts: people are slower than their network, or whoever needs it twice before
    /// anything can be done never gets so far.
    private static let pause = Duration.milliseconds(10)

    /// Runs a number of random steps, once there is something to be about.
    package mutating func run(steps: Int) throws {
        try self.begin()
        for _ in 0..<steps {
            let next = self.now + Self.pause
            repeat { try self.advance() } while self.now < next
            try self.act()
        }
    }

    /// Everybody comes; there is a group of all, a conference in it and private chats. Left to
    /// chance, most lives would be over before anybody met.
    private mutating func begin() throws {
        for index in self.clients.indices where !self.clients[index].isOut {
            try self.feed(.start, to: index)
        }
        try self.advance { $0.clients.allSatisfy { $0.isOut || $0.isCaughtUp } }
        try self.newGroup(0)
        try self.advance { !$0.clients[0].chats.isEmpty }
        try self.startConference(0, isPlain: true)
        for index in self.people.indices { try self.newPrivateChat(index) }
        try self.advance { world in
            world.clients.allSatisfy {
                $0.isOut || !$0.conferences.isEmpty && $0.chats.count > 1
            }
        }
    }

    /// Stops all trouble, lets everything arrive, and checks that nothing is missing.
    package mutating func settle() throws {
        if !self.isServerUp { try self.restartServer() }
        let end = self.now + .seconds(300)
        while self.now < end {
            try self.advance()
            let isQuiet = self.clients.allSatisfy { client in
                client.isOut
                    || client.isCaughtUp && client.unacknowledged.isEmpty
                        && client.isInformed
                        && client.connection.flatMap { self.connections[$0]?.isDead } == false
            }
            if isQuiet, self.uncommitted.isEmpty, self.connections.values.allSatisfy(\.isIdle),
                !self.isCounting
            {
                break
            }
        }
        for client in self.clients where !client.isOut {
            try self.checkComplete(client)
            try self.checkPlans(client)
            try self.checkPolicies(client)
        }
        try self.checkVotes()
        try self.checkFormerGuests()
        if let stray = self.store.messages.first(where: { !self.store.sees($0.sender, $0) }) {
            throw self.violation("\(stray.sender) wrote into \(stray.chat), where it is not")
        }
    }

    /// Two people in a conference lose the network for a while; then it is there again.
    ///
    /// - Returns: How long after that both are back and see each other once.
    package mutating func returnTime(afterBlackHoleOf length: Duration) throws -> Duration {
        try self.begin()
        for index in self.clients.indices { try self.joinConference(index) }
        try self.advance { $0.clients.allSatisfy { $0.roster.count == 2 } }
        self.isBlackHole = true
        for id in Array(self.connections.keys) { self.connections[id]?.isDead = true }
        let begin = self.now
        while self.now - begin < length {
            try self.advance()
            if self.step.isMultiple(of: 50) {
                for index in self.clients.indices { try self.post(index) }
            }
        }
        self.isBlackHole = false
        let healed = self.now
        try self.advance { world in
            world.clients.allSatisfy { $0.place != nil && $0.roster.count == 2 }
        }
        return self.now - healed
    }

    /// Lets time pass until something is so; a minute at most.
    private mutating func advance(until isSo: (World) -> Bool) throws {
        let end = self.now + .seconds(60)
        while !isSo(self) {
            guard self.now < end else { throw self.violation("it takes longer than a minute") }
            try self.advance()
            for index in self.clients.indices where self.step.isMultiple(of: 20) {
                try self.look(index)
            }
        }
    }

    // MARK: Time

    /// Goes on to the next moment at which anything happens, by 20 ms at most.
    private mutating func advance() throws {
        self.step += 1
        let arrivals = self.connections.values.compactMap(\.nextArrival)
        let deadlines = self.clients.compactMap { $0.session.deadline }
        let next = (arrivals + deadlines + [self.commitEnds].compactMap { $0 }).min()
        let latest = self.now + .milliseconds(20)
        self.now = min(max(self.now, next ?? latest), latest)
        try self.deliver()
        if let ends = self.commitEnds, ends <= self.now { try self.commit() }
        let queries = self.queries
        self.queries = []
        for (ticket, query) in queries {
            try self.feedServer(.stored(ticket, self.store.answer(query)))
        }
        if self.isServerUp, let deadline = self.switchboard.deadline, deadline <= self.now {
            try self.feedServer(.timeout)
        }
        for index in self.clients.indices {
            if let deadline = self.clients[index].session.deadline, deadline <= self.now {
                try self.feed(.timeout, to: index)
            }
        }
    }

    private mutating func deliver() throws {
        for id in self.connections.keys.sorted(by: { $0.number < $1.number }) {
            guard self.connections[id]?.isDead == false else {
                if self.connections[id]?.isClosing == true { try self.cut(id) }
                continue
            }
            while let bytes = self.connections[id]?.toServer.receive(at: self.now) {
                self.connections[id]?.serverDecoder.append(bytes)
                while let frame = try self.connections[id]?.serverDecoder.next() {
                    try self.feedServer(.frame(id, frame))
                }
            }
            while let bytes = self.connections[id]?.toClient.receive(at: self.now) {
                self.connections[id]?.clientDecoder.append(bytes)
                while let connection = self.connections[id],
                    self.clients[connection.client].connection == id,
                    let frame = try self.connections[id]?.clientDecoder.next()
                {
                    try self.feed(.frame(frame), to: connection.client)
                }
            }
            if self.connections[id]?.isClosing == true, self.connections[id]?.isIdle == true {
                try self.cut(id)
            }
        }
    }

    // MARK: The server

    /// Both clocks begin together.
    private static func moment(_ instant: Instant) -> Moment {
        Moment(
            instant: instant, timestamp: Timestamp(milliseconds: instant.nanoseconds / 1_000_000))
    }

    mutating func feedServer(_ input: Switchboard<SeededRandom>.Input) throws {
        guard self.isServerUp else { return }
        for output in self.switchboard.handle(input, at: Self.moment(self.now)) {
            switch output {
            case .send(let id, let bytes): try self.send(bytes, to: [id])
            case .tell(let ids, let bytes): try self.send(bytes, to: ids)
            case .room(let conference, let change): try self.follow(change, in: conference)
            case .admit(let id): self.connections[id]?.serverDecoder.limits = .afterLogin
            case .close(let id, _): self.connections[id]?.isClosing = true
            // Nobody waits for it and nothing here reads it; a commit more would only shift the dice.
            case .store(_, .keepPresences): break
            case .store(let ticket, let command):
                if case .record(let events, _) = command {
                    for event in events {
                        try self.checkIsNotBlocked(event)
                        try self.checkMayBeEdited(event)
                    }
                }
                self.uncommitted.append((ticket, command))
                if self.commitEnds == nil { self.beginCommit() }
            case .query(let ticket, let query): self.queries.append((ticket, query))
            // Files have no place in this world.
            case .file, .sendFile: break
            case .log(.protocolError(_, let what)):
                throw self.violation("the server met a protocol error: \(what)")
            case .log: break
            }
        }
    }

    private mutating func send(_ bytes: [UInt8], to ids: [ConnectionID]) throws {
        self.note(bytes)
        let told = try ServerControl(parsing: Array(bytes.dropFirst(Frame.headerLength))).body
        for id in ids {
            if let told { try self.check(told, to: id) }
            self.connections[id]?.toClient.send(bytes, at: self.now, using: &self.random)
        }
    }

    private mutating func beginCommit() {
        let duration = Duration.milliseconds(Int.random(in: 1...15, using: &self.random))
        self.commitEnds = self.now + duration
    }

    /// One group commit: everything that waits becomes durable, then everybody is answered.
    private mutating func commit() throws {
        let batch = self.uncommitted
        self.uncommitted = []
        self.commitEnds = nil
        let replies = batch.map { ($0.0, self.store.perform($0.1)) }
        for ((ticket, reply), (_, command)) in zip(replies, batch) {
            self.told.follow(command)
            try self.feedServer(.stored(ticket, reply))
        }
        if !self.uncommitted.isEmpty, self.commitEnds == nil { self.beginCommit() }
    }

    /// The process dies: what was not committed and all that was under way is gone.
    mutating func crashServer() throws {
        self.isServerUp = false
        self.inside = [:]
        self.endGuests()
        self.uncommitted = []
        self.queries = []
        self.commitEnds = nil
        for id in self.connections.keys.sorted(by: { $0.number < $1.number }) { try self.cut(id) }
    }

    mutating func restartServer() throws {
        self.isServerUp = true
        self.told = self.store.kept
        if self.hasGuests { try self.store.database.clearGuests() }
        self.switchboard = Switchboard(
            snapshot: try self.store.snapshot(), primitives: .toy,
            random: SeededRandom(seed: self.random.next()), at: Self.moment(self.now))
    }

    // MARK: Connections

    mutating func dial(_ client: Int) throws {
        guard self.isServerUp else {
            return try self.feed(
                .disconnected(reason: "refused", exitCode: .unavailable, isFinal: false),
                to: client)
        }
        // Not even a refusal comes back.
        if self.isBlackHole { return }
        self.connectionCount += 1
        let id = ConnectionID(self.connectionCount)
        self.connections[id] = SimulatedConnection(client: client)
        let binding = (0..<32).map { _ in UInt8(truncatingIfNeeded: self.random.next()) }
        try self.feedServer(.opened(id, channelBinding: binding))
        self.clients[client].connection = id
        try self.feed(.connected(channelBinding: binding), to: client)
    }

    mutating func cut(_ id: ConnectionID) throws {
        guard let connection = self.connections.removeValue(forKey: id) else { return }
        self.lastLoss = self.now
        try self.feedServer(.closed(id))
        guard self.clients[connection.client].connection == id else { return }
        self.clients[connection.client].connection = nil
        try self.feed(
            .disconnected(reason: "cut", exitCode: .unavailable, isFinal: false),
            to: connection.client)
    }

    func violation(_ what: String) -> Violation {
        Violation(seed: self.seed, step: self.step, what: what)
    }

    private mutating func note(_ bytes: [UInt8]) {
        for byte in bytes { self.trace = (self.trace ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
}
