public import Wire

/// One participant's one stream.
public struct StreamID: Sendable, Hashable {
    public var participant: UInt32
    public var kind: MediaKind

    public init(participant: UInt32, kind: MediaKind) {
        self.participant = participant
        self.kind = kind
    }
}

/// One frame of a media message on its way to one receiver.
///
/// Every queue that holds a piece shares its bytes: a server makes one for all receivers.
public struct MediaPiece: Sendable {
    /// The whole wire frame.
    public var bytes: [UInt8]
    /// Of the message that this is a piece of, also on continuations.
    public var header: MediaHeader
    public var isFirst: Bool
    public var isLast: Bool

    public init(bytes: [UInt8], header: MediaHeader, isFirst: Bool, isLast: Bool) {
        self.bytes = bytes
        self.header = header
        self.isFirst = isFirst
        self.isLast = isLast
    }

    public var stream: StreamID {
        StreamID(participant: self.header.participant, kind: self.header.kind)
    }

    /// Cuts a message, which begins with `header`'s bytes, into wire frames.
    public static func split(_ message: [UInt8], header: MediaHeader) -> [MediaPiece] {
        let bodies = MediaFragment.split(
            message, participant: header.participant, kind: header.kind)
        return bodies.indices.map { index in
            MediaPiece(
                bytes: Frame(kind: .media, body: bodies[index]).bytes, header: header,
                isFirst: index == 0, isLast: index == bodies.count - 1)
        }
    }
}
