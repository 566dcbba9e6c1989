public import Units

/// What a frame carries: the first byte on the wire.
public enum FrameKind: UInt8, Sendable, CaseIterable {
    case control = 1
    case media = 2
    case file = 3
}

/// One frame: a kind, three bytes of length (big-endian), a body.
public struct Frame: Sendable, Equatable {
    /// Bytes before the body: the kind and the length.
    public static let headerLength = 4

    public var kind: FrameKind
    public var body: [UInt8]

    public init(kind: FrameKind, body: [UInt8]) {
        self.kind = kind
        self.body = body
    }

    /// The frame as it travels.
    ///
    /// - Precondition: the body is shorter than 16 MiB; every limit of ours is far below.
    public var bytes: [UInt8] {
        precondition(self.body.count < 1 << 24, "a length has three bytes")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerLength + self.body.count)
        bytes.append(self.kind.rawValue)
        bytes.append(UInt8(truncatingIfNeeded: self.body.count >> 16))
        bytes.append(UInt8(truncatingIfNeeded: self.body.count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: self.body.count))
        bytes.append(contentsOf: self.body)
        return bytes
    }
}

/// The longest bodies a connection accepts in its present state.
public struct FrameLimits: Sendable, Equatable {
    public var control: ByteCount
    public var media: ByteCount
    public var file: ByteCount

    public init(control: ByteCount, media: ByteCount, file: ByteCount) {
        self.control = control
        self.media = media
        self.file = file
    }

    /// Before login: only control, and no more than a login needs.
    public static let beforeLogin = FrameLimits(
        control: .kibibytes(16), media: ByteCount(0), file: ByteCount(0))
    /// After login. A media frame is one fragment of a media message, a file frame one `FileChunk`.
    public static let afterLogin = FrameLimits(
        control: .mebibytes(1), media: .kibibytes(64), file: ByteCount(1416))

    func limit(for kind: FrameKind) -> ByteCount {
        switch kind {
        case .control: self.control
        case .media: self.media
        case .file: self.file
        }
    }
}

/// Cuts a byte stream into frames and stores nothing that a length merely claims.
///
/// The length is compared with the limit of the present state as soon as its header is there.
public struct FrameDecoder: Sendable {
    public var limits: FrameLimits
    private var buffer: [UInt8] = []
    private var start = 0

    public init(limits: FrameLimits) {
        self.limits = limits
    }

    /// Bytes that have arrived and are not yet part of a returned frame.
    public var bufferedCount: Int { self.buffer.count - self.start }

    public mutating func append(_ bytes: some Sequence<UInt8>) {
        if self.start > 0, self.start == self.buffer.count {
            self.buffer.removeAll(keepingCapacity: self.buffer.capacity <= 65_536)
            self.start = 0
        } else if self.start > 65_536 {
            self.buffer.removeFirst(self.start)
            self.start = 0
        }
        self.buffer.append(contentsOf: bytes)
    }

    /// The next whole frame, or nil until more bytes arrive.
    public mutating func next() throws(WireError) -> Frame? {
        guard self.bufferedCount >= Frame.headerLength else { return nil }
        let header = self.buffer[self.start..<(self.start + Frame.headerLength)]
        let octets = Array(header)
        guard let kind = FrameKind(rawValue: octets[0]) else {
            throw .unknownFrameKind(octets[0])
        }
        let length = Int(octets[1]) << 16 | Int(octets[2]) << 8 | Int(octets[3])
        let limit = self.limits.limit(for: kind)
        guard length <= limit.bytes else {
            throw .frameTooLong(kind: kind, limit: limit, got: ByteCount(length))
        }
        let body = self.start + Frame.headerLength
        guard self.buffer.count - body >= length else { return nil }
        self.start = body + length
        return Frame(kind: kind, body: Array(self.buffer[body..<(body + length)]))
    }
}
