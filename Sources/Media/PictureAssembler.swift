public import Wire

/// The layers of one picture that decode to what their sender saw, from the lowest.
public struct AssembledPicture: Sendable, Hashable {
    public struct Layer: Sendable, Hashable {
        public var spatialLayer: Int
        public var temporalLayer: Int
        public var flags: MediaHeader.Flags
        /// The VP8 frame.
        public var payload: [UInt8]

        public init(
            spatialLayer: Int, temporalLayer: Int, flags: MediaHeader.Flags, payload: [UInt8],
        ) {
            self.spatialLayer = spatialLayer
            self.temporalLayer = temporalLayer
            self.flags = flags
            self.payload = payload
        }
    }

    public var number: UInt32
    /// Microseconds on the sender's clock.
    public var captureTime: UInt64
    /// Never empty. Begins above the base where lower layers aren't needed or came in an earlier
    /// part.
    public var layers: [Layer]

    public init(number: UInt32, captureTime: UInt64, layers: [Layer]) {
        self.number = number
        self.captureTime = captureTime
        self.layers = layers
    }
}

/// Makes decodable pictures of the messages of one video stream.
///
/// **Nothing leaves here that reads a picture which did not leave here before it.** A server may
/// drop upper spatial layers, upper temporal layers, or anything under stress; a layer that lost a
/// reference is passed over until its next switch point (the base: key frame), and
/// `needsSwitchPoint` or `needsKey` say what to ask for.
///
/// A picture ends with its `.endOfPicture` layer or when a later one begins. So that a viewer of
/// low layers doesn't wait for a picture longer each time, a picture is also given out at the layer
/// where the last one of its temporal layer ended; should more of it come, that follows as a second
/// part.
public struct PictureAssembler: Sendable {
    /// What is in the references of one layer's decoder.
    private struct Layer: Sendable {
        /// Nil: nothing to go on from.
        var last: UInt16?
        var golden: UInt16?
        /// Pictures came that could not be decoded for want of a switch point.
        var isMissed = false
    }

    private var layers: [Layer]
    /// The picture under way: what is usable and not given out yet.
    private var open: AssembledPicture?
    /// Number of the newest picture that began.
    private var newest: UInt32?
    /// Spatial layers of the newest picture, bit by bit, as they came and as they were usable.
    private var arrived = 0
    private var usable = 0
    private var newestTemporal = 0
    /// By temporal layer: the spatial layer at which the last picture ended.
    private var expectedTop: [Int]
    /// Messages that were no use, since the beginning.
    public private(set) var dropCount = 0

    /// - Parameter layerCount: Spatial layers that the sender announced; clamped to 1…4.
    public init(layerCount: Int) {
        let count = min(max(layerCount, 1), MediaHeader.layerCountMaximum)
        self.layers = Array(repeating: Layer(), count: count)
        self.expectedTop = Array(repeating: count - 1, count: MediaHeader.layerCountMaximum)
    }

    /// Whether nothing can be decoded until a key frame of the base comes.
    ///
    /// Not when the base is merely lost below a layer that stands by itself.
    public var needsKey: Bool {
        self.layers[0].isMissed && !self.layers.contains { !$0.isMissed && $0.last != nil }
    }

    /// The lowest enhancement layer that arrives but can't be decoded before its next switch point.
    ///
    /// Nil while a key frame is needed: layers start again there by themselves.
    public var needsSwitchPoint: Int? {
        guard !self.needsKey else { return nil }
        return self.layers.indices.dropFirst().first { self.layers[$0].isMissed }
    }

    /// Takes one message's header and payload, in the order of arrival; any bytes are welcome.
    ///
    /// - Returns: The pictures, or parts of pictures, that can be decoded now.
    public mutating func append(_ header: MediaHeader, _ payload: [UInt8]) -> [AssembledPicture] {
        guard let tag = VideoTag(parsing: payload), self.isPlausible(header) else {
            self.dropCount += 1
            return []
        }
        var pictures: [AssembledPicture] = []
        if header.number != self.newest {
            let isKey = header.flags.contains(.key)
            guard isKey || self.isNewer(header.number) else {
                self.dropCount += 1
                return []
            }
            pictures = self.finish()
            self.begin(header)
        }
        let bit = 1 << header.spatialLayer
        guard self.arrived < bit else {
            self.dropCount += 1
            return pictures
        }
        self.arrived |= bit
        if self.take(header, tag) {
            self.usable |= bit
            self.add(header, payload)
        } else {
            self.dropCount += 1
        }
        if header.flags.contains(.endOfPicture)
            || header.spatialLayer >= self.expectedTop[self.newestTemporal]
        {
            pictures += self.giveOut()
        }
        return pictures
    }

