import Media
import Rooms
import Simulation
import Units
import Wire

@testable import Sessions

/// A switchboard whose store answers at once, unless a test holds the answers back.
struct Desk {
    var switchboard: Switchboard<SeededRandom>
    var store: ObservedStore
    var now = Moment(
        instant: Instant(nanoseconds: 1_000_000_000_000), timestamp: .init(milliseconds: 0))
    var holdsStore = false
    private(set) var held: [(StoreTicket, StoreCommand)] = []
    private let limits: SwitchboardLimits
    private var queries: [(StoreTicket, StoreQuery)] = []
    /// What is to be done with files; a test does it.
    var jobs: [(ticket: StoreTicket, job: FileJob)] = []
    private(set) var closed: [ConnectionID] = []
    /// What an administrator would read.
    private(set) var logged: [String] = []
    /// What rooms were told, in order.
    private(set) var changes: [RoomChange] = []
    private(set) var told: [ConnectionID: [Event.OneOf_Body]] = [:]
    /// All frames for each connection.
    private(set) var received: [ConnectionID: [[UInt8]]] = [:]
    /// Body bytes of the last answer.
    private(set) var answerLength = 0
    private var answers: [ConnectionID: [Response.OneOf_Body]] = [:]
    private var requestCount: UInt64 = 0

    static let iterations = 4096
    static let salt: [UInt8] = [1, 2, 3, 4]

    init(
        _ names: String..., chats: [Chat] = [],
        limits: SwitchboardLimits = SwitchboardLimits(), primitives: SCRAMPrimitives = .toy,
    ) throws {
        let accounts = names.compactMap { AccountName($0) }.map { name in
            AccountRecord(
                name: name,
                credential: .make(
                    password: Array(name.text.utf8), salt: Self.salt, iterations: Self.iterations,
                    primitives: .toy))
        }
        self.store = try ObservedStore(accounts: accounts)
        var snapshot = try self.store.snapshot()
        snapshot.chats += chats
        var limits = limits
        limits.newPasswordIterations = Self.iterations
        self.limits = limits
        self.switchboard = Switchboard(
            snapshot: snapshot, primitives: primitives, limits: limits,
            random: SeededRandom(seed: 1), at: self.now)
    }

    /// The server dies and another begins with what the store has.
    mutating func restart() throws {
        self.held = []
        self.switchboard = Switchboard(
            snapshot: try self.store.snapshot(), primitives: .toy, limits: self.limits,
            random: SeededRandom(seed: 2), at: self.now)
    }

    mutating func feed(_ input: Switchboard<SeededRandom>.Input) {
        for output in self.switchboard.handle(input, at: self.now) {
            switch output {
            case .store(let ticket, let command): self.held.append((ticket, command))
            case .query(let ticket, let query): self.queries.append((ticket, query))
            case .file(let ticket, let job): self.jobs.append((ticket, job))
            case .sendFile(let id, let frames): self.received[id, default: []] += frames
            case .close(let id, _): self.closed.append(id)
            case .room(_, let change): self.changes.append(change)
            case .send(let id, let bytes): self.take(bytes, id)
            case .tell(let ids, let bytes): for id in ids { self.take(bytes, id) }
            case .log(let line): self.logged.append("\(line)")
            case .admit: break
            }
        }
        if !self.holdsStore { self.answerStore() }
    }

    /// What the store was asked is never answered, or by the test itself.
    mutating func forgetHeld() { self.held = [] }

    mutating func answerStore() {
        while !self.held.isEmpty || !self.queries.isEmpty {
            if let (ticket, command) = self.held.first {
                self.held.removeFirst()
                self.feed(.stored(ticket, self.store.perform(command)))
            } else {
                let (ticket, query) = self.queries.removeFirst()
                self.feed(.stored(ticket, self.store.answer(query)))
            }
        }
    }

    private mutating func take(_ bytes: [UInt8], _ id: ConnectionID) {
        self.received[id, default: []].append(bytes)
        let body = Array(bytes.dropFirst(Frame.headerLength))
        switch (try? ServerControl(parsing: body))?.body {
        case .response(let response)?:
            guard let answer = response.body else { return }
            self.answerLength = body.count
            self.answers[id, default: []].append(answer)
        case .event(let event)?:
            if let news = event.body { self.told[id, default: []].append(news) }
        case nil: break
        }
    }

    mutating func forgetTold() {
        self.told = [:]
        self.received = [:]
    }

    mutating func advance(_ duration: Duration) {
        self.now.instant = self.now.instant + duration
    }

    /// On both clocks.
    mutating func live(_ milliseconds: Int64) {
        self.advance(.milliseconds(milliseconds))
        self.now.timestamp.milliseconds += milliseconds
    }

    @discardableResult
    mutating func ask(_ id: ConnectionID, _ body: Request.OneOf_Body) -> Response.OneOf_Body? {
        self.requestCount += 1
        var request = Request()
        request.id = self.requestCount
        request.body = body
        self.feed(.frame(id, request.frame))
        return self.answers[id]?.last
    }

    func lastAnswer(to id: ConnectionID) -> Response.OneOf_Body? { self.answers[id]?.last }

