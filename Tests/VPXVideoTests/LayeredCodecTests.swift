import Media
import Testing
import Units
import Wire

@testable import VPXVideo

struct LayeredCodecTests {
    static let counts = [(1, 1), (2, 1), (2, 2), (2, 3), (3, 3), (1, 3)].compactMap {
        LayerCount(spatial: $0.0, temporal: $0.1)
    }
    private let count: LayerCount

    init() throws {
        self.count = try #require(LayerCount(spatial: 2, temporal: 3))
    }

    @Test(arguments: counts, LayerPattern.Structure.allCases)
    func allLayersDecodeToWhatTheEncoderSaw(
        _ count: LayerCount, _ structure: LayerPattern.Structure,
    ) throws {
        var link = try Link(count, structure: structure)
        try link.run(7)
        try link.run(6, switchPoints: [1])
        try link.run(8, key: true)
        let top = link.encoder.layers.count - 1
        #expect(link.exact(layer: top) == Array(0..<21))
        #expect(link.assembler.dropCount == 0)
        #expect(link.errors == [])
    }

    @Test(arguments: [(0, 2), (1, 1), (1, 0), (0, 0)])
    func layersLeftOutChangeNothingBelowThem(_ spatial: Int, _ temporal: Int) throws {
        var link = try Link(self.count)
        try link.run(17) { header, _ in
            header.spatialLayer <= spatial && header.temporalLayer <= temporal
        }
        let step = [4, 2, 1][temporal]
        #expect(link.exact(layer: spatial) == (0..<17).filter { $0 % UInt32(step) == 0 })
        #expect(link.errors == [])
    }

    @Test func theTopLayerIsJoinedInTheMiddleAtASwitchPoint() throws {
        var link = try Link(self.count)
        try link.run(6) { header, _ in header.spatialLayer == 0 }
        #expect(link.assembler.needsSwitchPoint == nil)
        try link.run(2)
        #expect(link.assembler.needsSwitchPoint == 1)
        try link.run(8, switchPoints: [1])
        #expect(link.assembler.needsSwitchPoint == nil)
        #expect(link.exact(layer: 0) == Array(0..<8))
        #expect(link.exact(layer: 1) == Array(8..<16))
    }

    @Test func aNewcomerStartsAtAKeyFrameWithAllLayers() throws {
        var link = try Link(self.count)
        try link.run(9) { _, _ in false }
        try link.run(2)
        #expect(link.assembler.needsKey)
        try link.run(9, key: true)
        #expect(!link.assembler.needsKey)
        #expect(link.exact(layer: 1) == Array(11..<20))
    }

    @Test func aLayerThatNobodyWantsIsNotCodedAndComesBackByItself() throws {
        var link = try Link(self.count)
        try link.run(5)
        try link.run(5, highestLayer: 0)
        try link.run(8)
        #expect(link.exact(layer: 1) == Array(0..<5) + Array(12..<18))
        #expect(link.exact(layer: 0) == Array(5..<12))
        #expect(link.assembler.dropCount == 0)
        #expect(link.errors == [])
    }

    @Test(arguments: LayerPattern.Structure.allCases)
    func randomLossNeverGivesAWrongPicture(_ structure: LayerPattern.Structure) throws {
        for seed in 0..<3 as Range<UInt64> {
            var random = SeededRandom(seed: seed)
            var link = try Link(self.count, structure: structure)
            for _ in 0..<6 {
                try link.run(8, key: link.assembler.needsKey, switchPoints: [1]) { _, _ in
                    Int.random(in: 0..<100, using: &random) >= 12
                }
            }
            let numbers = link.shown.keys.sorted()
            for number in numbers {
                #expect(link.isExact(number, layer: 0) || link.isExact(number, layer: 1))
            }
            #expect(!numbers.isEmpty)
            #expect(link.errors == [])
        }
    }

    @Test(arguments: [(64, 64), (66, 64), (150, 270), (130, 98), (255, 131)])
    func anySizeIsCoded(_ width: Int, _ height: Int) throws {
        var encoder = try LayeredEncoder(
            width: width, height: height, frameRate: 15, layers: self.count,
            target: .kilobits(200))
        encoder.clock = nil
        var decoder = try LayeredDecoder(layers: encoder.layers)
        let source = encoder.sourceSize
        for number in 0..<3 as Range<UInt32> {
            let picture = Scene.picture(number, width: source.width, height: source.height)
            let layers = try encoder.encode(picture, highestLayer: 9)
            #expect(layers.last?.flags.contains(.endOfPicture) == true)
            let shown = try decoder.decode(layers.assembled(number: number))
            #expect(try shown == encoder.reconstruction(layer: layers.count - 1))
        }
    }

