import Glibc
import Units

/// The connections through a `ProxyLink`, on its thread.
struct ProxyRelay: ~Copyable {
    /// A part of one connection's bytes on its way; empty at the end of a direction's bytes.
    private struct Piece: Sendable {
        var pair: Int
        var bytes: [UInt8]
    }

    /// Both ends of one connection through the proxy.
    private struct Pair {
        var client: CInt
        var server: CInt
        /// Directions that have ended at their source: no more is read.
        var isUpstreamOver = false
        var isDownstreamOver = false
        /// Ends that have been told so.
        var toldCount = 0
        /// What a receiver's system did not take yet.
        var unsentUp: [UInt8] = []
        var unsentDown: [UInt8] = []
    }

    var isRefusing = false
    private let listener: ListeningSocket
    private let port: Int
    private var pairs: [Int: Pair] = [:]
    private var pairCount = 0
    private var up: Bottleneck<Piece>
    private var down: Bottleneck<Piece>

    init(
        _ listener: ListeningSocket, to port: Int, _ upstream: LinkConditions,
        _ downstream: LinkConditions,
    ) {
        self.listener = listener
        self.port = port
        self.up = Bottleneck(upstream)
        self.down = Bottleneck(downstream)
    }

    mutating func change(_ upstream: LinkConditions, _ downstream: LinkConditions) {
        if upstream != self.up.conditions { self.up.change(upstream, at: .monotonic) }
        if downstream != self.down.conditions { self.down.change(downstream, at: .monotonic) }
    }

    /// Resets every connection.
    mutating func cut() {
        for pair in self.pairs.values {
            TCPSocket.reset(pair.client)
            TCPSocket.reset(pair.server)
        }
        self.pairs = [:]
    }

    /// Waits for something to do, and does it.
    mutating func turn(_ thread: LinkThread) {
        var entries = [
            pollfd(fd: self.listener.descriptor, events: CShort(POLLIN), revents: 0)
        ]
        let numbers = self.pairs.keys.sorted()
        for number in numbers {
            guard let pair = self.pairs[number] else { continue }
            entries.append(
                Self.entry(
                    pair.client, reads: self.up.hasRoom && !pair.isUpstreamOver,
                    writes: !pair.unsentDown.isEmpty))
            entries.append(
                Self.entry(
                    pair.server, reads: self.down.hasRoom && !pair.isDownstreamOver,
                    writes: !pair.unsentUp.isEmpty))
        }
        let deadlines = [
            self.isUpBlocked ? nil : self.up.deadline,
            self.isDownBlocked ? nil : self.down.deadline,
        ]
        thread.wait(for: &entries, until: deadlines.compactMap { $0 }.min())
        if entries[0].revents != 0 { self.accept() }
        for (index, number) in numbers.enumerated() {
            if entries[1 + 2 * index].revents != 0 { self.read(number, fromClient: true) }
            if entries[2 + 2 * index].revents != 0 { self.read(number, fromClient: false) }
        }
        self.deliver()
    }

    /// Somebody does not read: what follows waits in the link.
    private var isUpBlocked: Bool { self.pairs.values.contains { !$0.unsentUp.isEmpty } }
    private var isDownBlocked: Bool { self.pairs.values.contains { !$0.unsentDown.isEmpty } }

    private static func entry(_ descriptor: CInt, reads: Bool, writes: Bool) -> pollfd {
        // An end that is neither read nor written would still report its hanging up, again and again.
        let isWatched = reads || writes
        return pollfd(
            fd: isWatched ? descriptor : -1,
            events: (reads ? CShort(POLLIN) : 0) | (writes ? CShort(POLLOUT) : 0), revents: 0)
    }

    private mutating func accept() {
        while true {
            let client = Glibc.accept(self.listener.descriptor, nil, nil)
            guard client >= 0 else { return }
            // Where no server is, a client is reset as by the server's own system.
            guard !self.isRefusing,
                let server = try? TCPSocket.connect(
                    to: self.port, receiveBuffer: ProxyLink.socketBuffer,
                    sendBuffer: ProxyLink.socketBuffer)
            else {
                TCPSocket.reset(client)
                continue
            }
            TCPSocket.prepare(client, sendBuffer: ProxyLink.socketBuffer)
            self.pairs[self.pairCount] = Pair(client: client, server: server)
            self.pairCount += 1
        }
    }

    private mutating func read(_ number: Int, fromClient: Bool) {
        guard let pair = self.pairs[number] else { return }
        guard fromClient ? !pair.isUpstreamOver : !pair.isDownstreamOver else { return }
        while fromClient ? self.up.hasRoom : self.down.hasRoom {
            var bytes = [UInt8](repeating: 0, count: ProxyLink.chunk)
            let descriptor = fromClient ? pair.client : pair.server
            let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
            if count < 0, errno == EAGAIN { return }
            if count < 0 { return self.drop(number) }
            bytes.removeLast(bytes.count - count)
            let piece = Piece(pair: number, bytes: bytes)
            if fromClient {
                self.up.add(piece, size: ByteCount(count), at: .monotonic)
            } else {
                self.down.add(piece, size: ByteCount(count), at: .monotonic)
            }
            guard count == 0 else { continue }
            if fromClient {
                self.pairs[number]?.isUpstreamOver = true
            } else {
                self.pairs[number]?.isDownstreamOver = true
            }
            return
        }
    }

    /// Hands out what has passed the link.
    private mutating func deliver() {
        let now = Instant.monotonic
        for number in self.pairs.keys.sorted() {
            self.send([], of: number, toServer: true)
            self.send([], of: number, toServer: false)
        }
        while !self.isUpBlocked, let piece = self.up.next(at: now) {
            if piece.bytes.isEmpty { self.end(piece.pair, toServer: true) }
            self.send(piece.bytes, of: piece.pair, toServer: true)
        }
        while !self.isDownBlocked, let piece = self.down.next(at: now) {
            if piece.bytes.isEmpty { self.end(piece.pair, toServer: false) }
            self.send(piece.bytes, of: piece.pair, toServer: false)
        }
    }

    private mutating func send(_ bytes: [UInt8], of number: Int, toServer: Bool) {
        guard let pair = self.pairs[number] else { return }
        var unsent = (toServer ? pair.unsentUp : pair.unsentDown) + bytes
        guard !unsent.isEmpty else { return }
        let descriptor = toServer ? pair.server : pair.client
        let count = unsafe Glibc.send(descriptor, unsent, unsent.count, CInt(MSG_NOSIGNAL))
        if count < 0, errno != EAGAIN { return self.drop(number) }
        unsent.removeFirst(max(0, count))
        if toServer {
            self.pairs[number]?.unsentUp = unsent
        } else {
            self.pairs[number]?.unsentDown = unsent
        }
    }

    /// One direction is over; with the second one the connection is.
    private mutating func end(_ number: Int, toServer: Bool) {
        guard let pair = self.pairs[number] else { return }
        shutdown(toServer ? pair.server : pair.client, CInt(SHUT_WR))
        self.pairs[number]?.toldCount += 1
        guard pair.toldCount == 1 else { return }
        self.pairs[number] = nil
        close(pair.client)
        close(pair.server)
    }

    /// One end is broken, so the other is.
    private mutating func drop(_ number: Int) {
        guard let pair = self.pairs.removeValue(forKey: number) else { return }
        TCPSocket.reset(pair.client)
        TCPSocket.reset(pair.server)
    }
}
