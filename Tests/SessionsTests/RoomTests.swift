import Media
import Rooms
import Sessions
import Testing
import Units
import Wire

struct RoomTests {
    @Test func whoHasNotSaidHowLargeItLooksGetsTheLowestLayer() {
        var scene = Scene()
        #expect(scene.audience(of: .camera, layer: 0).sorted() == ["bob", "cy"])
        #expect(scene.audience(of: .camera, layer: 1).isEmpty)
        #expect(scene.wanted == ["ada": 0])
    }

    @Test(arguments: [
        (1, 1, 0), (160, 90, 0), (161, 90, 1), (160, 91, 1), (640, 360, 2), (9999, 9999, 2),
    ])
    func aTileGetsTheSmallestLayerThatFillsIt(width: Int, height: Int, layer: Int) {
        var scene = Scene()
        scene.look(2, width, height)
        #expect(scene.tiles["bob"] == layer)
        #expect(scene.wanted["ada"] == layer)
        for each in 0..<3 {
            #expect(scene.audience(of: .camera, layer: each).contains("bob") == (each <= layer))
        }
    }

    @Test func nobodyLooksSoNothingIsEncoded() {
        var scene = Scene()
        scene.look(2, 0, 0)
        #expect(scene.wanted["ada"] == 0)
        scene.look(3, 0, 0)
        #expect(scene.wanted["ada"] == -1)
        #expect(scene.audience(of: .camera).isEmpty)
        #expect(scene.tiles["bob"] == .some(nil))
    }

    @Test func aLayerThatNoLinkCarriesIsNotEncoded() {
        var scene = Scene()
        scene.look(2, 640, 360)
        scene.look(3, 640, 360)
        scene.take(scene.room.carries(scene.camera, to: 2, layer: 0))
        #expect(scene.wanted["ada"] == 2)
        #expect(scene.audience(of: .camera, layer: 2) == ["cy"])
        scene.take(scene.room.carries(scene.camera, to: 3, layer: 1))
        #expect(scene.wanted["ada"] == 1)
        scene.take(scene.room.carries(scene.camera, to: 2, layer: 2))
        #expect(scene.wanted["ada"] == 2)
    }

    @Test func aSwitchPointIsAskedForOnceASecond() {
        var scene = Scene()
        for milliseconds in [0, 10, 990, 1000, 1500] {
            scene.now = Instant.start + .milliseconds(milliseconds)
            scene.take(scene.room.wantSwitchPoint(scene.camera, layer: 1, at: scene.now))
        }
        #expect(scene.switchPoints == ["ada": [1, 1]])
        // Layers and streams that don't exist are nobody's.
        scene.take(scene.room.wantSwitchPoint(scene.camera, layer: 3, at: scene.now))
        let other = StreamID(participant: 2, kind: .camera)
        scene.take(scene.room.wantSwitchPoint(other, layer: 0, at: scene.now))
        #expect(scene.switchPoints == ["ada": [1, 1]])
    }

    @Test func theAudienceIsSortedByLoop() {
        var scene = Scene()
        let header = MediaHeader(participant: 1, kind: .voice, number: 0, captureTime: 0)
        let piece = MediaPiece(bytes: [], header: header, isFirst: true, isLast: true)
        let (audience, _) = scene.room.audience(of: piece, at: scene.now)
        #expect(audience.map(\.loop) == [0, 1])
        #expect(audience.map(\.receivers) == [["cy"], ["bob"]])
    }

    @Test func whoLeavesGetsNothingAndIsForgotten() {
        var scene = Scene()
        scene.look(2, 640, 360)
        scene.take(scene.room.leave(2))
        #expect(scene.wanted["ada"] == 0)
        #expect(scene.audience(of: .camera) == ["cy"])
        scene.take(scene.room.leave(1))
        #expect(scene.audience(of: .camera).isEmpty)
        scene.take(scene.room.leave(3))
        #expect(scene.room.isEmpty)
    }

    @Test func ofManyVoicesOnlyTheLoudestAreHeard() {
        var scene = Scene()
        for number in UInt32(4)...12 {
            scene.enter(number, "\(number)")
        }
        var heard: Set<UInt32> = []
        for packet in 0..<200 {
            scene.now = Instant.start + .milliseconds(20 * packet)
            for number in UInt32(1)...12 {
                let level: UInt8 = number <= 2 ? 15 : 90
                let isHeard =
                    !scene.audience(of: .voice, from: number, level: level).isEmpty
                if isHeard, packet > 100 { heard.insert(number) }
            }
        }
        #expect(heard.isSuperset(of: [1, 2]))
        #expect(heard.count <= SpeakerSelection.passedMaximum)
        #expect(Set(scene.speakers.prefix(2)) == [1, 2])
    }

    @Test func aNewcomerIsToldWhoSpeaks() {
        var scene = Scene()
        for packet in 0..<50 {
            scene.now = Instant.start + .milliseconds(20 * packet + 1000)
            _ = scene.audience(of: .voice, from: 2, level: 10)
        }
        #expect(scene.speakers == [2])
        scene.speakers = []
        scene.enter(4, "dee")
        #expect(scene.speakers == [2])
    }

    @Test func whoHasLeftIsNotHeardAndNotCounted() {
        var scene = Scene()
        scene.take(scene.room.leave(2))
        for packet in 0..<50 {
            scene.now = Instant.start + .milliseconds(20 * packet + 1000)
            #expect(scene.audience(of: .voice, from: 2, level: 10).isEmpty)
        }
        #expect(scene.speakers.isEmpty)
        scene.take(scene.room.carries(StreamID(participant: 2, kind: .camera), to: 3, layer: 0))
        #expect(scene.wanted == ["ada": 0])
    }

    @Test func aStreamThatIsWithdrawnIsWantedByNobody() {
        var scene = Scene()
        scene.look(2, 640, 360)
        scene.take(scene.room.publish(1, [:]))
        #expect(scene.tiles["bob"] == .some(nil))
        #expect(scene.tiles["cy"] == .some(nil))
    }
}
