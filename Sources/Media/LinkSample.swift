public import Units

/// What the kernel says of a connection (Linux: `TCP_INFO`, `SIOCOUTQ`) at one moment.
public struct LinkSample: Sendable, Hashable {
    /// Bytes that the peer has acknowledged since the connection began (`tcpi_bytes_acked`).
    public var acknowledged: UInt64
    /// Bytes handed over and not acknowledged, wherever they wait: in an event loop's write buffer,
    /// unsent in the kernel, or on the way.
    public var outstanding: ByteCount
    /// Smoothed by the kernel (`tcpi_rtt`).
    public var roundTrip: Duration

    public init(acknowledged: UInt64, outstanding: ByteCount, roundTrip: Duration) {
        self.acknowledged = acknowledged
        self.outstanding = outstanding
        self.roundTrip = roundTrip
    }
}
