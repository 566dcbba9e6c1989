import Media
import VPXVideo

/// What it costs to begin with a layer in the middle: switch points against key frames.
struct Starts {
    /// Sums over the starts of a clip, at the top layer.
    private(set) var bytes = 0
    private(set) var error = 0.0
    private(set) var count = 0

    var point: OperatingPoint {
        OperatingPoint(
            rate: Double(self.bytes) / Double(max(1, self.count)),
            quality: signalToNoise(self.error / Double(max(1, self.count))))
    }

    /// Pictures from one start to the next; a multiple of the temporal pattern.
    private static let period = 12

    /// - Parameter areKeys: A stream of the top layer alone, with key frames; otherwise all layers,
    ///   with switch points of the top.
    init(_ clip: Clip, quantizers: [Int], temporalCount: Int, areKeys: Bool) throws {
        let used = areKeys ? quantizers.suffix(1) : quantizers[...]
        guard let layers = LayerCount(spatial: used.count, temporal: temporalCount) else { return }
        var encoder = try LayeredEncoder(
            width: clip.width, height: clip.height, frameRate: clip.frameRate, layers: layers,
            quantizers: Array(used))
        let top = used.count - 1
        for (number, picture) in clip.pictures.enumerated() {
            let isStart = number % Self.period == 0
            let coded = try encoder.encode(
                picture, highestLayer: top, key: isStart && areKeys,
                switchPoints: isStart ? [top] : [])
            guard isStart, number > 0, let last = coded.last,
                let shown = try encoder.reconstruction(layer: top)
            else { continue }
            self.bytes += last.bytes.count
            self.error += meanSquaredError(shown, picture)
            self.count += 1
        }
    }
}
