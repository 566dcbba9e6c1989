import Units

/// Bytes under way in one direction of one TCP connection: in order, late, in pieces of any size, and
/// all of them lost when the connection is cut.
struct VirtualLink {
    private struct Segment {
        var bytes: [UInt8]
        var arrival: Instant
    }

    private var segments: [Segment] = []
    private var lastArrival = Instant.start

    /// Sends bytes in random pieces; each takes 1…40 ms, one in fifty stalls for up to two seconds.
    mutating func send(_ bytes: [UInt8], at now: Instant, using random: inout SeededRandom) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...max(1, rest.count), using: &random))
            rest = rest.dropFirst(piece.count)
            let isStall = Int.random(in: 0..<50, using: &random) == 0
            let delay = Duration.milliseconds(
                Int.random(in: 1...(isStall ? 2000 : 40), using: &random))
            self.lastArrival = max(self.lastArrival, now + delay)
            self.segments.append(Segment(bytes: Array(piece), arrival: self.lastArrival))
        }
    }

    var nextArrival: Instant? { self.segments.first?.arrival }

    mutating func receive(at now: Instant) -> [UInt8]? {
        guard let first = self.segments.first, first.arrival <= now else { return nil }
        return self.segments.removeFirst().bytes
    }
}
