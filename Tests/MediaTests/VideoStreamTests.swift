import Testing
import Units
import Wire

@testable import Media

struct VideoStreamTests {
    private static let ages = VideoQueue.Ages(base: 1_000_000_000, enhancement: 300_000_000)

    private static func stream() -> VideoStream {
        var stream = VideoStream(StreamID(participant: 1, kind: .camera))
        stream.step = LayerStep(spatialLayer: 3, temporalLayer: 2)
        return stream
    }

    private static func piece(
        _ number: UInt32, layer: Int = 0, temporal: Int = 0, flags: MediaHeader.Flags = []
    ) -> MediaPiece {
        let header = MediaHeader(
            participant: 1, kind: .camera, spatialLayer: layer, temporalLayer: temporal,
            flags: flags, number: number, captureTime: 0)
        return MediaPiece(bytes: [1], header: header, isFirst: true, isLast: true)
    }

    @Test func whatIsNotLetInBehindAStuckPieceTakesLittleMemory() {
        var stream = Self.stream()
        _ = stream.add(Self.piece(0, flags: .key), hasRoom: true, at: .start)
        var random = SeededRandom(seed: 1)
        for number in 1..<10_000 as Range<UInt32> {
            let piece = Self.piece(
                number, layer: .random(in: 0...3, using: &random),
                temporal: .random(in: 0...2, using: &random),
                flags: Bool.random(using: &random) ? .discardable : [])
            let reason = stream.add(piece, hasRoom: false, at: .start)
            #expect(reason == .full)
        }
        #expect(stream.entries.count <= 1 + MediaHeader.layerCountMaximum)
    }

    @Test func noMoreMessagesWaitThanTheLimitHoweverSmall() {
        var stream = Self.stream()
        var reasons: [SendScheduler.DropReason?] = []
        for number in 0..<10_000 as Range<UInt32> {
            let piece = Self.piece(number, flags: .key)
            reasons.append(stream.add(piece, hasRoom: true, at: .start))
        }
        #expect(reasons.count { $0 == nil } == VideoStream.entryCountMaximum)
        #expect(reasons.last == .full)
        #expect(stream.entries.count == VideoStream.entryCountMaximum + 1)
    }

    /// Some messages of a random stream, behind a key frame, find room.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func whatIsPassedOverInARowCostsWhatItWouldOneByOne(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var stream = Self.stream()
        var gate = PictureGate()
        var allowed: [PictureHead] = []
        let roomOneIn = Int.random(in: 1...8, using: &random)
        for number in 0..<120 as Range<UInt32> {
            for layer in 0...Int.random(in: 0...2, using: &random) {
                let temporal = number == 0 ? 0 : Int.random(in: 0...2, using: &random)
                var flags: MediaHeader.Flags = []
                if temporal == 2 || Int.random(in: 0..<4, using: &random) == 0 {
                    flags.insert(.discardable)
                }
                if number == 0 || Int.random(in: 0..<12, using: &random) == 0 {
                    flags.insert(layer == 0 ? .key : .switchPoint)
                }
                if layer > 0, Bool.random(using: &random) { flags.insert(.usesLayerBelow) }
                let piece = Self.piece(number, layer: layer, temporal: temporal, flags: flags)
                let hasRoom = number == 0 || Int.random(in: 0..<roomOneIn, using: &random) == 0
                _ = stream.add(piece, hasRoom: hasRoom, at: .start)
                let head = PictureHead(piece.header)
                if hasRoom, gate.allows(head) {
                    gate.begin(head)
                    gate.complete()
                    allowed.append(head)
                } else {
                    gate.drop(head)
                }
            }
        }
        var sent: [PictureHead] = []
        while !stream.entries.isEmpty {
            if stream.refusal(ages: Self.ages, at: .start) != nil {
                _ = stream.drop()
            } else if let entry = stream.send() {
                sent.append(entry.head)
            }
        }
        #expect(sent == allowed && !sent.isEmpty)
    }
}
