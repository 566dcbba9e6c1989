import Media
import Testing
import Units
import Wire

@testable import VPXVideo

/// A camera that changes its mode, a telephone that is turned, a window that is resized.
struct SourceChangeTests {
    private let count: LayerCount

    init() throws {
        self.count = try #require(LayerCount(spatial: 3, temporal: 3))
    }

    /// Codes pictures of the encoder's size and expects each to be what the decoder shows.
    private func run(
        _ encoder: inout LayeredEncoder, _ decoder: inout LayeredDecoder, _ numbers: Range<UInt32>,
    ) throws {
        let size = encoder.sourceSize
        for number in numbers {
            let picture = Scene.picture(number, width: size.width, height: size.height)
            let layers = try encoder.encode(picture, highestLayer: 2)
            #expect(layers.count == encoder.layers.count)
            let isFirst = number == numbers.lowerBound
            #expect(layers.first?.flags.contains(.key) == isFirst)
            let shown = try decoder.decode(layers.assembled(number: number))
            let expected = try encoder.reconstruction(layer: layers.count - 1)
            #expect(shown != nil && shown == expected)
        }
    }

    /// Up, down, odd, portrait, to fewer layers and back.
    @Test(arguments: LayerPattern.Structure.allCases)
    func encoderAndDecoderStayIdenticalThroughEveryChange(
        _ structure: LayerPattern.Structure,
    ) throws {
        let sizes = [
            (256, 144), (320, 192), (144, 256), (255, 145), (96, 64), (64, 96), (384, 216),
        ]
        var encoder = try LayeredEncoder(
            width: 160, height: 160, frameRate: 20, layers: self.count, target: .kilobits(300))
        encoder.clock = nil
        encoder.structure = structure
        var decoder = try LayeredDecoder(layers: encoder.layers)
        try self.run(&encoder, &decoder, 0..<3)
        for (index, (width, height)) in sizes.enumerated() {
            try encoder.setSource(width: width, height: height, frameRate: 20)
            #expect(encoder.sourceSize.width == width & ~1)
            #expect(encoder.structure == structure)
            decoder = try LayeredDecoder(layers: encoder.layers)
            let first = UInt32(10 * index + 10)
            try self.run(&encoder, &decoder, first..<(first + 6))
        }
        #expect(encoder.layers.map(\.width) == [96, 192, 384])
    }

    @Test func aChangeThatOnlyCropsMoreNeedsNoNewBeginning() throws {
        var encoder = try LayeredEncoder(
            width: 256, height: 144, frameRate: 20, layers: self.count, target: .kilobits(300))
        encoder.clock = nil
        let layers = encoder.layers
        var decoder = try LayeredDecoder(layers: layers)
        try self.run(&encoder, &decoder, 0..<2)
        try encoder.setSource(width: 258, height: 147, frameRate: 20)
        #expect(encoder.layers == layers)
        let picture = Scene.picture(2, width: 258, height: 146)
        let coded = try encoder.encode(picture, highestLayer: 2)
        #expect(coded.first?.flags.contains(.key) == false)
        let shown = try decoder.decode(coded.assembled(number: 2))
        #expect(try shown == encoder.reconstruction(layer: 2))
    }

    @Test func aSizeThatCannotBeCodedChangesNothing() throws {
        var encoder = try LayeredEncoder(
            width: 256, height: 144, frameRate: 20, layers: self.count, target: .kilobits(300))
        encoder.clock = nil
        var decoder = try LayeredDecoder(layers: encoder.layers)
        try self.run(&encoder, &decoder, 0..<2)
        let caught = #expect(throws: VPXError.self) {
            try encoder.setSource(width: 20, height: 20, frameRate: 20)
        }
        #expect(caught == .sizeNotSupported(width: 20, height: 20))
        let coded = try encoder.encode(
            Scene.picture(2, width: 256, height: 144), highestLayer: 2)
        #expect(coded.first?.flags.contains(.key) == false)
        let shown = try decoder.decode(coded.assembled(number: 2))
        #expect(try shown == encoder.reconstruction(layer: 2))
    }

    @Test func theTargetIsKeptAfterAChange() throws {
        var encoder = try LayeredEncoder(
            width: 256, height: 144, frameRate: 20, layers: self.count, target: .kilobits(60))
        encoder.clock = nil
        _ = try encoder.encode(Scene.picture(0, width: 256, height: 144), highestLayer: 2)
        try encoder.setSource(width: 320, height: 192, frameRate: 10)
        var bits = 0
        for number in 0..<40 as Range<UInt32> {
            let picture = Scene.picture(number, width: 320, height: 192)
            let coded = try encoder.encode(picture, highestLayer: 2)
            bits += coded.reduce(0) { $0 + $1.bytes.count * 8 }
        }
        #expect(abs(bits / 4 - 60_000) < 9_000, "\(bits / 4)")
    }
}
