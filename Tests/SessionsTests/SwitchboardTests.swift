import Media
import Rooms
import Sessions
import Simulation
import Testing
import Units
import Wire

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

    @Test func theRestOfAMessageDoesNotFollowWhoHasLeft() throws {
        var desk = Desk("ada", "bob")
        let number = try self.meet(&desk)
        desk.feed(.frame(ConnectionID(1), self.media(number, isFirst: true, isLast: false)))
        desk.ask(ConnectionID(2), .leaveConference(LeaveConference()))
        desk.feed(.frame(ConnectionID(1), self.media(number, isFirst: false, isLast: true)))
        #expect(desk.forwardedCounts == [1])
    }
}