    static var device: Device {
        var device = Device()
        device.identityKey = .init(octets: [UInt8](repeating: 1, count: 32))
        device.agreementKey = .init(octets: [UInt8](repeating: 1, count: 32))
        device.signature = .init(octets: [UInt8](repeating: 1, count: 64))
        return device
    }

    /// A whole login; whether it was let in.
    mutating func logIn(
        _ id: ConnectionID, _ name: String, password: String, source: String = "",
        device: Device = Desk.device,
    ) throws -> Bool {
        self.feed(.opened(id, channelBinding: [1], source: source))
        let nonce = [UInt8](repeating: 5, count: 18)
        var client = SCRAMClient(account: name, nonce: nonce, binding: [1], primitives: .toy)
        var first = SCRAMFirst()
        first.message = .init(octets: client.first)
        guard case .scramChallenge(let challenge)? = self.ask(id, .scramFirst(first)) else {
            return false
        }
        let parameters = try client.challenge(challenge.message.octets)
        let keys = SCRAMKeys.derive(
            password: Array(password.utf8), salt: parameters.salt,
            iterations: parameters.iterations, primitives: .toy)
        var final = SCRAMFinal()
        final.message = .init(octets: client.prove(with: keys))
        final.device = device
        if case .loggedIn? = self.ask(id, .scramFinal(final)) { return true }
        return false
    }
}

/// The everyday steps before what a test is about.
extension Desk {
    struct Unexpected: Error {}

    /// Logs in with the name as the password.
    mutating func enter(_ number: UInt64, _ name: String) throws -> ConnectionID {
        let id = ConnectionID(number)
        guard try self.logIn(id, name, password: name) else { throw Unexpected() }
        return id
    }

    static func newChat(
        _ kind: ChatKindCode, _ title: String, with members: [String]
    ) -> Request.OneOf_Body {
        var new = NewChat()
        new.kind = kind
        new.title = title
        new.members = members
        return .newChat(new)
    }

    mutating func group(
        _ id: ConnectionID, _ title: String, with members: String...
    ) throws -> String {
        let request = Self.newChat(.group, title, with: members)
        guard case .chat(let chat)? = self.ask(id, request) else { throw Unexpected() }
        return chat.id
    }

    mutating func conference(
        _ id: ConnectionID, in chat: String, isUnlinked: Bool = false
    ) throws -> String {
        var start = StartConference()
        start.chat = chat
        start.unlinked = isUnlinked
        guard case .conference(let entry)? = self.ask(id, .startConference(start)) else {
            throw Unexpected()
        }
        return entry.id
    }

    /// The visit of whoever comes back in a test.
    static let visit = [UInt8](repeating: 7, count: Visit.idLength)

    /// What the others know it by; the ID itself is nobody's business.
    static let visitTag = Array(SCRAMPrimitives.toy.sha256(Self.visit).prefix(Visit.idLength))

    static func join(
        _ conference: String, visit: [UInt8] = [], as kind: ParticipantKind = .person
    ) -> Request.OneOf_Body {
        var join = JoinConference()
        join.conference = conference
        join.kind = kind
        join.visit = .init(octets: visit)
        return .joinConference(join)
    }

    mutating func joined(
        _ id: ConnectionID, _ conference: String, visit: [UInt8] = []
    ) throws -> Joined {
        guard case .joined(let joined)? = self.ask(id, Self.join(conference, visit: visit)) else {
            throw Unexpected()
        }
        return joined
    }

    static func post(_ text: String, to chat: String, number: Int) -> Request.OneOf_Body {
        var say = Say()
        say.text = text
        return Self.act(.say(say), in: chat, number: number)
    }

    static func act(
        _ deed: Act.OneOf_Deed, in chat: String, number: Int
    ) -> Request.OneOf_Body {
        var act = Act()
        act.chat = chat
        act.deed = deed
        act.clientID = .init(
            octets: (0..<16).map { UInt8(truncatingIfNeeded: number >> (8 * min($0, 7))) })
        return .act(act)
    }

    /// A chat that is there from the start, with everybody's roles.
    mutating func found(_ chat: Chat, by founder: AccountName) {
        let event = EventRecord(
            revision: 1, chat: chat.id, sender: founder, time: self.now.timestamp,
            ChatFact(.created, chat.title))
        _ = self.store.perform(.createChat(chat, event))
        self.switchboard.remember(chat)
    }

    /// A message that was said before the test begins.
    mutating func said(_ text: String, _ revision: UInt64, in chat: ChatID, by sender: AccountName)
    {
        let event = EventRecord(
            revision: revision, chat: chat, sender: sender, time: self.now.timestamp,
            ChatFact(.message, text))
        _ = self.store.perform(.record([event], nil))
    }

    /// A poll that was asked before the test begins.
    mutating func asked(_ revision: UInt64, in chat: ChatID, by sender: AccountName) throws {
        var fact = ChatFact(.message, "well?")
        fact.poll = try Poll("well?", options: ["yes", "no"])
        let event = EventRecord(
            revision: revision, chat: chat, sender: sender, time: self.now.timestamp, fact)
        _ = self.store.perform(.record([event], nil))
    }

    /// Why the last request was refused; nil if it was not.
    static func refusal(_ answer: Response.OneOf_Body?) -> Refusal? {
        guard case .refused(let refused)? = answer else { return nil }
        return Refusal(rawValue: refused.cause)
    }
}
