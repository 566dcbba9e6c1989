import Media
import Rooms
import Sessions
import Testing
import Units
import Wire

/// What a room forwards follows from where people sit and what is on, whatever is sent.
struct RoomSeatTests {
    private static let kinds: [ConferenceKind] = ConferenceKind.allCases
    private static let seats: [Seat] = [.podium, .hall, .remark]

    /// Every kind, seat, seat and stream: exactly what the table says.
    @Test(arguments: kinds)
    func aRoomForwardsWhatTheTableSays(kind: ConferenceKind) {
        let streams: [(MediaKind, ConferenceStream)] = [
            (.voice, .voice), (.camera, .camera), (.content, .content),
        ]
        for from in Self.seats {
            for to in Self.seats {
                var scene = Scene(kind)
                scene.place(1, at: Position(from, sends: Scene.allStreams))
                scene.place(2, at: Position(to))
                for (media, stream) in streams {
                    #expect(
                        scene.audience(of: media).contains("bob")
                            == kind.passes(stream, from: from, to: to))
                }
            }
        }
    }

    @Test(arguments: [MediaKind.voice, .camera, .content])
    func whatIsOffIsNotForwarded(media: MediaKind) {
        var scene = Scene()
        scene.place(1, at: Position(.podium))
        #expect(scene.audience(of: media).isEmpty)
        scene.place(1, at: Position(.podium, sends: Scene.allStreams))
        #expect(scene.audience(of: media).sorted() == ["bob", "cy"])
    }

    @Test func whoseSpeakerIsOffGetsNoVoiceButPictures() {
        var scene = Scene()
        scene.place(2, at: Position(.podium, sends: Scene.allStreams, hears: false))
        #expect(scene.audience(of: .voice) == ["cy"])
        #expect(scene.audience(of: .camera).sorted() == ["bob", "cy"])
    }

    @Test func aCameraThatNobodyGetsIsNotEncoded() {
        var scene = Scene(.roleBased)
        scene.look(2, 640, 360)
        #expect(scene.wanted["ada"] == 2)
        scene.place(1, at: Position(.hall, sends: Scene.allStreams))
        #expect(scene.wanted["ada"] == -1)
        #expect(scene.tiles["bob"] == .some(nil))
        scene.place(1, at: Position(.podium, sends: Scene.allStreams))
        #expect(scene.wanted["ada"] == 2)
        #expect(scene.tiles["bob"] == 2)
    }

    @Test func theLecturerGetsTheClassAndTheClassOnlyTheLecturer() {
        var scene = Scene(.lecture, hall: [1, 3])
        #expect(scene.audience(of: .camera) == ["bob"])
        scene.place(2, at: Position(.hall, sends: Scene.allStreams))
        #expect(scene.wanted["ada"] == -1)
        scene.place(3, at: Position(.podium, sends: Scene.allStreams))
        #expect(scene.audience(of: .camera) == ["cy"])
        #expect(scene.wanted["ada"] == 0)
    }

    @Test func whoBecomesAnotherKindForwardsByThat() {
        var scene = Scene(.smart, hall: [1])
        #expect(scene.audience(of: .camera).isEmpty)
        scene.take(scene.room.become(.allOnScreen))
        #expect(scene.audience(of: .camera).sorted() == ["bob", "cy"])
        #expect(scene.wanted["ada"] == 0)
    }

    /// Voices of the hall take nobody's place among those who are passed on.
    @Test func aLoudHallTakesNoSpeakersPlace() {
        var scene = Scene(.roleBased)
        for number in UInt32(10)..<30 { scene.enter(number, "\(number)", .hall) }
        for packet in 0..<100 {
            scene.now = Instant.start + .milliseconds(20 * packet)
            for number in UInt32(10)..<30 {
                #expect(scene.audience(of: .voice, from: number, level: 5).isEmpty)
            }
        }
        #expect(!scene.audience(of: .voice, from: 1, level: 40).isEmpty)
        #expect(scene.speakers.allSatisfy { $0 < 10 })
    }

    // MARK: Smart meetings

    private func speak(_ scene: inout Scene, level: UInt8, seconds: Int) {
        let begin = scene.now
        for packet in 0..<(50 * seconds) {
            scene.now = begin + .milliseconds(20 * packet)
            _ = scene.audience(of: .voice, from: 1, level: level)
        }
        scene.now = begin + .seconds(seconds)
    }

    @Test func whoSpeaksInTheHallOfASmartMeetingIsNoticedOnceASecond() {
        var scene = Scene(.smart, hall: [1])
        self.speak(&scene, level: 80, seconds: 2)
        #expect(scene.noticed.isEmpty)
        self.speak(&scene, level: 15, seconds: 3)
        #expect(scene.noticed == [1, 1, 1])
    }

    @Test func whoIsOnThePodiumIsNoticedToo() {
        var scene = Scene(.smart)
        self.speak(&scene, level: 15, seconds: 2)
        #expect(scene.noticed == [1, 1])
        _ = scene.audience(of: .content, from: 2)
        #expect(scene.noticed.last == 2)
    }

    @Test(arguments: ConferenceKind.allCases.filter { $0 != .smart })
    func nobodyIsNoticedElsewhere(kind: ConferenceKind) {
        var scene = Scene(kind, hall: [1])
        self.speak(&scene, level: 15, seconds: 2)
        _ = scene.audience(of: .content)
        #expect(scene.noticed.isEmpty)
    }

    @Test func aMicrophoneThatIsOffIsNotNoticed() {
        var scene = Scene(.smart, hall: [1])
        scene.place(1, at: Position(.hall))
        self.speak(&scene, level: 15, seconds: 2)
        #expect(scene.noticed.isEmpty)
    }
}
