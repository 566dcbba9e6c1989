import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Files without a disk: the test does what is to be done with bytes.
struct FileTests {
    private static let name = "plan.pdf"
    private static let bytes = [UInt8]((0..<3000).map { UInt8(truncatingIfNeeded: $0) })

    private struct Stage {
        var desk: Desk
        let ada: ConnectionID
        let bob: ConnectionID
        let chat: String

        init() throws {
            self.desk = try Desk("ada", "bob", "eve")
            self.ada = try self.desk.enter(1, "ada")
            self.bob = try self.desk.enter(2, "bob")
            self.chat = try self.desk.group(self.ada, "team", with: "bob")
        }

        static func offer(to chat: String, change: (inout OfferFile) -> Void = { _ in })
            -> OfferFile
        {
            var offer = OfferFile()
            offer.chat = chat
            offer.clientID = .init(octets: [UInt8](repeating: 7, count: 16))
            offer.name = FileTests.name
            offer.size = UInt64(FileTests.bytes.count)
            offer.sha256 = .init(octets: [UInt8](repeating: 3, count: 32))
            offer.caption = "look"
            change(&offer)
            return offer
        }

        /// Does the next thing that is to be done with files.
        mutating func work(_ reply: (FileJob) -> StoreReply) {
            guard !self.desk.jobs.isEmpty else { return }
            let (ticket, job) = self.desk.jobs.removeFirst()
            self.desk.feed(.stored(ticket, reply(job)))
        }

        mutating func offered(at size: UInt64 = 0) -> UInt64? {
            self.desk.ask(self.ada, .offerFile(Self.offer(to: self.chat)))
            self.work { _ in .measured(size) }
            guard case .fileOffered(let offered)? = self.desk.lastAnswer(to: self.ada) else {
                return nil
            }
            return offered.received == size ? offered.file : nil
        }

        mutating func send(_ chunk: FileChunk, from id: ConnectionID) {
            self.desk.feed(.frame(id, chunk.frame))
        }

        /// The whole way; the message's revision.
        mutating func sent() throws -> UInt64 {
            guard let file = self.offered() else { throw Desk.Unexpected() }
            for chunk in FileChunk.chunks(of: FileTests.bytes, file: file, at: 0) {
                self.send(chunk, from: self.ada)
                self.work { job in
                    guard case .append(_, let offset, let bytes) = job else { return .stored }
                    return .measured(offset + UInt64(bytes.count))
                }
            }
            var finish = FinishFile()
            finish.file = file
            self.desk.ask(self.ada, .finishFile(finish))
            self.work { _ in .stored }
            guard case .posted(let posted)? = self.desk.lastAnswer(to: self.ada) else {
                throw Desk.Unexpected()
            }
            return posted.revision
        }
    }

    @Test func `a file comes in pieces and is said when it is whole`() throws {
        var stage = try Stage()
        var sync = Sync()
        sync.fromNow = true
        stage.desk.ask(stage.bob, .sync(sync))
        let revision = try stage.sent()
        let told = stage.desk.told[stage.bob]?.last
        guard case .chatEvent(let event)? = told else { throw Desk.Unexpected() }
        #expect(event.revision == revision && event.text == "look")
        #expect(event.attachments.map(\.name) == [Self.name])
        #expect(event.attachments.map(\.size) == [3000])
    }

    @Test func `the sender is told how much is written`() throws {
        var stage = try Stage()
        _ = try stage.sent()
        let told = (stage.desk.told[stage.ada] ?? []).compactMap { event -> UInt64? in
            if case .fileProgress(let progress) = event { progress.received } else { nil }
        }
        #expect(told == [3000])
    }