    @Test func sizesThatCannotBeCodedAreRefused() throws {
        for (width, height) in [(0, 0), (-64, 64), (62, 62), (2000, 100), (100, 34)] {
            #expect(throws: VPXError.sizeNotSupported(width: width, height: height)) {
                _ = try LayeredEncoder(
                    width: width, height: height, frameRate: 30, layers: self.count,
                    target: .kilobits(100))
            }
        }
        var encoder = try LayeredEncoder(
            width: 128, height: 96, frameRate: 30, layers: self.count, target: .kilobits(100))
        encoder.clock = nil
        let caught = #expect(throws: VPXError.self) {
            _ = try encoder.encode(Picture(width: 128, height: 98), highestLayer: 1)
        }
        #expect(caught == .pictureSizeChanged(expected: "128 × 96", got: "128 × 98"))
    }

    @Test func theRateFollowsItsTargetAndANewOneNeedsNoKeyFrame() throws {
        var encoder = try LayeredEncoder(
            width: 160, height: 90, frameRate: 30, layers: self.count, target: .kilobits(150))
        encoder.clock = nil
        func bits(_ numbers: Range<UInt32>) throws -> Int {
            var sum = 0
            for number in numbers {
                let picture = Scene.picture(number, width: 160, height: 90)
                for layer in try encoder.encode(picture, highestLayer: 1) {
                    sum += layer.bytes.count * 8
                    #expect(number == 0 || !layer.flags.contains(.key))
                }
            }
            return sum
        }
        let first = try bits(0..<90) / 3
        #expect(abs(first - 150_000) < 37_500, "\(first)")
        for absurd in [Int.min, 0, .max] { encoder.setTarget(BitRate(bitsPerSecond: absurd)) }
        encoder.setTarget(.kilobits(75))
        _ = try bits(90..<120)
        let second = try bits(120..<180) / 2
        #expect(abs(second - 75_000) < 18_750, "\(second)")
    }

    @Test func theTestPatternsNumberIsReadFromEveryLayer() throws {
        var encoder = try LayeredEncoder(
            width: 320, height: 180, frameRate: 30, layers: self.count, target: .kilobits(300))
        encoder.clock = nil
        var decoder = try LayeredDecoder(layers: encoder.layers)
        for number in 0..<6 as Range<UInt32> {
            let picture = TestPattern.picture(number: number, width: 320, height: 180, seed: 3)
            let layers = try encoder.encode(picture, highestLayer: 1)
            let base = try decoder.decode(layers.prefix(1).assembled(number: number))
            let top = try decoder.decode(layers.dropFirst().assembled(number: number))
            #expect(base.flatMap { TestPattern.number(in: $0) } == number)
            #expect(top.flatMap { TestPattern.number(in: $0) } == number)
        }
    }
}

struct FlatEncoderTests {
    @Test func keyFramesComeFirstAndWhenForced() throws {
        var encoder = try FlatEncoder(
            width: 160, height: 90, frameRate: 15, target: .kilobits(200))
        var decoder = try VP8Decoder(width: 160, height: 90)
        for number in 0..<12 as Range<UInt32> {
            let picture = Scene.picture(number, width: 160, height: 90)
            let frame = try encoder.encode(picture, forceKey: number == 7)
            let coded = try #require(frame)
            #expect(coded.isKey == (number == 0 || number == 7))
            let shown = try decoder.decode(coded.bytes)
            #expect(shown != nil)
        }
    }

    @Test func wrongSizesAreRefused() throws {
        #expect(throws: VPXError.sizeNotSupported(width: 3, height: 2)) {
            _ = try FlatEncoder(width: 3, height: 2, frameRate: 1, target: .kilobits(1))
        }
        var encoder = try FlatEncoder(
            width: 64, height: 64, frameRate: 30, target: BitRate(bitsPerSecond: -5))
        let caught = #expect(throws: VPXError.self) {
            _ = try encoder.encode(Picture(width: 64, height: 62))
        }
        #expect(caught == .pictureSizeChanged(expected: "64 × 64", got: "64 × 62"))
    }
}
