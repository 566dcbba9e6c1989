import Glibc
import Units

/// The packets of a `TunnelLink`, on its thread.
struct TunnelRelay: ~Copyable {
    /// More than the device's MTU of 1500.
    private static let packetMaximum = 2048

    private let tunnel: CInt
    private let port: Int
    private var up: Bottleneck<[UInt8]>
    private var down: Bottleneck<[UInt8]>
    private var random: SeededRandom
    private var buffer = [UInt8](repeating: 0, count: Self.packetMaximum)

    init(
        _ tunnel: CInt, port: Int, _ upstream: LinkConditions, _ downstream: LinkConditions,
        seed: UInt64,
    ) {
        self.tunnel = tunnel
        self.port = port
        self.up = Bottleneck(upstream)
        self.down = Bottleneck(downstream)
        self.random = SeededRandom(seed: seed)
    }

    mutating func change(_ upstream: LinkConditions, _ downstream: LinkConditions) {
        if upstream != self.up.conditions { self.up.change(upstream, at: .monotonic) }
        if downstream != self.down.conditions { self.down.change(downstream, at: .monotonic) }
    }

    /// Waits for something to do, and does it.
    mutating func turn(_ thread: LinkThread) {
        var entries = [pollfd(fd: self.tunnel, events: CShort(POLLIN), revents: 0)]
        let deadline = [self.up.deadline, self.down.deadline].compactMap { $0 }.min()
        thread.wait(for: &entries, until: deadline)
        if entries[0].revents != 0 { self.read() }
        let now = Instant.monotonic
        while let packet = self.up.next(at: now) { self.write(packet) }
        while let packet = self.down.next(at: now) { self.write(packet) }
    }

    private mutating func read() {
        while true {
            let count = unsafe Glibc.read(self.tunnel, &self.buffer, self.buffer.count)
            guard count > 0 else { return }
            guard let packet = TunnelPacket(self.buffer[..<count]) else { continue }
            let isDownstream = packet.sourcePort == self.port
            let conditions = isDownstream ? self.down.conditions : self.up.conditions
            let isLost = Double.random(in: 0..<1, using: &self.random) < conditions.loss
            // A full queue loses the newest packet.
            guard !isLost, isDownstream ? self.down.hasRoom : self.up.hasRoom else { continue }
            let bytes = packet.swapped
            if isDownstream {
                self.down.add(bytes, size: ByteCount(count), at: .monotonic)
            } else {
                self.up.add(bytes, size: ByteCount(count), at: .monotonic)
            }
        }
    }

    private func write(_ packet: [UInt8]) {
        // A packet that the device does not take is lost, as on any wire.
        _ = unsafe Glibc.write(self.tunnel, packet, packet.count)
    }
}

/// An IPv4 packet with TCP in it (RFC 791, RFC 9293).
struct TunnelPacket {
    private let bytes: [UInt8]
    let sourcePort: Int

    /// Nil for everything else.
    init?(_ bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count >= 20, bytes[0] >> 4 == 4, bytes[9] == 6 else { return nil }
        let header = Int(bytes[0] & 15) * 4
        guard bytes.count >= header + 20 else { return nil }
        self.bytes = bytes
        self.sourcePort = Int(bytes[header]) << 8 | Int(bytes[header + 1])
    }

    /// The same packet from the other side; the sums over both addresses stay what they are.
    var swapped: [UInt8] {
        var swapped = self.bytes
        for index in 12..<16 { swapped.swapAt(index, index + 4) }
        return swapped
    }
}
