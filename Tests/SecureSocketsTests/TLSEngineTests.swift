import Testing

@testable import SecureSockets

/// A client and a server that hand each other their bytes in memory.
struct EnginePair: ~Copyable {
    var client: TLSEngine
    var server: TLSEngine

    init(client: TLSContext, server: TLSContext, session: TLSSession? = nil) throws {
        // Both first: a half-made value that can't be copied can't be thrown away.
        let one = try TLSEngine(client)
        let other = try TLSEngine(server)
        self.client = one
        self.server = other
        self.client.expect(host: "conclave.example")
        if let session { self.client.resume(session) }
    }

    static func output(_ engine: inout TLSEngine) -> [UInt8] {
        let count = engine.outputCount
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = unsafe engine.takeOutput(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    static func feed(_ bytes: [UInt8], to engine: inout TLSEngine) throws {
        try unsafe bytes.withUnsafeBytes { try unsafe engine.receive($0) }
    }

    static func write(_ bytes: [UInt8], to engine: inout TLSEngine) throws {
        try engine.write(bytes)
    }

    static func read(_ engine: inout TLSEngine) throws -> (TLSEngine.Reading, [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: TLSEngine.recordLength)
        let reading = try unsafe buffer.withUnsafeMutableBytes { try unsafe engine.read(into: $0) }
        guard case .bytes(let count) = reading else { return (reading, []) }
        return (reading, Array(buffer[..<count]))
    }

    mutating func carryToServer() throws {
        try Self.feed(Self.output(&self.client), to: &self.server)
    }
    mutating func carryToClient() throws {
        try Self.feed(Self.output(&self.server), to: &self.client)
    }

    /// Runs the handshake to its end and lets the client read the server's ticket.
    mutating func shakeHands() throws {
        var steps = 0
        while try self.client.handshake() == .incomplete {
            try self.carryToServer()
            _ = try self.server.handshake()
            try self.carryToClient()
            steps += 1
            try #require(steps < 10, "the handshake gets nowhere")
        }
        try self.carryToServer()
        #expect(try self.server.handshake() == .done)
        try self.carryToClient()
        #expect(try Self.read(&self.client).0 == .incomplete)
    }
}

struct TLSEngineTests {
    let files: TestIdentity
    let client: TLSContext
    let server: TLSContext

    init() throws {
        self.files = try TestIdentity()
        self.client = try TLSContext(client: ())
        self.server = try TLSContext(server: self.files.identity)
    }

    private func pair(_ session: TLSSession? = nil) throws -> EnginePair {
        try EnginePair(client: self.client, server: self.server, session: session)
    }

    @Test func bothEndsAgreeOnCipherProtocolAndBinding() throws {
        var pair = try self.pair()
        try pair.shakeHands()
        #expect(pair.client.summary.hasPrefix("TLSv1.3, TLS_AES_256_GCM_SHA384, "))
        #expect(pair.client.applicationProtocol == "conclave/1")
        #expect(pair.server.applicationProtocol == "conclave/1")
        #expect(pair.client.channelBinding?.count == 32)
        #expect(pair.client.channelBinding == pair.server.channelBinding)
        #expect(pair.client.peerFingerprint == self.files.identity.fingerprint)
        #expect(pair.client.isChainValid == false)
        #expect(pair.client.chainProblem == "self-signed certificate")
    }

    @Test func bytesGoBothWaysAcrossAChangeOfKeys() throws {
        var pair = try self.pair()
        try pair.shakeHands()
        let long = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
        try EnginePair.write(long, to: &pair.client)
        pair.client.updateKeys()
        try EnginePair.write([1, 2, 3], to: &pair.client)
        try pair.carryToServer()
        var received: [UInt8] = []
        while case (.bytes, let bytes) = try EnginePair.read(&pair.server) {
            received += bytes
        }
        #expect(received == long + [1, 2, 3])
        // The answer to the change of keys, and more.
        try EnginePair.write([4, 5], to: &pair.server)
        try pair.carryToClient()
        #expect(try EnginePair.read(&pair.client).1 == [4, 5])
    }

    @Test func anEndIsToldApartFromACut() throws {
        var pair = try self.pair()
        try pair.shakeHands()
        #expect(try EnginePair.read(&pair.server).0 == .incomplete)
        pair.client.shutDown()
        try pair.carryToServer()
        #expect(try EnginePair.read(&pair.server).0 == .ended)
    }

    @Test func aChangedByteIsFatal() throws {
        var pair = try self.pair()
        try pair.shakeHands()
        try EnginePair.write([1, 2, 3], to: &pair.client)
        var bytes = EnginePair.output(&pair.client)
        bytes[bytes.count - 1] ^= 1
        try EnginePair.feed(bytes, to: &pair.server)
        #expect(
            throws: SocketError.failed(
                call: "reading from TLS", reason: "decryption failed or bad record mac")
        ) { try EnginePair.read(&pair.server) }
        // The alert for the peer.
        #expect(pair.server.outputCount > 0)
    }

    @Test func aTicketShortensTheNextHandshakeAndBindsAnew() throws {
        var first = try self.pair()
        try first.shakeHands()
        let ticket = first.client.session
        let session = try #require(ticket)
        var second = try self.pair(session)
        try second.shakeHands()
        #expect(first.client.isResumed == false)
        #expect(second.client.isResumed == true)
        #expect(second.server.isResumed == true)
        #expect(second.client.channelBinding == second.server.channelBinding)
        #expect(second.client.channelBinding != first.client.channelBinding)
        #expect(second.client.peerFingerprint == self.files.identity.fingerprint)
    }

    @Test func aConnectionThatWasCutCanStillBeResumed() throws {
        var session: TLSSession?
        do {
            var first = try self.pair()
            try first.shakeHands()
            session = first.client.session
        }
        var second = try self.pair(session)
        try second.shakeHands()
        #expect(second.client.isResumed == true)
    }

    @Test func anotherServersTicketIsPassedOver() throws {
        let others = try TestIdentity()
        var first = try EnginePair(
            client: self.client, server: TLSContext(server: others.identity))
        try first.shakeHands()
        let ticket = first.client.session
        let session = try #require(ticket)
        var second = try self.pair(session)
        try second.shakeHands()
        #expect(second.client.isResumed == false)
        #expect(second.client.peerFingerprint == self.files.identity.fingerprint)
    }

    @Test(arguments: [1, 5, 64, 1000])
    func noiseEndsTheHandshakeAtOnce(length: Int) throws {
        var engine = try TLSEngine(self.server)
        #expect(try engine.handshake() == .incomplete)
        try EnginePair.feed([UInt8](repeating: 0xA5, count: length), to: &engine)
        guard length >= 5 else {
            #expect(try engine.handshake() == .incomplete)
            return
        }
        #expect(throws: SocketError.self) { try engine.handshake() }
    }
}
