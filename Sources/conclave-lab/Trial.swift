import Media
import Units
import VPXVideo
import Wire

/// A way to send a clip in several sizes.
enum Method: String, CaseIterable {
    /// The top size alone.
    case single = "single layer"
    /// Plain VP8 for each size by itself.
    case simulcast = "simulcast"
    case full = "ours, full"
    case key = "ours, key"
}

/// What became of a clip, coded with fixed quantizers.
struct Trial {
    let method: Method
    let pictureCount: Int
    /// Bits of all layers, and of what a viewer of the top must be sent.
    private(set) var bits = 0
    private(set) var viewerBits = 0
    /// Luma of the top layer.
    private(set) var error = 0.0
    let encoding = Stopwatch()
    let decoding = Stopwatch()
    /// Pictures that decoded to something else than the encoder saw.
    private(set) var mismatchCount = 0

    var quality: Double { signalToNoise(self.error / Double(self.pictureCount)) }

    func point(_ bits: Int) -> OperatingPoint {
        OperatingPoint(rate: Double(bits), quality: self.quality)
    }

    /// - Parameter quantizers: From the lowest layer.
    init(_ clip: Clip, _ method: Method, quantizers: [Int], temporalCount: Int) throws {
        self.method = method
        self.pictureCount = clip.pictures.count
        switch method {
        case .single:
            try self.run(
                clip.pictures, clip.frameRate, quantizers.suffix(1), temporalCount, top: true)
        case .simulcast:
            var pictures = clip.pictures
            for index in quantizers.indices.reversed() {
                let isTop = index == quantizers.count - 1
                if !isTop { pictures = self.halve(pictures, layer: index) }
                try self.run(
                    pictures, clip.frameRate, [quantizers[index]], temporalCount, top: isTop)
            }
        case .full, .key:
            try self.run(
                clip.pictures, clip.frameRate, quantizers[...], temporalCount, top: true)
        }
    }

    private func halve(_ pictures: [Picture], layer: Int) -> [Picture] {
        self.encoding.begin()
        defer { self.encoding.lap(.scaling, layer) }
        return pictures.map { $0.halved() }
    }

    private mutating func run(
        _ pictures: [Picture], _ frameRate: Int, _ quantizers: ArraySlice<Int>,
        _ temporalCount: Int, top: Bool,
    ) throws {
        guard let count = LayerCount(spatial: quantizers.count, temporal: temporalCount) else {
            return
        }
        var encoder = try LayeredEncoder(
            width: pictures[0].width, height: pictures[0].height, frameRate: frameRate,
            layers: count, quantizers: Array(quantizers))
        encoder.structure = self.method == .key ? .key : .full
        let (encoding, decoding) = (self.encoding, self.decoding)
        encoder.observer = { encoding.lap($0, $1) }
        var decoder = try LayeredDecoder(layers: encoder.layers)
        decoder.observer = { decoding.lap($0, $1) }
        for (number, picture) in pictures.enumerated() {
            encoding.begin()
            let layers = try encoder.encode(picture, highestLayer: 2)
            self.bits += layers.reduce(0) { $0 + $1.bytes.count * 8 }
            guard top else { continue }
            let needed = Self.needed(layers)
            self.viewerBits += needed.reduce(0) { $0 + $1.bytes.count * 8 }
            decoding.begin()
            let shown = try decoder.decode(Self.assemble(needed, number))
            guard let shown, shown == (try encoder.reconstruction(layer: layers.count - 1)) else {
                self.mismatchCount += 1
                continue
            }
            self.error += meanSquaredError(shown, picture)
        }
    }

    /// What a viewer of the top layer needs of a picture.
    private static func needed(_ layers: [EncodedLayer]) -> ArraySlice<EncodedLayer> {
        let first =
            layers.lastIndex { !$0.flags.contains(.usesLayerBelow) } ?? layers.startIndex
        return layers[first...]
    }

    static func assemble(
        _ layers: ArraySlice<EncodedLayer>, _ number: Int,
    ) -> AssembledPicture {
        AssembledPicture(
            number: UInt32(number), captureTime: 0,
            layers: layers.map {
                AssembledPicture.Layer(
                    spatialLayer: $0.spatialLayer, temporalLayer: $0.temporalLayer,
                    flags: $0.flags, payload: Array($0.bytes.dropFirst(VideoTag.length)))
            })
    }
}
