import Media
import Rooms
import Sessions
import Simulation
import Testing
import Units
import Wire

struct SwitchboardLoginTests {
    @Test func guessingLocksANameForEverySpellingAndSource() throws {
        var desk = try Desk("ada", "bob")
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
        var desk = try Desk("ada")
        desk.feed(.opened(ConnectionID(1), channelBinding: [1]))
        desk.feed(.opened(ConnectionID(2), channelBinding: [1]))
        let client = SCRAMClient(
            account: "ada", nonce: [UInt8](repeating: 5, count: 18), binding: [1],
            primitives: .toy)
        var first = SCRAMFirst()
        first.message = .init(octets: client.first)
        desk.holdsStore = true
        desk.ask(ConnectionID(1), .scramFirst(first))
        let ada = try #require(AccountName("ada"))
        desk.feed(.accountsChanged([.init(name: ada, profile: AccountProfile())]))
        #expect(desk.closed == [ConnectionID(1)])
        desk.holdsStore = false
        desk.answerStore()
        // The late answer of the store leads to no challenge.
        #expect(desk.ask(ConnectionID(1), .ping(Ping())) == .done(Done()))
    }
}

struct SwitchboardMediaTests {
    @Test func theRoomHearsOfEverythingThatDecidesWhoGetsWhat() throws {
        var desk = try Desk("ada", "bob")
        let (ada, bob) = (try desk.enter(1, "ada"), try desk.enter(2, "bob"))
        let chat = try desk.group(ada, "team", with: "bob")
        let conference = try desk.conference(ada, in: chat)
        let first = try desk.joined(ada, conference).participant
        let second = try desk.joined(bob, conference).participant
        var layer = Layer()
        (layer.width, layer.height) = (320, 180)
        var stream = Wire.Stream()
        stream.kind = .camera
        stream.layers = [layer]
        var publish = PublishStreams()
        publish.streams = [stream]
        desk.ask(ada, .publishStreams(publish))
        var want = WantStream()
        (want.participant, want.kind, want.width, want.height) = (first, .camera, 100, 50)
        desk.ask(bob, .wantStream(want))
        var switchPoint = WantSwitchPoint()
        (switchPoint.participant, switchPoint.kind) = (first, .camera)
        desk.ask(bob, .wantSwitchPoint(switchPoint))
        desk.ask(bob, .leaveConference(LeaveConference()))
        desk.ask(ada, .leaveConference(LeaveConference()))
        let camera = StreamID(participant: first, kind: .camera)
        #expect(
            desk.changes == [
                .enter(first, ada, Position(.podium, sends: [.content]), .allOnScreen),
                .enter(second, bob, Position(.podium, sends: [.content]), .allOnScreen),
                .publish(first, [.camera: [.init(width: 320, height: 180)]]),
                .want(camera, by: second, .init(width: 100, height: 50)),
                .wantSwitchPoint(camera, layer: 0),
                .leave(second, bob), .leave(first, ada), .end,
            ])
    }

    @Test func mediaThatReachTheSwitchboardEndTheConnection() throws {
        var desk = try Desk("ada")
        let ada = try desk.enter(1, "ada")
        desk.feed(.frame(ada, Frame(kind: .media, body: [])))
        #expect(desk.closed == [ada])
    }
}