    /// Says that a layer failed to decode: it and all that stands on it wait for a new start.
    public mutating func markBroken(from layer: Int) {
        for index in self.layers.indices where index >= layer {
            self.layers[index] = Layer(isMissed: index == layer)
        }
    }

    private func isPlausible(_ header: MediaHeader) -> Bool {
        guard self.layers.indices.contains(header.spatialLayer),
            self.expectedTop.indices.contains(header.temporalLayer)
        else { return false }
        if header.spatialLayer > 0 { return !header.flags.contains(.key) }
        return header.flags.isDisjoint(with: [.switchPoint, .usesLayerBelow])
            && (header.temporalLayer == 0 || !header.flags.contains(.key))
    }

    private func isNewer(_ number: UInt32) -> Bool {
        guard let newest = self.newest else { return true }
        return Int32(bitPattern: number &- newest) > 0
    }

    private mutating func begin(_ header: MediaHeader) {
        self.newest = header.number
        self.newestTemporal = header.temporalLayer
        self.arrived = 0
        self.usable = 0
        self.open = AssembledPicture(
            number: header.number, captureTime: header.captureTime, layers: [])
    }

    private mutating func add(_ header: MediaHeader, _ payload: [UInt8]) {
        self.open?.layers.append(
            AssembledPicture.Layer(
                spatialLayer: header.spatialLayer,
                temporalLayer: header.temporalLayer,
                flags: header.flags,
                payload: Array(payload.dropFirst(VideoTag.length)),
            ))
    }

    /// Gives out what is there and keeps the picture open for more.
    private mutating func giveOut() -> [AssembledPicture] {
        guard let picture = self.open, !picture.layers.isEmpty else { return [] }
        self.open?.layers = []
        return [picture]
    }

    /// Ends the picture under way and learns how high it went.
    private mutating func finish() -> [AssembledPicture] {
        guard self.newest != nil else { return [] }
        self.expectedTop[self.newestTemporal] =
            Int.bitWidth - 1 - max(self.arrived, 1).leadingZeroBitCount
        return self.giveOut()
    }

    /// Whether the layer decodes; keeps the account of its references.
    private mutating func take(_ header: MediaHeader, _ tag: VideoTag) -> Bool {
        let index = header.spatialLayer
        let layer = self.layers[index]
        let isStart = !header.flags.isDisjoint(with: [.key, .switchPoint])
        if isStart {
            // What was in the references is of no account, and nothing may claim to read it.
            guard tag.lastReach == 0, tag.goldenReach == 0, header.temporalLayer == 0 else {
                return false
            }
        } else {
            if tag.lastReach == 0 || tag.neededLast != layer.last || layer.last == nil {
                self.layers[index] = Layer(isMissed: true)
                return false
            }
        }
        let hasGolden = tag.goldenReach == 0 || tag.neededGolden == layer.golden
        let hasBelow = index > 0 && self.usable & (1 << (index - 1)) != 0
        guard hasGolden, hasBelow || !header.flags.contains(.usesLayerBelow) else {
            if header.temporalLayer == 0 {
                self.layers[index] = Layer(isMissed: true)
            } else {
                self.layers[index].golden = nil
            }
            return false
        }
        self.note(header, tag)
        return true
    }

    private mutating func note(_ header: MediaHeader, _ tag: VideoTag) {
        if header.flags.contains(.key) {
            self.layers[0] = Layer(last: tag.counter, golden: tag.counter)
        } else if header.temporalLayer == 0 {
            self.layers[header.spatialLayer].last = tag.counter
            self.layers[header.spatialLayer].isMissed = false
        } else {
            self.layers[header.spatialLayer].golden = tag.counter
        }
    }
}
