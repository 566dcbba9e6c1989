import Media
import Testing
import Units

struct QuantizerControlTests {
    private let unlimited = ByteCount.mebibytes(64)

    /// A codec whose pictures halve every `halving` steps, with chance in it.
    private struct Codec {
        var random: SeededRandom
        var bitsAtZero: Double
        var halving: Double

        mutating func size(quantizer: Int, temporalLayer: Int, isStart: Bool) -> ByteCount {
            let kind = isStart ? 5.0 : [1.0, 0.7, 0.5][temporalLayer]
            let chance = Double.random(in: 0.7...1.3, using: &self.random)
            var bits = self.bitsAtZero * kind * chance
            // Whole and fractional halvings without the C library.
            for _ in 0..<quantizer {
                bits *= 1 - 0.693 / self.halving + 0.24 / self.halving / self.halving
            }
            return ByteCount(Int(bits / 8))
        }
    }

    @Test(arguments: [8.0, 10.5], [150, 600, 2000])
    func bitsFollowTheTarget(_ halving: Double, _ kilobits: Int) {
        var control = QuantizerControl(
            target: .kilobits(kilobits), frameRate: 30,
            size: LayerSizes.Size(width: 640, height: 360), temporalCount: 3)
        var codec = Codec(
            random: SeededRandom(seed: 4), bitsAtZero: Double(kilobits) * 800, halving: halving)
        let pattern = LayerPattern.temporalLayers(count: 3)
        var sizes: [Int] = []
        for number in 0..<300 {
            let layer = pattern[number % 4]
            let quantizer = control.quantizer(
                temporalLayer: layer, isStart: number == 0,
                limit: number == 0 ? ByteCount(20 * kilobits) : self.unlimited)
            #expect(QuantizerControl.quantizers.contains(quantizer))
            let size = codec.size(
                quantizer: quantizer, temporalLayer: layer, isStart: number == 0)
            control.account(
                size, quantizer: quantizer, temporalLayer: layer, isStart: number == 0)
            sizes.append(size.bytes * 8)
            if number == 150 { codec.bitsAtZero *= 3 }
        }
        // Five seconds before and after the scene became three times as complex.
        for window in [0..<150, 150..<300] {
            let rate = sizes[window].reduce(0, +) / 5
            let target = kilobits * 1000
            #expect(abs(rate - target) < target / 8, "\(rate) instead of \(target)")
        }
    }

    @Test func aNewTargetTakesEffectWithinASecond() {
        var control = QuantizerControl(
            target: .kilobits(300), frameRate: 30,
            size: LayerSizes.Size(width: 640, height: 360), temporalCount: 1)
        var codec = Codec(random: SeededRandom(seed: 5), bitsAtZero: 400_000, halving: 10)
        var sizes: [Int] = []
        for number in 0..<180 {
            if number == 60 { control.target = .kilobits(900) }
            let quantizer = control.quantizer(
                temporalLayer: 0, isStart: false, limit: self.unlimited)
            let size = codec.size(quantizer: quantizer, temporalLayer: 0, isStart: false)
            control.account(size, quantizer: quantizer, temporalLayer: 0, isStart: false)
            sizes.append(size.bytes * 8)
        }
        let after = sizes[90..<180].reduce(0, +) / 3
        #expect(abs(after - 900_000) < 90_000, "\(after)")
    }

    @Test func aPictureThatMayNotTakeWhatItShouldIsCoarser() {
        func quantizers(limit: Int) -> [Int] {
            var control = QuantizerControl(
                target: .kilobits(500), frameRate: 30,
                size: LayerSizes.Size(width: 320, height: 180), temporalCount: 3)
            return [true, false].map {
                control.quantizer(temporalLayer: 0, isStart: $0, limit: ByteCount(limit))
            }
        }
        let (usual, tight) = (quantizers(limit: 9000), quantizers(limit: 300))
        #expect(usual[0] < tight[0] && usual[1] < tight[1])
    }

    @Test func anotherTryIsAsMuchCoarserAsTheFirstWasTooLarge() {
        var control = QuantizerControl(
            target: .kilobits(500), frameRate: 30,
            size: LayerSizes.Size(width: 320, height: 180), temporalCount: 3)
        func coarser(_ quantizer: Int, _ bytes: Int) -> Int? {
            control.coarser(
                than: quantizer, ByteCount(bytes), limit: ByteCount(1000), isStart: false)
        }
        #expect(coarser(20, 1000) == nil)
        #expect(coarser(20, 1001) == 21)
        #expect(coarser(20, 2000) == 30)
        #expect(coarser(20, 4000) == 39)
        #expect(coarser(60, 4000) == 63)
        #expect(coarser(63, 4000) == nil)
        let absurd = control.coarser(
            than: 4, ByteCount(.max), limit: ByteCount(-1), isStart: false)
        #expect(absurd == 63)
    }

