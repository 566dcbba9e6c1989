import Media
import Rooms
import Sessions
import Simulation
import Testing
import Units
import Wire

/// A switchboard whose store answers at once, unless a test holds the answers back.
private struct Desk {
    var switchboard: Switchboard<SeededRandom>
    var store: MemoryStore
    var now = Moment(
        instant: Instant(nanoseconds: 1_000_000_000_000), timestamp: .init(milliseconds: 0))
    var holdsStore = false
    private var held: [(StoreTicket, StoreCommand)] = []
    private(set) var closed: [ConnectionID] = []
    private(set) var forwarded: [Frame] = []
    private var answers: [ConnectionID: [Response.OneOf_Body]] = [:]
    private var requestCount: UInt64 = 0

    static let iterations = 4096
    static let salt: [UInt8] = [1, 2, 3, 4]

    init(_ names: String...) {
        let accounts = names.compactMap { AccountName($0) }.map { name in
            AccountRecord(
                name: name,
                credential: .make(
                    password: Array(name.text.utf8), salt: Self.salt, iterations: Self.iterations,
                    primitives: .toy))
        }
        self.store = MemoryStore(accounts: accounts)
        self.switchboard = Switchboard(
            snapshot: self.store.snapshot, primitives: .toy, random: SeededRandom(seed: 1))
    }

    mutating func feed(_ input: Switchboard<SeededRandom>.Input) {
        for output in self.switchboard.handle(input, at: self.now) {
            switch output {
            case .store(let ticket, let command): self.held.append((ticket, command))
            case .close(let id, _): self.closed.append(id)
            case .forward(_, _, let frame): self.forwarded.append(frame)
            case .send(let id, let bytes): self.take(bytes, id)
            case .admit, .log: break
            }
        }
        if !self.holdsStore { self.answerStore() }
    }

    mutating func answerStore() {
        while !self.held.isEmpty {
            let (ticket, command) = self.held.removeFirst()
            self.feed(.stored(ticket, self.store.perform(command)))
        }
    }

    private mutating func take(_ bytes: [UInt8], _ id: ConnectionID) {
        let body = Array(bytes.dropFirst(Frame.headerLength))
        guard case .response(let response)? = (try? ServerControl(parsing: body))?.body,
            let answer = response.body
        else { return }
        self.answers[id, default: []].append(answer)
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

    static var device: Device {
        var device = Device()
        device.identityKey = .init(octets: [UInt8](repeating: 1, count: 32))
        device.agreementKey = .init(octets: [UInt8](repeating: 1, count: 32))
        device.signature = .init(octets: [UInt8](repeating: 1, count: 64))
        return device
    }

    /// A whole login; whether it was let in.
    mutating func logIn(
        _ id: ConnectionID, _ name: String, password: String, source: String = ""
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
        final.device = Self.device
        if case .loggedIn? = self.ask(id, .scramFinal(final)) { return true }
        return false
    }
}

struct SwitchboardLoginTests {
    @Test func guessingLocksANameForEverySpellingAndSource() throws {
        var desk = Desk("ada", "bob")
        for index in UInt64(0)..<10 {
            let isIn = try desk.logIn(
                ConnectionID(index), index % 2 == 0 ? "ada" : "ADA", password: "wrong",
                source: "\(index)")
            #expect(!isIn)
        }
        let rightPassword = try desk.logIn(ConnectionID(20), "ada", password: "ada", source: "home")
        #expect(!rightPassword)
        let other = try desk.logIn(ConnectionID(21), "bob", password: "bob", source: "home")
        #expect(other)
        desk.now.instant = desk.now.instant + .seconds(15 * 60)
        let later = try desk.logIn(ConnectionID(22), "ada", password: "ada", source: "home")
        #expect(later)
    }

    @Test func aLoginUnderWayIsCutWhenItsAccountChanges() throws {
        var desk = Desk("ada")
        desk.feed(.opened(ConnectionID(1), channelBinding: [1]))
        desk.feed(.opened(ConnectionID(2), channelBinding: [1]))
        let client = SCRAMClient(
            account: "ada", nonce: [UInt8](repeating: 5, count: 18), binding: [1],
            primitives: .toy)
        var first = SCRAMFirst()
        first.message = .init(octets: client.first)
        desk.holdsStore = true
        desk.ask(ConnectionID(1), .scramFirst(first))
        desk.feed(.accountsChanged([try #require(AccountName("ada"))]))
        #expect(desk.closed == [ConnectionID(1)])
        desk.holdsStore = false
        desk.answerStore()
        // The late answer of the store leads to no challenge.
        #expect(desk.ask(ConnectionID(1), .ping(Ping())) == .done(Done()))
    }
}

struct SwitchboardMediaTests {
    private func media(
        _ participant: UInt32, isFirst: Bool, isLast: Bool, number: UInt32 = 0
    ) -> Frame {
        let header = MediaHeader(
            participant: participant, kind: .camera, number: number, captureTime: 0)
        var body = (0..<4).map { UInt8(truncatingIfNeeded: participant >> (24 - 8 * $0)) }
        body += [MediaKind.camera.rawValue, (isFirst ? 1 : 0) | (isLast ? 2 : 0)]
        return Frame(kind: .media, body: body + (isFirst ? header.bytes : []) + [9])
    }

    /// Two in a conference; the first one's number.
    private func meet(_ desk: inout Desk) throws -> UInt32 {
        let (ada, bob) = (ConnectionID(1), ConnectionID(2))
        let isAdaIn = try desk.logIn(ada, "ada", password: "ada")
        let isBobIn = try desk.logIn(bob, "bob", password: "bob")
        #expect(isAdaIn && isBobIn)
        var new = NewChat()
        new.kind = .private
        new.members = ["bob"]
        guard case .chat(let chat)? = desk.ask(ada, .newChat(new)) else { throw Unexpected() }
        var start = StartConference()
        start.chat = chat.id
        guard case .conference(let conference)? = desk.ask(ada, .startConference(start)) else {
            throw Unexpected()
        }
        var join = JoinConference()
        join.conference = conference.id
        join.kind = .person
        guard case .joined(let joined)? = desk.ask(ada, .joinConference(join)),
            case .joined? = desk.ask(bob, .joinConference(join))
        else { throw Unexpected() }
        var stream = Wire.Stream()
        stream.kind = .camera
        stream.layers = [Layer()]
        var publish = PublishStreams()
        publish.streams = [stream]
        desk.ask(ada, .publishStreams(publish))
        return joined.participant
    }

    private struct Unexpected: Error {}

    @Test func theRestOfAMessageWithoutItsBeginningIsPassedOver() throws {
        var desk = Desk("ada", "bob")
        let number = try self.meet(&desk)
        let whole = [
            self.media(number, isFirst: true, isLast: false),
            self.media(number, isFirst: false, isLast: true),
        ]
        let orphan = self.media(number, isFirst: false, isLast: true)
        for frame in [orphan] + whole + [orphan] { desk.feed(.frame(ConnectionID(1), frame)) }
        #expect(desk.closed.isEmpty)
        #expect(desk.forwarded == whole)
    }

    @Test func aMessageInAnothersNameEndsTheConnection() throws {
        var desk = Desk("ada", "bob")
        let number = try self.meet(&desk)
        desk.feed(
            .frame(ConnectionID(1), self.media(number &+ 1, isFirst: true, isLast: true)))
        #expect(desk.closed == [ConnectionID(1)])
        #expect(desk.forwarded.isEmpty)
    }
}
