public import Units
public import Wire

/// One piece of a media message, small enough that sound never waits behind a picture.
///
/// Six bytes and the piece: participant (big-endian), kind, flags (1 first, 2 last, and the message's
/// spatial layer in the upper four bits). Fragments of one participant's one kind and layer follow
/// each other on a connection; those of other streams come in between.
public struct MediaFragment: Sendable, Hashable {
    public static let headerLength = 6
    /// Payload bytes of a fragment: 2 ms on a 16 Mbit/s link.
    public static let payloadMaximum = ByteCount.kibibytes(4)
    /// A whole message: more than the largest key frame we send at 1920 × 1080.
    public static let messageMaximum = ByteCount.kibibytes(512)

    public var participant: UInt32
    public var kind: MediaKind
    public var spatialLayer: Int
    public var isFirst: Bool
    public var isLast: Bool

    /// Reads the fragment's own header.
    public init(parsing body: some Collection<UInt8>) throws(WireError) {
        var rest = body.prefix(Self.headerLength).makeIterator()
        guard body.count >= Self.headerLength else { throw .malformedMedia(.truncated) }
        var participant: UInt32 = 0
        for _ in 0..<4 { participant = participant << 8 | UInt32(rest.next() ?? 0) }
        let kindByte = rest.next() ?? 0
        guard let kind = MediaKind(rawValue: kindByte) else {
            throw .malformedMedia(.unknownKind(kindByte))
        }
        let flags = rest.next() ?? 0
        self.participant = participant
        self.kind = kind
        self.spatialLayer = Int(flags >> 4)
        guard self.spatialLayer < MediaHeader.layerCountMaximum else {
            throw .malformedMedia(.layerOutOfRange)
        }
        self.isFirst = flags & 1 != 0
        self.isLast = flags & 2 != 0
    }

    /// Cuts a message, which begins with its media header, into frame bodies.
    public static func split(
        _ message: [UInt8], participant: UInt32, kind: MediaKind
    ) -> [[UInt8]] {
        let size = Self.payloadMaximum.bytes
        // As in the message's media header.
        let layer = message.count > 2 ? message[2] & 0xF0 : 0
        let starts = stride(from: 0, to: max(1, message.count), by: size)
        return starts.map { start in
            let end = min(start + size, message.count)
            var body: [UInt8] = []
            body.reserveCapacity(Self.headerLength + end - start)
            for shift in [24, 16, 8, 0] as [UInt32] {
                body.append(UInt8(truncatingIfNeeded: participant >> shift))
            }
            body.append(kind.rawValue)
            body.append((start == 0 ? 1 : 0) | (end == message.count ? 2 : 0) | layer)
            body.append(contentsOf: message[start..<end])
            return body
        }
    }
}

/// Puts media messages together again.
///
/// A server may drop the end of a message whose receiver's link is slow: the next first fragment of
/// the lane replaces what is unfinished, and a continuation without a beginning is passed over.
public struct MediaAssembler: Sendable {
    /// Unfinished messages at once: one of each kind and layer for every participant on the screen.
    public static let openMaximum = 3 * 64 * MediaHeader.layerCountMaximum

    private struct Lane: Hashable {
        var participant: UInt32
        var kind: MediaKind
        var spatialLayer: Int
    }

    private var open: [Lane: [UInt8]] = [:]

    public init() {}

    /// Drops what is unfinished of a participant who has left.
    public mutating func forget(_ participant: UInt32) {
        self.open = self.open.filter { $0.key.participant != participant }
    }

    /// Takes a frame body; the whole message with its last fragment.
    public mutating func append(_ body: [UInt8]) throws(WireError) -> [UInt8]? {
        let fragment = try MediaFragment(parsing: body)
        let lane = Lane(
            participant: fragment.participant, kind: fragment.kind,
            spatialLayer: fragment.spatialLayer)
        let piece = body.dropFirst(MediaFragment.headerLength)
        var message: [UInt8]
        if fragment.isFirst {
            message = []
        } else {
            guard let begun = self.open.removeValue(forKey: lane) else { return nil }
            message = begun
        }
        guard message.count + piece.count <= MediaFragment.messageMaximum.bytes else {
            throw .malformedMedia(.messageTooLong(limit: MediaFragment.messageMaximum))
        }
        message.append(contentsOf: piece)
        if fragment.isLast {
            self.open[lane] = nil
            return message
        }
        guard self.open.count < Self.openMaximum || self.open[lane] != nil else { return nil }
        self.open[lane] = message
        return nil
    }
}
