import Media
import Testing
import Units
import Wire

@testable import VPXVideo

/// Everything here has passed the seal: its sender is a participant, and may mean harm.
struct HostileInputTests {
    enum Damage: CaseIterable {
        case flippedBits, truncated, random, empty, largeKey, extended

        func apply(_ payload: inout [UInt8], _ random: inout SeededRandom) {
            let body = VideoTag.length..<payload.count
            switch self {
            case .flippedBits:
                for _ in 0..<Int.random(in: 1...20, using: &random) {
                    let index = Int.random(in: body, using: &random)
                    payload[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
                }
            case .truncated:
                payload.removeLast(Int.random(in: 1...body.count, using: &random))
            case .random:
                for index in body { payload[index] = UInt8.random(in: 0...255, using: &random) }
            case .empty:
                payload.removeLast(body.count)
            case .largeKey:
                // A key frame of 16383 × 16383 pixels.
                let header: [UInt8] = [0x50, 0, 0, 0x9D, 1, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F]
                payload.replaceSubrange(body, with: header + [UInt8](repeating: 7, count: 64))
            case .extended:
                payload += (0..<500).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
        }
    }

    @Test(arguments: Damage.allCases, 0..<6 as Range<UInt64>)
    func damagedPicturesNeverTrapAndTheStreamHealsAtTheNextKeyFrame(
        _ damage: Damage, _ seed: UInt64,
    ) throws {
        var random = SeededRandom(seed: seed)
        var link = try Link(try #require(LayerCount(spatial: 2, temporal: 3)))
        try link.run(3)
        try link.run(10) { _, payload in
            if Int.random(in: 0..<2, using: &random) == 0 { damage.apply(&payload, &random) }
            return true
        }
        try link.run(5, key: true)
        #expect(link.exact(layer: 1).suffix(5) == [13, 14, 15, 16, 17])
    }

    @Test(arguments: Damage.allCases)
    func aDamagedUpperLayerHealsAtItsNextSwitchPoint(_ damage: Damage) throws {
        var random = SeededRandom(seed: 3)
        var link = try Link(try #require(LayerCount(spatial: 2, temporal: 3)))
        try link.run(4)
        try link.run(4) { header, payload in
            if header.spatialLayer == 1 { damage.apply(&payload, &random) }
            return true
        }
        try link.run(4, switchPoints: [1])
        #expect(link.exact(layer: 1).suffix(4) == [8, 9, 10, 11])
    }

    @Test func anyBytesWithAnyFlagsAreTaken() throws {
        var random = SeededRandom(seed: 11)
        var link = try Link(try #require(LayerCount(spatial: 2, temporal: 3)))
        try link.run(2)
        for _ in 0..<400 {
            var payload = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            // Half of them look like the beginning of a frame.
            if payload.count > 14, Bool.random(using: &random) {
                payload.replaceSubrange(3..<6, with: [0x31, 0x02, 0])
            }
            let header = MediaHeader(
                participant: 1, kind: .camera,
                spatialLayer: Int.random(in: 0...3, using: &random),
                temporalLayer: Int.random(in: 0...3, using: &random),
                flags: MediaHeader.Flags(rawValue: UInt8.random(in: 0...31, using: &random)),
                number: UInt32.random(in: 0...500, using: &random), captureTime: 0)
            link.receive(header, payload)
            let layer = AssembledPicture.Layer(
                spatialLayer: header.spatialLayer, temporalLayer: header.temporalLayer,
                flags: header.flags, payload: payload)
            // Past the assembler too: the decoder must not lean on it. Errors are what is expected.
            _ = try? link.decoder.decode(
                AssembledPicture(number: header.number, captureTime: 0, layers: [layer]))
        }
        try link.run(4, key: true) { header, _ in
            // The numbers of the noise may have been higher.
            header.number += 1000
            return true
        }
        #expect(link.shown[1002] != nil && link.shown[1002] == link.expected[2]?.last)
    }

    @Test func aKeyFrameOfAnotherSizeIsRefusedBeforeItIsDecoded() throws {
        var other = try FlatEncoder(
            width: 640, height: 480, frameRate: 30, target: .kilobits(300))
        let frame = try #require(try other.encode(Picture(width: 640, height: 480)))
        var decoder = try LayeredDecoder(layers: [LayerDescription(width: 64, height: 64)])
        let layer = AssembledPicture.Layer(
            spatialLayer: 0, temporalLayer: 0, flags: .key, payload: frame.bytes)
        let caught = #expect(throws: VPXError.self) {
            _ = try decoder.decode(
                AssembledPicture(number: 0, captureTime: 0, layers: [layer]))
        }
        #expect(
            caught
                == .pictureMalformed(
                    spatialLayer: 0, reason: "it has another size than was agreed"))
    }

    @Test func announcementsThatDoNotFitAreRefused() throws {
        let count = try #require(LayerCount(spatial: 2, temporal: 3))
        let encoder = try LayeredEncoder(
            width: 128, height: 96, frameRate: 30, layers: count, target: .kilobits(100))
        let (base, upper) = (encoder.layers[0], encoder.layers[1])
        var random = SeededRandom(seed: 1)
        let noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
        func with(_ bootFrame: [UInt8]) -> LayerDescription {
            LayerDescription(width: upper.width, height: upper.height, bootFrame: bootFrame)
        }
        let announcements: [[LayerDescription]] = [
            [],
            [LayerDescription(width: 1 << 40, height: 2)],
            [LayerDescription(width: 0, height: 0)],
            [LayerDescription(width: 64, height: 48, bootFrame: upper.bootFrame)],
            [upper, base],
            [base, LayerDescription(width: 256, height: 192, bootFrame: upper.bootFrame)],
            [base, with([])],
            [base, with(noise)],
            [base, with(Array(upper.bootFrame.prefix(12)))],
            [base, with(upper.bootFrame + Array(repeating: 0, count: 40_000))],
            [base, base, base, base],
        ]
        for layers in announcements {
            #expect(throws: VPXError.self) { _ = try LayeredDecoder(layers: layers) }
        }
        _ = try LayeredDecoder(layers: [base, upper])
    }

    @Test func frameHeadersAreReadAsTheStandardSays() {
        let key: [UInt8] = [0x50, 1, 0, 0x9D, 1, 0x2A, 0x40, 1, 0xF0, 0]
        let body = [UInt8](repeating: 0, count: 64)
        let header = VP8FrameHeader(parsing: key + body)
        #expect(header?.isKey == true && header?.isShown == true)
        #expect(header?.width == 320 && header?.height == 240)
        for index in 3...5 {
            var wrong = key
            wrong[index] ^= 1
            #expect(VP8FrameHeader(parsing: wrong + body) == nil)
        }
        for index in [7, 9] {
            var scaled = key
            scaled[index] |= 0x40
            #expect(VP8FrameHeader(parsing: scaled + body) == nil)
        }
        for count in 0...10 { #expect(VP8FrameHeader(parsing: Array(key.prefix(count))) == nil) }
        #expect(VP8FrameHeader(parsing: [0x51, 1, 0] + body)?.isKey == false)
        #expect(VP8FrameHeader(parsing: [0x41, 1, 0] + body)?.isShown == false)
        #expect(VP8FrameHeader(parsing: [0x51, 0xFF, 0xFF] + body) == nil)
    }
}
