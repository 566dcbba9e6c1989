import Media
import Testing
import Units
import Wire

@testable import VPXVideo

/// What the encoder does by itself: leaving out, hastening, sharing, beginning anew.
struct AdaptingTests {
    private let count: LayerCount

    init() throws {
        self.count = try #require(LayerCount(spatial: 2, temporal: 3))
    }

    /// Time that a test moves.
    private final class Time {
        var now = Duration.zero
        /// What every look at the clock takes.
        var step = Duration.zero

        func tell() -> Duration {
            defer { self.now += self.step }
            return self.now
        }
    }

    @Test func anEncoderThatIsTooSlowLeavesOutPicturesAndTheRestDecodes() throws {
        let time = Time()
        time.step = .milliseconds(50)
        var link = try Link(self.count)
        link.encoder.clock = time.tell
        try link.run(80)
        let shown = link.exact(layer: 1)
        #expect(link.errors == [] && link.assembler.dropCount == 0)
        #expect(Array(shown.prefix(4)) == [0, 1, 2, 3])
        // At last every fourth is left.
        #expect(shown.suffix(4).map { Int($0) % 4 } == [0, 0, 0, 0])
        time.step = .zero
        try link.run(400)
        #expect(link.exact(layer: 1).suffix(4) == [476, 477, 478, 479])
    }

    @Test func whatIsAskedForWithAPictureThatIsLeftOutIsNotForgotten() throws {
        let time = Time()
        time.step = .milliseconds(50)
        var link = try Link(self.count)
        link.encoder.clock = time.tell
        try link.run(81)
        var starts: [UInt32] = []
        try link.run(1, switchPoints: [1]) { _, _ in true }
        try link.run(7) { header, _ in
            if header.flags.contains(.switchPoint) { starts.append(header.number) }
            return true
        }
        #expect(starts == [84])
    }

    @Test(arguments: LayerPattern.Structure.allCases)
    func aCutBeginsAllLayersAnewWithoutAKeyFrame(_ structure: LayerPattern.Structure) throws {
        var encoder = try LayeredEncoder(
            width: 128, height: 96, frameRate: 10, layers: self.count, target: .kilobits(200))
        encoder.clock = nil
        encoder.structure = structure
        var decoder = try LayeredDecoder(layers: encoder.layers)
        var assembler = PictureAssembler(layerCount: 2)
        var starts: [UInt32] = []
        for number in 0..<24 as Range<UInt32> {
            var picture = Scene.picture(number, width: 128, height: 96)
            if number >= 17 {
                for index in 0..<(128 * 96) {
                    picture.samples[index] = 255 - picture.samples[index]
                }
            }
            let layers = try encoder.encode(picture, highestLayer: 1)
            if layers.last?.flags.contains(.switchPoint) == true { starts.append(number) }
            #expect(number == 0 || layers.first?.flags.contains(.key) == false)
            for layer in layers {
                for part in assembler.append(layer.header(number: number), layer.bytes) {
                    let shown = try decoder.decode(part)
                    let expected = try encoder.reconstruction(layer: layer.spatialLayer)
                    #expect(shown == expected)
                }
            }
        }
        #expect(starts == [0, 17])
        #expect(assembler.dropCount == 0)
    }

    @Test func aTargetThatNoQuantizerKeepsCostsPictures() throws {
        var link = try Link(self.count)
        link.encoder.setTarget(.kilobits(2))
        try link.run(60)
        let shown = link.exact(layer: 1)
        #expect(shown.count < 20 && shown.count >= 2, "\(shown.count)")
        #expect(link.errors == [] && link.assembler.dropCount == 0)
    }

    @Test func layersThatAreLeftOutLeaveTheirBitsToTheOthers() throws {
        var encoder = try LayeredEncoder(
            width: 160, height: 96, frameRate: 30, layers: self.count, target: .kilobits(50))
        encoder.clock = nil
        func bits(_ numbers: Range<UInt32>, highest: Int) throws -> Int {
            var sum = 0
            for number in numbers {
                let picture = Scene.picture(number, width: 160, height: 96)
                let layers = try encoder.encode(picture, highestLayer: highest)
                sum += (layers.first?.bytes.count ?? 0) * 8
            }
            return sum / numbers.count
        }
        let shared = try bits(30..<90, highest: 1)
        _ = try bits(90..<120, highest: 0)
        let alone = try bits(120..<180, highest: 0)
        #expect(alone > shared * 3 / 2, "\(alone) instead of \(shared)")
    }

