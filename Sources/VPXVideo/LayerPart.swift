internal import Media
internal import Units
internal import Wire

/// The decoder of one spatial layer.
struct LayerPart: ~Copyable {
    private let description: LayerDescription
    private let isBase: Bool
    /// Nil after an error, until the next start.
    private var decoder: VP8Decoder?
    /// For ALTREF; the base makes no use of it.
    private var reference: PixelBuffer
    private var doubler: PlaneDoubler
    /// What the layer above is predicted from, with the number of its picture.
    private var newest: (number: UInt32, picture: Picture)?

    init(_ description: LayerDescription, isBase: Bool) throws(VPXError) {
        let whole = description.size.inMacroblocks
        let reference = try PixelBuffer(width: whole.width, height: whole.height)
        // A boot frame that can't be decoded is an announcement to refuse, not a picture to skip.
        let decoder = try Self.begin(description, isBase: isBase)
        self.description = description
        self.isBase = isBase
        self.reference = reference
        self.doubler = PlaneDoubler(width: description.width / 2)
        self.decoder = consume decoder
    }

    /// The layer's picture of that number, if it is the newest one decoded.
    func reconstruction(of number: UInt32) -> Picture? {
        guard let newest = self.newest, newest.number == number else { return nil }
        return newest.picture
    }

    /// Decodes one picture; nil while the layer waits for a start.
    ///
    /// - Parameter below: The same picture one layer below, where the layer is predicted from it.
    mutating func decode(
        _ layer: AssembledPicture.Layer, number: UInt32, below: Picture?,
    ) throws(VPXError) -> Picture? {
        let isStart = !layer.flags.isDisjoint(with: [.key, .switchPoint])
        do throws(VPXError) {
            try self.check(layer)
            if self.decoder == nil {
                guard isStart else { return nil }
                self.decoder = try Self.begin(self.description, isBase: self.isBase)
            } else if isStart, !self.isBase {
                // A switch point begins with the probabilities of the boot frame, and so did its
                // encoder.
                _ = try self.decoder?.decode(self.description.bootFrame)
            }
            if layer.flags.contains(.usesLayerBelow) {
                guard let below else { throw self.malformed(layer, "its layer below is missing") }
                try self.setReference(below)
            }
            let picture = try self.decoder?.decode(layer.payload)
            guard let picture = picture ?? nil else {
                throw self.malformed(layer, "it shows no picture of the agreed size")
            }
            self.newest = (number, picture)
            return picture
        } catch {
            self.decoder = nil
            self.newest = nil
            if case .failed(_, let reason) = error { throw self.malformed(layer, reason) }
            throw error
        }
    }

    private func malformed(_ layer: AssembledPicture.Layer, _ reason: String) -> VPXError {
        .pictureMalformed(spatialLayer: layer.spatialLayer, reason: reason)
    }

    /// Looks at the frame's own header before libvpx allocates by it.
    private func check(_ layer: AssembledPicture.Layer) throws(VPXError) {
        guard let header = VP8FrameHeader(parsing: layer.payload) else {
            throw self.malformed(layer, "it is no VP8 frame")
        }
        guard header.isKey == layer.flags.contains(.key), self.isBase || !header.isKey else {
            throw self.malformed(layer, "a key frame stands where none may")
        }
        guard header.isShown else { throw self.malformed(layer, "it is not to be shown") }
        guard header.isKey else { return }
        guard header.width == self.description.width, header.height == self.description.height
        else { throw self.malformed(layer, "it has another size than was agreed") }
    }

    private mutating func setReference(_ below: Picture) throws(VPXError) {
        self.reference.fill(doubling: below, with: &self.doubler)
        try self.decoder?.setAltRef(self.reference)
    }

    private static func begin(
        _ description: LayerDescription, isBase: Bool,
    ) throws(VPXError) -> VP8Decoder {
        var decoder = try VP8Decoder(width: description.width, height: description.height)
        if !isBase {
            guard try decoder.decode(description.bootFrame) != nil else { throw .layersMalformed }
        }
        return decoder
    }
}