    @Test func aPictureMayExceedALimitThatIsNearToWhatItShouldTake() {
        var control = QuantizerControl(
            target: .kilobits(240), frameRate: 30,
            size: LayerSizes.Size(width: 320, height: 180), temporalCount: 1)
        for _ in 0..<20 {
            control.account(ByteCount(1000), quantizer: 30, temporalLayer: 0, isStart: false)
        }
        func mayExceed(_ bytes: Int, _ quantizer: Int) -> Bool {
            control.mayExceed(ByteCount(bytes), temporalLayer: 0, quantizer: quantizer)
        }
        #expect(mayExceed(900, 30) && mayExceed(2400, 30) && !mayExceed(2600, 30))
        #expect(mayExceed(2600, 20) && !mayExceed(1300, 40))
        #expect(mayExceed(0, 63))
    }

    @Test func whatAStartTakesIsRepaidEvenlyWithinSeconds() {
        var control = QuantizerControl(
            target: .kilobits(300), frameRate: 30,
            size: LayerSizes.Size(width: 320, height: 180), temporalCount: 1)
        var codec = Codec(random: SeededRandom(seed: 8), bitsAtZero: 100_000, halving: 9.5)
        var sizes: [Int] = []
        for number in 0..<300 {
            let isStart = number == 120
            let quantizer = control.quantizer(
                temporalLayer: 0, isStart: isStart, limit: ByteCount(7500))
            let size =
                isStart
                ? ByteCount(7500)
                : codec.size(quantizer: quantizer, temporalLayer: 0, isStart: false)
            control.account(size, quantizer: quantizer, temporalLayer: 0, isStart: isStart)
            sizes.append(size.bytes * 8)
        }
        // 0.2 seconds of the rate at once, and any two seconds stay within a tenth.
        for start in 60...240 {
            let rate = sizes[start..<(start + 60)].reduce(0, +) / 2
            #expect(abs(rate - 300_000) < 32_000, "\(rate) from \(start)")
        }
    }

    @Test func theLeastThatIsWorthSpendingIsHalfOfWhatThereIs() {
        var control = QuantizerControl(
            target: .kilobits(240), frameRate: 30,
            size: LayerSizes.Size(width: 320, height: 180), temporalCount: 1)
        var codec = Codec(random: SeededRandom(seed: 8), bitsAtZero: 100_000, halving: 9.5)
        for _ in 0..<120 {
            let quantizer = control.quantizer(
                temporalLayer: 0, isStart: false, limit: self.unlimited)
            let size = codec.size(quantizer: quantizer, temporalLayer: 0, isStart: false)
            control.account(size, quantizer: quantizer, temporalLayer: 0, isStart: false)
        }
        // A picture takes 1000 bytes on average.
        let least = control.leastSize(temporalLayer: 0).bytes
        #expect((300...750).contains(least), "\(least)")
    }

    @Test func aBusyPictureStartsCoarserThanAPlainOne() {
        let quantizers = [4.0, 14, 40].map { activity in
            var control = QuantizerControl(
                target: .kilobits(500), frameRate: 30,
                size: LayerSizes.Size(width: 320, height: 180), temporalCount: 3)
            control.expect(activity: activity)
            return control.quantizer(
                temporalLayer: 0, isStart: true, limit: ByteCount(9000))
        }
        #expect(quantizers[0] < quantizers[1] && quantizers[1] < quantizers[2])
    }

    @Test func absurdTargetsAndSizesDoNotTrap() {
        for bits in [Int.min, -1, 0, 1, .max] {
            var control = QuantizerControl(
                target: BitRate(bitsPerSecond: bits), frameRate: 0,
                size: LayerSizes.Size(width: 64, height: 64), temporalCount: 3)
            for number in 0..<20 {
                let quantizer = control.quantizer(
                    temporalLayer: number % 3, isStart: false,
                    limit: ByteCount([Int.min, 0, .max][number % 3]))
                #expect(QuantizerControl.quantizers.contains(quantizer))
                control.account(
                    ByteCount(number % 2 == 0 ? 0 : 1 << 40), quantizer: quantizer,
                    temporalLayer: number % 3, isStart: number % 5 == 0)
            }
        }
    }
}
