import Glibc
import Media
import SecureSockets
import Units
import Wire

/// Participants of a server that send and receive at a measured pace, on the calling thread.
final class Load {
    /// Nothing arriving for this long after the last batch means that nothing more comes.
    private static let quiet: Duration = .milliseconds(300)
    /// Nothing arriving for this long means that what is waited for was lost.
    private static let silenceMaximum: Duration = .seconds(20)
    /// Between two looks at what sessions have to do by themselves.
    private static let keepAliveInterval: Duration = .seconds(1)

    let tally = LoadTally()
    private(set) var connections: [LoadConnection] = []
    /// Called about once a second while the load runs.
    var everySecond: () -> Void = {}
    private let queue: ReadinessQueue
    private var buffer = [UInt8](repeating: 0, count: 262_144)
    private var lastKeepAlive = Instant.start

    init() throws(LoadError) {
        self.queue = try ReadinessQueue()
    }

    func add(_ connection: LoadConnection) throws(LoadError) {
        try self.queue.watch(connection.socket.descriptor, as: self.connections.count)
        self.connections.append(connection)
    }

    /// Leaves everything unread that comes for one connection, or reads it again.
    func setReading(_ isReading: Bool, of index: Int) throws(LoadError) {
        let descriptor = self.connections[index].socket.descriptor
        if isReading {
            try self.queue.watch(descriptor, as: index)
        } else {
            try self.queue.forget(descriptor)
        }
    }

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

    /// Reads until something is so.
    ///
    /// - Throws: if nothing has arrived for a long time before.
    func read(until isDone: () -> Bool) throws(LoadError) {
        var lastArrival = Instant.now
        while !isDone() {
            if try self.turn(until: .now + .milliseconds(20)) { lastArrival = .now }
            guard Instant.now - lastArrival < Self.silenceMaximum else {
                throw LoadError("something that is waited for does not arrive")
            }
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
    func turn(until deadline: Instant) throws(LoadError) -> Bool {
        self.keepAlive()
        // Rounded down: the rest is spent turning, because a load may be early for nothing.
        let rest = max(0, (deadline - .now).nanoseconds / 1_000_000)
        let ready = self.queue.wait(CInt(clamping: rest))
        for index in ready { try self.connections[index].receive(&self.buffer) }
        return !ready.isEmpty
    }

    private func keepAlive() {
        guard Instant.now - self.lastKeepAlive >= Self.keepAliveInterval else { return }
        self.lastKeepAlive = .now
        for connection in self.connections {
            connection.keepAlive()
            connection.socket.flush()
        }
        self.everySecond()
    }
}