    @Test func `offered again it goes on where it was, and finished it is the same message`() throws
    {
        var stage = try Stage()
        guard let file = stage.offered() else { throw Desk.Unexpected() }
        #expect(stage.offered(at: 1400) == file)
        stage.send(FileChunk(file: file, offset: 0, data: [1]), from: stage.ada)
        #expect(stage.desk.jobs.isEmpty)
        stage.send(FileChunk(file: file, offset: 1400, data: [1]), from: stage.ada)
        #expect(stage.desk.jobs.count == 1)
        var other = try Stage()
        let revision = try other.sent()
        other.desk.ask(other.ada, .offerFile(Stage.offer(to: other.chat)))
        guard case .fileOffered(let again)? = other.desk.lastAnswer(to: other.ada) else {
            throw Desk.Unexpected()
        }
        #expect(again.posted.revision == revision)
        var finish = FinishFile()
        finish.file = 1
        #expect(
            other.desk.ask(other.ada, .finishFile(finish))
                == .posted(again.posted))
    }

    /// The piece is written after the new offer has asked how much there is.
    @Test func `an offer among pieces on their way does no harm`() throws {
        var stage = try Stage()
        guard let file = stage.offered() else { throw Desk.Unexpected() }
        let chunks = FileChunk.chunks(of: Self.bytes, file: file, at: 0)
        stage.send(chunks[0], from: stage.ada)
        stage.desk.ask(stage.ada, .offerFile(Stage.offer(to: stage.chat)))
        stage.send(chunks[1], from: stage.ada)
        stage.work { _ in .measured(1400) }
        stage.work { _ in .measured(1400) }
        stage.work { _ in .measured(2800) }
        stage.send(chunks[1], from: stage.ada)
        stage.send(chunks[2], from: stage.ada)
        #expect(stage.desk.jobs.map(\.job) == [.append(file, offset: 2800, chunks[2].data)])
    }

    @Test func `more on the disk than was offered is no piece too many`() throws {
        var stage = try Stage()
        stage.desk.ask(stage.ada, .offerFile(Stage.offer(to: stage.chat)))
        stage.work { _ in .measured(5000) }
        stage.send(FileChunk(file: 1, offset: 3000, data: [1]), from: stage.ada)
        #expect(stage.desk.jobs.isEmpty)
        guard case .fileOffered(let offered)? = stage.desk.lastAnswer(to: stage.ada) else {
            throw Desk.Unexpected()
        }
        #expect(offered.received == 3000)
    }

    @Test func `a disk that fails ends the upload with a word`() throws {
        var stage = try Stage()
        guard let file = stage.offered() else { throw Desk.Unexpected() }
        stage.send(FileChunk.chunks(of: Self.bytes, file: file, at: 0)[0], from: stage.ada)
        stage.work { _ in .failed(reason: "no space") }
        guard case .fileProgress(let news)? = stage.desk.told[stage.ada]?.last else {
            throw Desk.Unexpected()
        }
        #expect(news.refused.cause == Refusal.serverBusy.rawValue)
        #expect(stage.offered() == file)
    }

    @Test func `what is no next piece of one's own file is no piece`() throws {
        var stage = try Stage()
        guard let file = stage.offered() else { throw Desk.Unexpected() }
        stage.send(FileChunk(file: file, offset: 0, data: [1]), from: stage.bob)
        stage.send(FileChunk(file: file + 1, offset: 0, data: [1]), from: stage.ada)
        stage.send(FileChunk(file: file, offset: 1, data: [1]), from: stage.ada)
        stage.send(FileChunk(file: file, offset: .max, data: [1]), from: stage.ada)
        let long = [UInt8](repeating: 1, count: 3001)
        stage.send(FileChunk(file: file, offset: 0, data: long), from: stage.ada)
        #expect(stage.desk.jobs.isEmpty)
        var finish = FinishFile()
        finish.file = file
        #expect(Desk.refusal(stage.desk.ask(stage.bob, .finishFile(finish))) == .fileNotFound)
    }

    @Test func `a disk that is slower than its sender is not buried`() throws {
        var stage = try Stage()
        stage.desk.ask(stage.ada, .offerFile(Stage.offer(to: stage.chat) { $0.size = 1 << 20 }))
        stage.work { _ in .measured(0) }
        let piece = [UInt8](repeating: 1, count: FileChunk.dataMaximum)
        for number in 0..<1000 {
            stage.send(
                FileChunk(file: 1, offset: UInt64(number * piece.count), data: piece),
                from: stage.ada)
        }
        #expect(stage.desk.jobs.count * piece.count < 110 << 10)
    }

    @Test(arguments: [
        (Refusal.tooLong, "name", "../etc/passwd"), (.tooLong, "name", "a\u{1B}[2J"),
        (.tooLong, "size", "0"), (.tooLong, "caption", String(repeating: "x", count: 5000)),
        (.fileTooBig, "size", "18446744073709551615"), (.typeNotAllowed, "name", "virus.EXE"),
        (.protocolMismatch, "sha256", ""), (.protocolMismatch, "client_id", ""),
        (.chatNotFound, "chat", "group:x"),
    ])
    func `an offer that can't be taken is refused with its cause`(
        refusal: Refusal, field: String, value: String
    ) throws {
        var policies = Policies()
        policies.files.types = .not(["exe"])
        var stage = try Stage()
        stage.desk.feed(.policiesChanged(policies))
        var offer = Stage.offer(to: stage.chat)
        switch field {
        case "name": offer.name = value
        case "size": offer.size = UInt64(value) ?? 1
        case "caption": offer.caption = value
        case "sha256": offer.sha256 = .init(octets: [])
        case "client_id": offer.clientID = .init(octets: [])
        default: offer.chat = value
        }
        #expect(Desk.refusal(stage.desk.ask(stage.ada, .offerFile(offer))) == refusal)
    }

    @Test func `a full server says so, and so does one with too many uploads of one's own`() throws
    {
        var policies = Policies()
        policies.files.quota = 5000
        policies.files.unfinishedMaximum = 1
        var stage = try Stage()
        stage.desk.feed(.policiesChanged(policies))
        _ = stage.offered()
        let second = Stage.offer(to: stage.chat) {
            $0.clientID = .init(octets: .init(repeating: 8, count: 16))
        }
        #expect(Desk.refusal(stage.desk.ask(stage.ada, .offerFile(second))) == .full)
        #expect(Desk.refusal(stage.desk.ask(stage.bob, .offerFile(second))) == .quotaFull)
    }

    @Test func `a file is forwarded by those who may send files`() throws {
        var stage = try Stage()
        let revision = try stage.sent()
        var forward = Forward()
        forward.fromChat = stage.chat
        forward.message = revision
        let request = { Desk.act(.forward(forward), in: stage.chat, number: $0) }
        #expect(Desk.refusal(stage.desk.ask(stage.bob, request(1))) == nil)
        let name = try #require(AccountName("bob"))
        let profile = AccountProfile(rights: Rights(.call))
        stage.desk.feed(.accountsChanged([.init(name: name, profile: profile)]))
        #expect(Desk.refusal(stage.desk.ask(stage.bob, request(2))) == .accessDenied)
    }

    @Test func `a file is forwarded by what may be sent now`() throws {
        var stage = try Stage()
        var forward = Forward()
        (forward.fromChat, forward.message) = (stage.chat, try stage.sent())
        let request = { Desk.act(.forward(forward), in: stage.chat, number: $0) }
        var policies = Policies()
        policies.files.types = .not(["pdf"])
        stage.desk.feed(.policiesChanged(policies))
        #expect(Desk.refusal(stage.desk.ask(stage.bob, request(1))) == .typeNotAllowed)
        policies.files.types = .all
        policies.files.sizeMaximum = UInt64(Self.bytes.count) - 1
        stage.desk.feed(.policiesChanged(policies))
        #expect(Desk.refusal(stage.desk.ask(stage.bob, request(2))) == .fileTooBig)
        policies.files.sizeMaximum += 1
        stage.desk.feed(.policiesChanged(policies))
        #expect(Desk.refusal(stage.desk.ask(stage.bob, request(3))) == nil)
    }

    @Test func `what was sent before it was forbidden is answered as sent`() throws {
        var stage = try Stage()
        let revision = try stage.sent()
        var policies = Policies()
        policies.files.types = .not(["pdf"])
        stage.desk.feed(.policiesChanged(policies))
        let offer = Stage.offer(to: stage.chat)
        guard case .fileOffered(let again)? = stage.desk.ask(stage.ada, .offerFile(offer)) else {
            throw Desk.Unexpected()
        }
        #expect(again.posted.revision == revision)
        // Under another name it is another file, and another's name is another's.
        let other = Stage.offer(to: stage.chat) {
            $0.clientID = .init(octets: .init(repeating: 8, count: 16))
        }
        #expect(Desk.refusal(stage.desk.ask(stage.ada, .offerFile(other))) == .typeNotAllowed)
        #expect(Desk.refusal(stage.desk.ask(stage.bob, .offerFile(offer))) == .typeNotAllowed)
    }

    @Test func `what was begun before it was forbidden does not go on`() throws {
        var stage = try Stage()
        _ = stage.offered()
        var policies = Policies()
        policies.files.types = .not(["pdf"])
        stage.desk.feed(.policiesChanged(policies))
        let offer = Stage.offer(to: stage.chat)
        #expect(Desk.refusal(stage.desk.ask(stage.ada, .offerFile(offer))) == .typeNotAllowed)
    }

    // MARK: Fetching

    private func fetch(_ message: UInt64, offset: UInt64 = 0) -> Request.OneOf_Body {
        var fetch = FetchFile()
        fetch.message = message
        fetch.offset = offset
        fetch.count = .max
        return .fetchFile(fetch)
    }

    @Test func `who sees the message gets the bytes, and nobody else does`() throws {
        var stage = try Stage()
        let revision = try stage.sent()
        let eve = try stage.desk.enter(3, "eve")
        #expect(Desk.refusal(stage.desk.ask(eve, self.fetch(revision))) == .fileNotFound)
        #expect(Desk.refusal(stage.desk.ask(stage.bob, self.fetch(1))) == .fileNotFound)
        #expect(
            Desk.refusal(stage.desk.ask(stage.bob, self.fetch(revision, offset: 3000)))
                == .fileNotFound)
        stage.desk.ask(stage.bob, self.fetch(revision, offset: 1000))
        stage.desk.forgetTold()
        stage.work { job in
            guard case .read(_, 1000, 24 << 10) = job else { return .stored }
            return .bytes(Array(Self.bytes[1000...]))
        }
        guard case .fileRange(let range)? = stage.desk.lastAnswer(to: stage.bob) else {
            throw Desk.Unexpected()
        }
        #expect(range.offset == 1000 && range.count == 2000 && range.size == 3000)
        let frames = (stage.desk.received[stage.bob] ?? []).filter {
            $0[0] == FrameKind.file.rawValue
        }
        let chunks = try frames.map { try FileChunk(parsing: Array($0.dropFirst(4))) }
        #expect(chunks.flatMap(\.data) == Array(Self.bytes[1000...]))
        #expect(chunks.map(\.offset) == [1000, 2400])
    }

    @Test func `a deleted message's file is gone, and its bytes with the last one's`() throws {
        var stage = try Stage()
        let revision = try stage.sent()
        #expect(try stage.desk.store.database.files().count == 1)
        var name = MessageName()
        name.message = revision
        stage.desk.ask(
            stage.ada, Desk.act(.deleteForAll(name), in: stage.chat, number: 9))
        #expect(Desk.refusal(stage.desk.ask(stage.bob, self.fetch(revision))) == .fileNotFound)
        #expect(try stage.desk.store.database.files().isEmpty)
        stage.desk.live(1000)
        stage.desk.feed(.timeout)
        #expect(
            stage.desk.jobs.map(\.job) == [
                .forget([ForgottenFile(number: 1, digest: [UInt8](repeating: 3, count: 32))])
            ])
    }
}
