public import Units

/// Bytes that are not conclave/1. Every case is the peer's fault and ends the connection.
public enum WireError: Error, Sendable, Equatable {
    case unknownFrameKind(UInt8)
    case frameTooLong(kind: FrameKind, limit: ByteCount, got: ByteCount)
    /// A control frame that is not the protobuf message it has to be.
    case malformedControl
    case malformedMedia(MediaFault)
    /// A piece of a file without data.
    case emptyFileChunk

    public enum MediaFault: Sendable, Equatable {
        case truncated
        case unknownVersion(UInt8)
        case unknownKind(UInt8)
        case layerOutOfRange
        /// A fragment that continues a message which never began.
        case orphanFragment
        /// A message in the name of a participant that the connection is not.
        case foreignParticipant(UInt32)
        case messageTooLong(limit: ByteCount)
    }
}
