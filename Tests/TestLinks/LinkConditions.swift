package import Units

/// What one direction of a link is like.
package struct LinkConditions: Sendable, Hashable {
    /// What passes the bottleneck; nil: everything at once.
    package var rate: BitRate?
    /// From the bottleneck's end to the other side.
    package var delay: Duration
    /// What may wait for the bottleneck.
    package var queue: ByteCount
    /// Nothing passes the bottleneck.
    package var isStalled = false
    /// The share of packets that are lost, where there are packets: 0…1.
    package var loss = 0.0

    package init(
        rate: BitRate? = nil, delay: Duration = .zero, queue: ByteCount = .kibibytes(64)
    ) {
        self.rate = rate
        self.delay = delay
        self.queue = queue
    }
}
