/// What a stream carries.
public enum MediaKind: UInt8, Sendable, CaseIterable {
    case voice = 1
    case camera = 2
    case content = 3

    public var isVideo: Bool { self != .voice }
}

/// The clear, authenticated part of a media message: all that a server needs to choose layers and
/// find the speaker.
///
/// Twenty-four bytes, big-endian, sent as SFrame metadata (RFC 9605, section 4.4.1):
///
///     0 version   1 kind   2 layers: spatial << 4 | temporal   3 flags
///     4…7 participant   8…11 number   12…19 capture time   20 voice level   21…23 zero
public struct MediaHeader: Sendable, Hashable {
    public static let length = 24
    public static let version: UInt8 = 1
    /// Layers a stream can have in either direction; the codec uses three.
    public static let layerCountMaximum = 4

    public struct Flags: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A key frame of the base layer: depends on nothing.
        public static let key = Flags(rawValue: 1)
        /// An enhancement picture without temporal reference: a receiver may start this layer here.
        public static let switchPoint = Flags(rawValue: 2)
        /// No later picture depends on it.
        public static let discardable = Flags(rawValue: 4)
        /// The highest spatial layer that the sender codes of this picture.
        public static let endOfPicture = Flags(rawValue: 8)
        /// Depends on the same picture one spatial layer below.
        public static let usesLayerBelow = Flags(rawValue: 16)
    }

    /// The sender's number in this conference; the server refuses any other than the connection's.
    public var participant: UInt32
    public var kind: MediaKind
    /// 0 is the smallest picture; always 0 for voice.
    public var spatialLayer: Int
    /// 0 is the slowest rate; always 0 for voice.
    public var temporalLayer: Int
    public var flags: Flags
    /// Counts pictures (all layers of a picture share it) or voice packets, from 0, per stream.
    public var number: UInt32
    /// Microseconds on the sender's clock, the same clock for all its streams.
    public var captureTime: UInt64
    /// Loudness as in RFC 6464: 0 is the loudest, 127 silence, in −dBov. 127 for video.
    public var voiceLevel: UInt8

    public init(
        participant: UInt32,
        kind: MediaKind,
        spatialLayer: Int = 0,
        temporalLayer: Int = 0,
        flags: Flags = [],
        number: UInt32,
        captureTime: UInt64,
        voiceLevel: UInt8 = 127,
    ) {
        self.participant = participant
        self.kind = kind
        self.spatialLayer = spatialLayer
        self.temporalLayer = temporalLayer
        self.flags = flags
        self.number = number
        self.captureTime = captureTime
        self.voiceLevel = voiceLevel
    }

    /// The header as it travels and as it is authenticated.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.length)
        bytes.append(Self.version)
        bytes.append(self.kind.rawValue)
        bytes.append(UInt8(truncatingIfNeeded: self.spatialLayer << 4 | self.temporalLayer))
        bytes.append(self.flags.rawValue)
        bytes.append(bigEndian: self.participant)
        bytes.append(bigEndian: self.number)
        bytes.append(bigEndian: self.captureTime)
        bytes.append(contentsOf: [self.voiceLevel, 0, 0, 0])
        return bytes
    }

    /// Reads the header at the beginning of a media message.
    public init(parsing message: some Collection<UInt8>) throws(WireError) {
        var reader = ByteReader(message.prefix(Self.length))
        guard message.count >= Self.length else { throw .malformedMedia(.truncated) }
        let version = reader.byte()
        guard version == Self.version else { throw .malformedMedia(.unknownVersion(version)) }
        let kindByte = reader.byte()
        guard let kind = MediaKind(rawValue: kindByte) else {
            throw .malformedMedia(.unknownKind(kindByte))
        }
        let layers = reader.byte()
        self.kind = kind
        self.spatialLayer = Int(layers >> 4)
        self.temporalLayer = Int(layers & 15)
        guard self.spatialLayer < Self.layerCountMaximum,
            self.temporalLayer < Self.layerCountMaximum
        else { throw .malformedMedia(.layerOutOfRange) }
        self.flags = Flags(rawValue: reader.byte())
        self.participant = UInt32(truncatingIfNeeded: reader.bigEndian(octets: 4))
        self.number = UInt32(truncatingIfNeeded: reader.bigEndian(octets: 4))
        self.captureTime = reader.bigEndian(octets: 8)
        self.voiceLevel = reader.byte()
    }
}
