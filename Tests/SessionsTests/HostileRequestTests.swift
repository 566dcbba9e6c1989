import Rooms
import Sessions
import Simulation
import Testing
import Units
import Wire

/// What a client may make the server keep, and repeat to others.
struct HostileRequestTests {
    /// A field of bytes as Protocol Buffers write it (wire type 2).
    private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        varint(Int(number) << 3 | 2) + varint(content.count) + content
    }

    private static func varint(_ value: Int) -> [UInt8] {
        value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + varint(value >> 7)
    }

    /// A field that no message of ours has.
    private static let unknown = field(15, [UInt8](repeating: 7, count: 1000))

    /// A request as written by hand, so that it can hold more than its message says.
    private static func request(_ number: UInt8, _ body: [UInt8]) -> Frame {
        Frame(kind: .control, body: [0x08, 99] + field(number, body))
    }

    private func meet(_ desk: inout Desk) throws -> (ada: ConnectionID, bob: ConnectionID) {
        let (ada, bob) = (try desk.enter(1, "ada"), try desk.enter(2, "bob"))
        let conference = try desk.conference(ada, in: desk.group(ada, "team", with: "bob"))
        _ = try desk.joined(ada, conference)
        _ = try desk.joined(bob, conference)
        desk.forgetTold()
        return (ada, bob)
    }

    private static func stream(_ kind: StreamKind, layers: Int) -> Wire.Stream {
        var stream = Wire.Stream()
        stream.kind = kind
        stream.layers = (0..<layers).map { index in
            var layer = Layer()
            layer.width = 640 << index
            layer.height = 360 << index
            return layer
        }
        return stream
    }

    private static func devices(microphone: Bool) -> Request.OneOf_Body {
        var set = SetDevices()
        set.devices.microphone = microphone
        return .setDevices(set)
    }

    private static func publish(_ streams: Wire.Stream...) -> Request.OneOf_Body {
        var publish = PublishStreams()
        publish.streams = streams
        return .publishStreams(publish)
    }

    @Test func devicesAreRepeatedWithoutWhatTheirMessageDoesNotKnow() throws {
        var desk = try Desk("ada", "bob")
        let (ada, bob) = try self.meet(&desk)
        let devices = [0x08, 1] + Self.unknown
        desk.feed(.frame(ada, Self.request(37, Self.field(1, devices))))
        var known = DevicesSet()
        known.participant = 1
        known.devices.microphone = true
        #expect(desk.told[ada] == [.devicesSet(known)])
        #expect(desk.told[bob] == [.devicesSet(known)])
    }

    @Test func streamsAreRepeatedWithoutWhatTheirMessageDoesNotKnow() throws {
        var desk = try Desk("ada", "bob")
        let (ada, bob) = try self.meet(&desk)
        let layer = [0x08, 64, 0x10, 48] + Self.unknown
        let stream = [0x08, 2] + Self.field(2, layer) + Self.unknown
        desk.feed(.frame(ada, Self.request(33, Self.field(1, stream))))
        var known = StreamsPublished()
        known.participant = 1
        known.streams = [Self.stream(.camera, layers: 1)]
        known.streams[0].layers[0].width = 64
        known.streams[0].layers[0].height = 48
        #expect(desk.told[bob]?.first == .streamsPublished(known))
    }

    @Test func aDeviceIsShownWithoutWhatItsMessageDoesNotKnow() throws {
        var desk = try Desk("ada", "bob")
        var device = try Request(
            parsing: Self.request(12, Self.field(2, Self.unknown)).body
        ).resume.device
        device.identityKey = Desk.device.identityKey
        device.agreementKey = Desk.device.agreementKey
        device.signature = Desk.device.signature
        #expect(device != Desk.device)
        #expect(try desk.logIn(ConnectionID(1), "ada", password: "ada", device: device))
        let bob = try desk.enter(2, "bob")
        let conference = try desk.conference(bob, in: desk.group(bob, "team", with: "ada"))
        let joined = try desk.joined(ConnectionID(1), conference)
        #expect(joined.participants.map(\.device) == [Desk.device])
    }

    @Test func streamsThatNoEncoderMakesAreRefused() throws {
        var desk = try Desk("ada", "bob")
        let (ada, bob) = try self.meet(&desk)
        var base = Self.stream(.camera, layers: 2)
        base.layers[0].bootFrame = .init(octets: [1])
        var long = Self.stream(.camera, layers: 2)
        let limit = SwitchboardLimits().bootFramesMaximum.bytes
        long.layers[1].bootFrame = .init(octets: [UInt8](repeating: 1, count: limit + 1))
        for stream in [
            base, long, Self.stream(.camera, layers: 4), Self.stream(.voice, layers: 1),
            Self.stream(.UNRECOGNIZED(9), layers: 1),
        ] {
            #expect(Desk.refusal(desk.ask(ada, Self.publish(stream))) == .tooLong)
        }
        let camera = Self.stream(.camera, layers: 3)
        #expect(Desk.refusal(desk.ask(ada, Self.publish(camera, camera))) == .tooLong)
        #expect(desk.told[bob] == nil)
        let good = Self.publish(camera, Self.stream(.voice, layers: 0))
        #expect(desk.ask(ada, good) == .done(Done()))
    }

    /// All seats taken, each with the most that it may publish.
    @Test func theFullestConferenceFitsOneAnswer() throws {
        var desk = try Desk("ada", "bob")
        let host = try desk.enter(100, "ada")
        let conference = try desk.conference(host, in: desk.group(host, "team", with: "bob"))
        var camera = Self.stream(.camera, layers: 3)
        let limit = SwitchboardLimits().bootFramesMaximum.bytes
        for layer in 1...2 {
            camera.layers[layer].bootFrame = .init(octets: [UInt8](repeating: 1, count: limit / 2))
        }
        var content = camera
        content.kind = .content
        for number in 1...UInt64(AllOnScreen.participantsMaximum) {
            let id = try desk.enter(number, "bob")
            _ = try desk.joined(id, conference)
            let answer = desk.ask(
                id, Self.publish(camera, content, Self.stream(.voice, layers: 0)))
            #expect(answer == .done(Done()))
        }
        #expect(Desk.refusal(desk.ask(host, Desk.join(conference))) == .full)
        // The last one comes in again, and is shown all the others.
        let last = ConnectionID(UInt64(AllOnScreen.participantsMaximum))
        #expect(desk.ask(last, .leaveConference(LeaveConference())) == .done(Done()))
        let joined = try desk.joined(last, conference)
        #expect(joined.participants.count == AllOnScreen.participantsMaximum)
        #expect(desk.answerLength <= FrameLimits.afterLogin.control.bytes)
    }

    @Test func onlyPicturesHaveASizeToWant() throws {
        var desk = try Desk("ada", "bob")
        let (ada, bob) = try self.meet(&desk)
        desk.ask(bob, Self.publish(Self.stream(.camera, layers: 2)))
        var want = WantStream()
        want.participant = 2
        want.width = 64
        want.height = 48
        for kind in [StreamKind.voice, .unspecified, .UNRECOGNIZED(4), .UNRECOGNIZED(70_000)] {
            want.kind = kind
            #expect(Desk.refusal(desk.ask(ada, .wantStream(want))) == .protocolMismatch)
        }
        want.kind = .content
        #expect(desk.ask(ada, .wantStream(want)) == .done(Done()))
    }

    @Test func aDeliveryHasOneKeyForEachReceiver() throws {
        var desk = try Desk("ada", "bob")
        let (ada, bob) = try self.meet(&desk)
        var key = WrappedKey()
        key.participant = 2
        key.sealed = .init(octets: [1])
        var delivery = DeliverKeys()
        delivery.keys = [key, key]
        #expect(Desk.refusal(desk.ask(ada, .deliverKeys(delivery))) == .protocolMismatch)
        #expect(desk.told[bob] == nil)
        delivery.keys = [key]
        #expect(desk.ask(ada, .deliverKeys(delivery)) == .done(Done()))
        #expect(desk.told[bob]?.count == 1)
        // There are no more others than that.
        delivery.keys = (0..<UInt32(AllOnScreen.participantsMaximum)).map { number in
            var key = WrappedKey()
            key.participant = 10 + number
            return key
        }
        #expect(Desk.refusal(desk.ask(ada, .deliverKeys(delivery))) == .tooLong)
    }

    @Test func whatIsToldToOthersIsToldOnlySoOften() throws {
        var desk = try Desk("ada", "bob")
        let (ada, bob) = try self.meet(&desk)
        let burst = SwitchboardLimits().toldBurst
        var isOn = false
        for _ in 0..<(burst * 2) {
            isOn.toggle()
            desk.ask(ada, Self.devices(microphone: isOn))
        }
        #expect(desk.told[bob]?.count == burst)
        guard case .refused(let refused)? = desk.ask(ada, Self.publish()) else {
            throw Desk.Unexpected()
        }
        #expect(refused.cause == Refusal.serverBusy.rawValue)
        #expect(refused.retryAfterSeconds > 0)
        desk.advance(.seconds(Int64(refused.retryAfterSeconds)))
        #expect(desk.ask(ada, Self.publish()) == .done(Done()))
        // Another connection has its own measure.
        #expect(desk.ask(bob, .setDevices(SetDevices())) == .done(Done()))
    }

    @Test func postsComeOnlySoFast() throws {
        var desk = try Desk("ada")
        let ada = try desk.enter(1, "ada")
        let chat = try desk.group(ada, "team")
        let burst = SwitchboardLimits().postBurst
        for number in 0..<(burst * 2) {
            desk.ask(ada, Desk.post("hello", to: chat, number: number))
        }
        // The group was one of them.
        #expect(desk.store.messages.count == burst - 1)
        guard
            case .refused(let refused)? = desk.ask(
                ada, Desk.post("again", to: chat, number: burst))
        else { throw Desk.Unexpected() }
        #expect(refused.cause == Refusal.serverBusy.rawValue)
        desk.advance(.seconds(Int64(refused.retryAfterSeconds)))
        let answer = desk.ask(ada, Desk.post("again", to: chat, number: burst))
        #expect(Desk.refusal(answer) == nil)
    }

    @Test func tilesAndEntriesComeOnlySoFast() throws {
        var desk = try Desk("ada", "bob")
        let (ada, bob) = try self.meet(&desk)
        desk.ask(bob, Self.publish())
        var want = WantStream()
        (want.participant, want.kind) = (2, .camera)
        let limits = SwitchboardLimits()
        for index in 0..<(2 * limits.wantBurst) {
            want.width = UInt32(index % 2)
            want.height = 1
            desk.ask(ada, .wantStream(want))
        }
        let wants = desk.changes.count { if case .want = $0 { true } else { false } }
        #expect(wants == limits.wantBurst)
        for _ in 0..<(2 * limits.joinBurst) { desk.ask(ada, Desk.join("aaaa-aaaa-aaaa")) }
        #expect(Desk.refusal(desk.ask(ada, Desk.join("aaaa-aaaa-aaaa"))) == .serverBusy)
        desk.advance(.seconds(10))
        #expect(Desk.refusal(desk.ask(ada, Desk.join("aaaa-aaaa-aaaa"))) == .conferenceNotFound)
    }
}
