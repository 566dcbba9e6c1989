import Media
import Testing
import Units

struct QuantizerControlTests {
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
            let quantizer = control.quantizer(temporalLayer: layer, isStart: number == 0)
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
            let quantizer = control.quantizer(temporalLayer: 0, isStart: false)
            let size = codec.size(quantizer: quantizer, temporalLayer: 0, isStart: false)
            control.account(size, quantizer: quantizer, temporalLayer: 0, isStart: false)
            sizes.append(size.bytes * 8)
        }
        let after = sizes[90..<180].reduce(0, +) / 3
        #expect(abs(after - 900_000) < 90_000, "\(after)")
    }

    @Test func aTargetThatNoQuantizerKeepsIsSaidToBeOverdrawn() {
        var control = QuantizerControl(
            target: .kilobits(100), frameRate: 30,
            size: LayerSizes.Size(width: 640, height: 360), temporalCount: 1)
        func code(_ bytes: Int, count: Int) {
            for _ in 0..<count {
                let quantizer = control.quantizer(temporalLayer: 0, isStart: false)
                control.account(
                    ByteCount(bytes), quantizer: quantizer, temporalLayer: 0, isStart: false)
            }
        }
        // Twice what there is, whatever the quantizer.
        code(833, count: 5)
        #expect(!control.isOverdrawn)
        code(833, count: 55)
        #expect(control.isOverdrawn)
        var skipped = 0
        while control.isOverdrawn, skipped < 100 {
            control.skip()
            skipped += 1
        }
        #expect((1...60).contains(skipped))
    }

    @Test func aBusyPictureStartsCoarserThanAPlainOne() {
        let quantizers = [4.0, 14, 40].map { activity in
            var control = QuantizerControl(
                target: .kilobits(500), frameRate: 30,
                size: LayerSizes.Size(width: 320, height: 180), temporalCount: 3)
            control.expect(activity: activity)
            return control.quantizer(temporalLayer: 0, isStart: true)
        }
        #expect(quantizers[0] < quantizers[1] && quantizers[1] < quantizers[2])
    }

    @Test func absurdTargetsAndSizesDoNotTrap() {
        for bits in [Int.min, -1, 0, 1, .max] {
            var control = QuantizerControl(
                target: BitRate(bitsPerSecond: bits), frameRate: 0,
                size: LayerSizes.Size(width: 64, height: 64), temporalCount: 3)
            for number in 0..<20 {
                let quantizer = control.quantizer(temporalLayer: number % 3, isStart: false)
                #expect(QuantizerControl.quantizers.contains(quantizer))
                control.account(
                    ByteCount(number % 2 == 0 ? 0 : 1 << 40), quantizer: quantizer,
                    temporalLayer: number % 3, isStart: number % 5 == 0)
            }
        }
    }
}
