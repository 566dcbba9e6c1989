import SecureSockets
import Sessions
import Units
import Wire

/// One person with one device.
struct ChatPerson {
    let account: String
    let connection: LoadConnection
    let diary: ChatDiary

    /// Says something, under a new name or one that was used before.
    func post(_ text: String, in chat: String, clientID: [UInt8] = Self.newClientID()) {
        self.diary.posts(clientID, at: .now)
        self.connection.post(Outgoing(chat: chat, clientID: clientID, text: text))
    }

    static func newClientID() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// A chat with others.
    func open(_ kind: ChatKindCode, with others: [String]) throws -> String {
        var new = NewChat()
        new.kind = kind
        new.title = kind == .group ? "load" : ""
        new.members = others
        guard case .chat(let chat) = try self.connection.ask(.newChat(new)) else {
            throw LoadError("no chat")
        }
        return chat.id
    }
}

/// A server in a process of its own, and people who are connected to it.
struct ChatSite {
    let server: LoadServer
    let load: Load
    private let context: LoadContext

    /// Accounts that are made beforehand cost a key derivation each; nobody waits longer for a login.
    ///
    /// - Parameters:
    ///   - accounts: how many to make: `p0`, `p1`, …
    ///   - data: where the server's data are, and stay; nil for a new folder that goes with it.
    ///   - core: the one processor that the server runs on; nil for all.
    init(
        program: String = OwnProgram.path, accounts: Int, data: String? = nil, core: Int? = nil
    ) throws {
        self.server = try .conclave(program, accounts: accounts, data: data, core: core)
        self.load = try Load()
        self.context = try LoadContext(applicationProtocol: "conclave/1")
    }

    func stop() { self.server.stop() }

    /// Logs somebody in; with history, returns when it has caught up.
    func enter(
        _ number: Int, history: HistoryStart = .now, keepsRevisions: Bool = false
    ) throws -> ChatPerson {
        let diary = ChatDiary(keepsRevisions: keepsRevisions)
        let connection = try LoadConnection(
            port: self.server.port, self.context, account: "p\(number)",
            password: ServeCommand.password, tally: self.load.tally, history: history,
            heed: diary.take)
        if history != .never { try connection.read { diary.isCaughtUp } }
        try self.load.add(connection)
        return ChatPerson(account: "p\(number)", connection: connection, diary: diary)
    }
}

/// Milliseconds that something took, in a line.
struct Timings {
    private var values: [UInt32] = []

    mutating func measure<Value>(_ body: () throws -> Value) rethrows -> Value {
        let start = Instant.now
        let value = try body()
        self.values.append(UInt32(clamping: (Instant.now - start).nanoseconds / 1000))
        return value
    }

    init(_ microseconds: [UInt32] = []) { self.values = microseconds }

    var text: String {
        [("p50", 0.5), ("p99", 0.99), ("max", 1)].map { name, share in
            "\(name) \(Self.rounded(self.values.milliseconds(at: share)))"
        }.joined(separator: ", ") + " ms"
    }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
