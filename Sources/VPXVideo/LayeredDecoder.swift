internal import CVPX
public import Media
public import Units
internal import Wire

/// The receiving side of scalable VP8: a decoder for each spatial layer.
///
/// **Any bytes are welcome: they give a picture, no picture or an error, and nothing is allocated
/// beyond what the layers' descriptions say.** After an error a layer is passed over until its next
/// key frame or switch point, where it starts from a fresh decoder.
///
/// One thread uses it at a time; make it where it will be used.
public struct LayeredDecoder: ~Copyable {
    /// Bytes of one boot frame: 1.5 KB at 1280 × 720 were measured.
    public static let bootFrameLengthMaximum = ByteCount.kibibytes(32)

    public let layers: [LayerDescription]
    /// Told of every stage that ended, for measurements.
    package var observer: ((CodecStage, _ spatialLayer: Int) -> Void)?
    private var parts: InlineArray<3, LayerPart?>

    /// - Parameter layers: As the sender announced them, from the lowest.
    public init(layers: [LayerDescription]) throws(VPXError) {
        guard LayerSizes(announced: layers.map(\.size)) != nil else { throw .layersMalformed }
        for (index, layer) in layers.enumerated() {
            guard Self.isAcceptable(layer, isBase: index == 0) else { throw .layersMalformed }
        }
        let parts: InlineArray<3, LayerPart?> = try InlineArray { (index) throws(VPXError) in
            guard index < layers.count else { return nil }
            return try LayerPart(layers[index], isBase: index == 0)
        }
        self.layers = layers
        self.parts = parts
    }

    /// Decodes what there is of a picture.
    ///
    /// - Returns: The picture of the highest layer that was decoded, or nil if none was.
    /// - Throws: `VPXError.pictureMalformed` if a layer's bytes are not what its stream allows;
    ///   tell the assembler with `markBroken(from:)`. Layers below it have been decoded.
    public mutating func decode(_ picture: AssembledPicture) throws(VPXError) -> Picture? {
        var shown: Picture?
        for layer in picture.layers {
            let index = layer.spatialLayer
            guard self.layers.indices.contains(index) else { continue }
            let below: Picture? =
                index > 0 && layer.flags.contains(.usesLayerBelow)
                ? self.parts[index - 1]?.reconstruction(of: picture.number) : nil
            let decoded = try self.parts[index]?.decode(
                layer, number: picture.number, below: below)
            if let decoded = decoded ?? nil { shown = decoded }
            self.observer?(.coding, index)
        }
        return shown
    }

    private static func isAcceptable(_ layer: LayerDescription, isBase: Bool) -> Bool {
        guard !isBase else { return layer.bootFrame.isEmpty }
        guard layer.bootFrame.count <= Self.bootFrameLengthMaximum.bytes,
            let header = VP8FrameHeader(parsing: layer.bootFrame)
        else { return false }
        return header.isKey && header.isShown && header.width == layer.width
            && header.height == layer.height
    }
}
