import ArgumentParser
import Foundation
import Media
import Units
import VPXVideo
import Wire

struct RateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rate",
        abstract: "Codes a clip for a constant rate: how well it is kept, and what it costs.")
    @Argument(help: "A Y4M clip.")
    var clip: String
    @Option(help: "Pictures to read.")
    var pictures = 300
    @Option(help: "Pictures per second, whatever the clip says.")
    var frameRate: Int?
    @Option(help: "Spatial layers.")
    var spatial = 2
    @Option(help: "Temporal layers.")
    var temporal = 3
    @Option(help: "kbit/s for all layers together.")
    var kilobits: Int
    @Option(help: "The highest spatial layer to code.")
    var highest = 2
    @Flag(
        help:
            "A line for every picture: temporal layer, then bytes/quantizer of each layer, * at starts."
    )
    var lists = false
    @Flag(help: "Code faster, then fewer pictures, when a picture takes too long.")
    var adapts = false
    @Flag(help: "The key structure instead of the full one.")
    var key = false

    func run() throws {
        let clip = try Clip(
            path: self.clip, countMaximum: self.pictures, spatialCount: self.spatial)
        guard let count = LayerCount(spatial: self.spatial, temporal: self.temporal) else {
            throw ValidationError("one to three layers each way")
        }
        let frameRate = self.frameRate ?? clip.frameRate
        var encoder = try LayeredEncoder(
            width: clip.width, height: clip.height, frameRate: frameRate, layers: count,
            target: .kilobits(self.kilobits))
        encoder.structure = self.key ? .key : .full
        if !self.adapts { encoder.clock = nil }
        let stopwatch = Stopwatch()
        encoder.observer = { stopwatch.lap($0, $1) }
        var decoder = try LayeredDecoder(layers: encoder.layers)
        var bits: [Int] = []
        var error = 0.0
        var mismatchCount = 0
        for (number, picture) in clip.pictures.enumerated() {
            stopwatch.begin()
            let layers = try encoder.encode(picture, highestLayer: self.highest)
            bits.append(layers.reduce(0) { $0 + $1.bytes.count * 8 })
            if self.lists { Self.list(layers, encoder.quantizers) }
            guard let top = layers.last,
                let expected = try encoder.reconstruction(layer: top.spatialLayer)
            else { continue }
            let shown = try decoder.decode(Trial.assemble(layers[...], number))
            if shown != expected { mismatchCount += 1 }
            guard expected.width == picture.width else { continue }
            error += meanSquaredError(expected, picture)
        }
        print("Pictures that decoded to something else than the encoder saw: \(mismatchCount)")
        self.report(clip, bits, frameRate, stopwatch, error / Double(bits.count))
    }

    private static func list(_ layers: [EncodedLayer], _ quantizers: [Int]) {
        let parts = layers.map {
            let isStart = !$0.flags.isDisjoint(with: [.key, .switchPoint])
            let quantizer = quantizers[$0.spatialLayer]
            return "\($0.bytes.count)\(isStart ? "*" : "")/\(quantizer)"
        }
        print("T\(layers.first?.temporalLayer ?? -1)", parts.joined(separator: " "))
    }

    private func report(
        _ clip: Clip, _ bits: [Int], _ frameRate: Int, _ stopwatch: Stopwatch, _ error: Double,
    ) {
        let count = Double(bits.count)
        let milliseconds = 1000 * stopwatch.total / count
        print(
            String(
                format: "%@ %d × %d, %d × %d layers, %d kbit/s: %.2f dB", clip.name, clip.width,
                clip.height, self.spatial, self.temporal, self.kilobits, signalToNoise(error)))
        let average = Double(bits.reduce(0, +)) * Double(frameRate) / count / 1000
        print(String(format: "all: %+.1f %%", self.deviation(average)))
        // The first picture is a burst by itself.
        let windows = [("2 s", 2 * frameRate, 0), ("200 ms", max(1, frameRate / 5), 1)]
        for (name, pictures, skipped) in windows {
            let rates = Self.windows(Array(bits.dropFirst(skipped)), pictures).map {
                Double($0) * Double(frameRate) / Double(pictures) / 1000
            }
            guard let least = rates.min(), let most = rates.max() else { continue }
            print(
                String(
                    format: "any %@: %+.1f … %+.1f %%", name, self.deviation(least),
                    self.deviation(most)))
        }
        print(
            String(
                format: "encode: %.2f ms a picture, %.0f %% of a core at %d pictures a second",
                milliseconds, milliseconds * Double(frameRate) / 10, frameRate))
        for stage in CodecStage.allCases {
            print(String(format: "… %@: %.0f %%", "\(stage)", stopwatch.share(stage)))
        }
        for layer in 0..<self.spatial {
            print(
                String(
                    format: "… layer %d: %.2f ms", layer, 1000 * stopwatch.byLayer[layer] / count))
        }
    }

    private func deviation(_ rate: Double) -> Double {
        100 * (rate / Double(self.kilobits) - 1)
    }

    /// Sums of every run of that many values.
    private static func windows(_ values: [Int], _ count: Int) -> [Int] {
        guard values.count >= count, count > 0 else { return [] }
        return (0...(values.count - count)).map { values[$0..<($0 + count)].reduce(0, +) }
    }
}
