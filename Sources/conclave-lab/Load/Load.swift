import Glibc
import Media
import SecureSockets
import Units
import Wire

/// Participants of a server that send and receive at a measured pace, on the calling thread.
final class Load {
    /// Nothing arriving for this long after the last batch means that nothing more comes.
    private static let quiet: Duration = .milliseconds(300)
    /// Between two looks at what sessions have to do by themselves.
    private static let keepAliveInterval: Duration = .seconds(1)

    let tally = LoadTally()
    var connections: [LoadConnection] = []
    /// Called about once a second while the load runs.
    var everySecond: () -> Void = {}
    private var entries: [pollfd] = []
    private var buffer = [UInt8](repeating: 0, count: 262_144)
    private var lastKeepAlive = Instant.start

    /// Reads what has arrived by now.
    func catchUp() throws(LoadError) {
        while try self.turn(until: .now) {}
    }

    /// Sends these streams for some time, and returns when everything has arrived.
    ///
    /// - Returns: How many messages were sent.
    func run(_ streams: [LoadStream], for duration: Duration) throws(LoadError) -> Int {
        let start = Instant.now
        var due = streams.map { start + $0.phase }
        var sentCount = 0
        while Instant.now - start < duration {
            let next = due.min() ?? start + duration
            try self.turn(until: min(next, start + duration))
            let now = Instant.now
            for index in streams.indices where due[index] <= now {
                sentCount += self.send(streams[index])
                due[index] = due[index] + streams[index].interval
            }
        }
        try self.settle()
        return sentCount
    }

    /// Reads until nothing comes any more.
    func settle() throws(LoadError) {
        var lastArrival = Instant.now
        while Instant.now - lastArrival < Self.quiet {
            if try self.turn(until: .now + .milliseconds(20)) { lastArrival = .now }
        }
    }

    private func send(_ stream: LoadStream) -> Int {
        let sender = self.connections[stream.sender]
        let isKey = stream.kind.isVideo && sender.isKeyWanted
        if isKey { sender.isKeyWanted = false }
        let messages = stream.messages(
            of: sender.participant, number: sender.sentCounts[stream.kind, default: 0],
            isKey: isKey, at: .now)
        sender.send(messages, of: stream.kind)
        return messages.count
    }

    /// Waits for what arrives until a moment, and takes it.
    ///
    /// - Returns: Whether anything has arrived.
    @discardableResult
    private func turn(until deadline: Instant) throws(LoadError) -> Bool {
        self.keepAlive()
        if self.entries.count != self.connections.count {
            self.entries = self.connections.map {
                pollfd(fd: $0.socket.descriptor, events: 0, revents: 0)
            }
        }
        for (index, connection) in self.connections.enumerated() {
            self.entries[index].events =
                (connection.isReading ? CShort(POLLIN) : 0)
                | (connection.socket.hasUnsent ? CShort(POLLOUT) : 0)
        }
        // Rounded down: the rest is spent turning, because a load may be early for nothing.
        let rest = max(0, (deadline - .now).nanoseconds / 1_000_000)
        let count = unsafe poll(&self.entries, nfds_t(self.entries.count), CInt(clamping: rest))
        guard count > 0 else { return false }
        var hasArrived = false
        for (index, connection) in self.connections.enumerated() {
            let events = self.entries[index].revents
            if events & CShort(POLLOUT) != 0 { connection.socket.flush() }
            guard events & CShort(POLLIN | POLLHUP | POLLERR) != 0, connection.isReading else {
                continue
            }
            try connection.receive(&self.buffer)
            hasArrived = true
        }
        return hasArrived
    }

    private func keepAlive() {
        guard Instant.now - self.lastKeepAlive >= Self.keepAliveInterval else { return }
        self.lastKeepAlive = .now
        for connection in self.connections { connection.keepAlive() }
        self.everySecond()
    }
}