    @Test func startsAreOneSecondApartHoweverOftenTheyAreAskedFor() throws {
        let time = Time()
        var encoder = try LayeredEncoder(
            width: 128, height: 96, frameRate: 20, layers: self.count, target: .kilobits(200))
        encoder.clock = time.tell
        var keys: [UInt32] = []
        var points: [UInt32] = []
        for number in 0..<100 as Range<UInt32> {
            let picture = Scene.picture(number, width: 128, height: 96)
            let layers = try encoder.encode(
                picture, highestLayer: 1, key: (10..<15).contains(number),
                switchPoints: number > 50 ? [1] : [])
            if layers.first?.flags.contains(.key) == true { keys.append(number) }
            if layers.last?.flags.contains(.switchPoint) == true { points.append(number) }
            time.now += .milliseconds(50)
        }
        #expect(keys == [0, 20])
        #expect(points == [0, 20, 52, 72, 92])
    }

    @Test func aStartTakesNoMoreThanItsShareHoweverBusyThePicture() throws {
        var encoder = try LayeredEncoder(
            width: 128, height: 96, frameRate: 10, layers: self.count, target: .kilobits(120))
        encoder.clock = nil
        var decoder = try LayeredDecoder(layers: encoder.layers)
        var random = SeededRandom(seed: 6)
        for number in 0..<32 as Range<UInt32> {
            // Half of the clip is flat, and then it is noise at once.
            var picture = Picture(width: 128, height: 96, luma: UInt8(60 + number))
            if number >= 16 {
                for index in 0..<(128 * 96) {
                    picture.samples[index] = UInt8.random(in: 60...200, using: &random)
                }
            }
            let layers = try encoder.encode(picture, highestLayer: 1)
            guard !layers.isEmpty else { continue }
            let bits = layers.reduce(0) { $0 + $1.bytes.count * 8 }
            if number == 16 {
                #expect(layers.last?.flags.contains(.switchPoint) == true)
                // 0.17 seconds of the target, and what no quantizer helps.
                #expect(bits < 40_000, "\(bits)")
            }
            let shown = try decoder.decode(layers.assembled(number: number))
            #expect(try shown == encoder.reconstruction(layer: layers.count - 1))
        }
    }

    /// Text that is typed, scrolled by a line and turned by a page.
    private static func text(_ number: UInt32, width: Int, height: Int) -> Picture {
        var picture = Picture(width: width, height: height, luma: 20)
        let (page, line) = (Int(number) / 24, Int(number) / 6)
        for row in 0..<height where (row + 8 * line) % 8 < 5 {
            for column in 0..<min(width, 8 + 4 * Int(number)) {
                let word = ((row + 8 * line) / 8 &* 31 &+ column / 3 &* 17 &+ page &* 101) % 7
                if word == 0 { picture.samples[row * width + column] = 220 }
            }
        }
        return picture
    }

    @Test(arguments: LayerPattern.Structure.allCases)
    func textDecodesToWhatTheEncoderSawThroughEverySurge(
        _ structure: LayerPattern.Structure,
    ) throws {
        #expect(SceneMeter.isScreen(Self.text(20, width: 160, height: 96)))
        var encoder = try LayeredEncoder(
            width: 160, height: 96, frameRate: 10, layers: self.count, target: .kilobits(60))
        encoder.clock = nil
        encoder.structure = structure
        var decoder = try LayeredDecoder(layers: encoder.layers)
        var assembler = PictureAssembler(layerCount: 2)
        for number in 0..<60 as Range<UInt32> {
            // In its middle the screen shows a camera's picture.
            let picture =
                (30..<36).contains(number)
                ? Scene.picture(number, width: 160, height: 96)
                : Self.text(number, width: 160, height: 96)
            for layer in try encoder.encode(picture, highestLayer: 1) {
                for part in assembler.append(layer.header(number: number), layer.bytes) {
                    let shown = try decoder.decode(part)
                    let expected = try encoder.reconstruction(layer: layer.spatialLayer)
                    #expect(shown == expected)
                }
            }
        }
        #expect(assembler.dropCount == 0)
    }
}
