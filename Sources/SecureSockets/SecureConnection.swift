public import Media
public import NIOCore
public import Units
public import Wire

/// Whoever wants to hear of connections; called on the connection's event loop only.
public protocol SecureConnectionDelegate: AnyObject, Sendable {
    /// TLS is up and, in a client, the server's key is trusted.
    ///
    /// - Parameters:
    ///   - channelBinding: 32 bytes of `tls-exporter` (RFC 9266).
    ///   - fingerprint: of the server's key.
    func connected(_ connection: SecureConnection, channelBinding: [UInt8], fingerprint: String)
    func received(_ frame: Frame, on connection: SecureConnection)
    /// What the link carries of the media that are to be sent has changed.
    func changed(_ news: [SendScheduler.News], on connection: SecureConnection)
    /// The last call about a connection; nil if there never was one.
    func disconnected(_ end: SocketEnd, from connection: SecureConnection?)
}

extension SecureConnectionDelegate {
    /// Who sends no media has nothing to change.
    public func changed(_ news: [SendScheduler.News], on connection: SecureConnection) {}
}

/// One TLS connection that carries frames: a queue in the clear above it, a decoder for what comes.
///
/// Every method belongs on the connection's event loop.
///
/// @unchecked: everything mutable is touched on the channel's event loop only, which is checked.
public final class SecureConnection: @unchecked Sendable {
    /// Different for every connection of a listener, rising.
    public let number: UInt64
    /// Where the peer is, for the log: `192.0.2.1:50000`.
    public let peerAddress: String
    /// The peer's IPv4 address or IPv6 /64, to count by.
    public let peerSource: String
    let limits: SocketLimits
    private let channel: any Channel
    /// While it is up.
    private var tls: TLSHandler?
    /// Set right after `init`, until the last call.
    var delegate: (any SecureConnectionDelegate)?
    private var decoder = FrameDecoder(limits: .beforeLogin)
    private var scheduler = SendScheduler()
    private var phase = Phase.opening
    private var isDrainDue = false
    private var isFlushDue = false
    private var wakeTimer: Scheduled<Void>?
    /// When the timer that runs will come.
    private var wakeDue: Instant?
    private var bytesBeforeLogin = 0
    private var openTimer: Scheduled<Void>?
    private var loginTimer: Scheduled<Void>?
    private var closeTimer: Scheduled<Void>?
    /// For a client, which gets far more than it sends: the server learns of its link sooner.
    var acknowledgesAtOnce = false
    /// Called once, when the connection has logged in or is gone.
    var whenNotHalfOpen: (() -> Void)?

    private enum Phase: Equatable {
        /// Until TLS is up and the key is trusted.
        case opening
        /// Frames of a login are understood.
        case open
        /// Logged in.
        case admitted
        /// What is queued goes out, nothing comes in.
        case closing(SocketEnd)
        case over
    }

    init(
        number: UInt64, channel: any Channel, limits: SocketLimits,
        delegate: (any SecureConnectionDelegate)? = nil,
    ) {
        self.number = number
        self.channel = channel
        self.limits = limits
        self.delegate = delegate
        let address = channel.remoteAddress
        self.peerSource = HalfOpenCount.Source(address).text
        self.peerAddress = address.map { "\($0.ipAddress ?? "local"):\($0.port ?? 0)" } ?? "gone"
    }

    // MARK: For the owner

    /// Ends the connection unless it is up by then; only a client has this deadline.
    func limitOpening(until deadline: NIODeadline, _ end: SocketEnd) {
        self.openTimer = self.channel.eventLoop.scheduleTask(deadline: deadline) { self.end(end) }
    }

    /// Ends the connection unless `admit` is called in time; only a server has this deadline.
    func limitLogin() {
        self.loginTimer = self.channel.eventLoop.scheduleTask(
            in: .nanoseconds(self.limits.loginDeadline.nanoseconds)
        ) { self.end(.loginTimedOut) }
    }

    /// Where every method belongs.
    public var eventLoop: any EventLoop { self.channel.eventLoop }

    /// Queues a control frame, which is never dropped; it goes out at the end of the loop's turn.
    public func send(_ frame: [UInt8]) {
        self.channel.eventLoop.preconditionInEventLoop()
        if self.enqueue(control: frame) { self.drainSoon() }
    }

    /// Queues control frames, which are never dropped.
    ///
    /// - Returns: Whether it is the first since the last `flush`, which is yet to be called.
    public func enqueue(control frames: [UInt8]) -> Bool {
        self.channel.eventLoop.assertInEventLoop()
        guard self.isOpen else { return false }
        guard self.scheduler.add(control: frames) else {
            self.end(.notReading(limit: SendLimits().control))
            return false
        }
        defer { self.isFlushDue = true }
        return !self.isFlushDue
    }

    /// Queues a fragment of media, which may be dropped if the link is slow.
    ///
    /// - Returns: Whether it is the first since the last `flush`, which is yet to be called.
    public func enqueue(_ piece: MediaPiece, at now: Instant) -> Bool {
        self.channel.eventLoop.assertInEventLoop()
        guard self.isOpen else { return false }
        self.scheduler.add(piece, at: now)
        defer { self.isFlushDue = true }
        return !self.isFlushDue
    }

    /// Queues frames of a file, which go when nothing else wants to; false: no room for all of them.
    public func enqueue(file frames: [[UInt8]]) -> Bool {
        self.channel.eventLoop.assertInEventLoop()
        guard self.isOpen else { return false }
        defer { self.drainSoon() }
        return frames.allSatisfy { self.scheduler.add(file: $0) }
    }

    /// Writes what is queued, as far as the link takes it now.
    public func flush() {
        self.channel.eventLoop.assertInEventLoop()
        self.drain()
    }

    /// Bytes that wait to be sent, here and not in the system.
    public var queuedSize: ByteCount { self.scheduler.size }
    /// What was sent, and what was not and why.
    public var counters: SendScheduler.Counters { self.scheduler.counters }
    /// What the link was seen to carry.
    public var estimate: LinkEstimator { self.scheduler.estimate }
    /// Bit/s that media to the peer may use.
    public var target: Int { self.scheduler.target }

    // MARK: What the receiver has use for

    /// The highest layer of a stream that the peer has use for; nil: none.
    public func want(_ stream: StreamID, layer: Int?) {
        self.change { $0.want(stream, layer: layer) }
    }

    /// Whose streams come first if the link is too slow for all.
    public func prefer(_ speakers: [UInt32]) {
        self.change { $0.prefer(speakers) }
    }

    /// Nothing more comes from a participant.
    public func forget(_ participant: UInt32) {
        self.change { $0.forget(participant: participant) }
    }

    /// The peer has left its conference.
    public func forgetMedia() {
        self.change { $0.forgetMedia() }
    }

    private func change(_ body: (inout SendScheduler) -> Void) {
        self.channel.eventLoop.preconditionInEventLoop()
        body(&self.scheduler)
        self.tellNews()
        // What is to be sent may be another choice now.
        self.drainSoon()
    }

    // MARK: Reading

    /// Takes nothing more from the peer, after what has come already, until `resumeReading`.
    public func pauseReading() {
        self.channel.setOption(.autoRead, value: false).whenFailure { _ in }
    }

    public func resumeReading() {
        self.channel.setOption(.autoRead, value: true).whenFailure { _ in }
    }

    private var isOpen: Bool {
        switch self.phase {
        case .open, .admitted: true
        case .opening, .closing, .over: false
        }
    }

    /// The connection has logged in: longer frames, no login deadline, no more half-open.
    public func admit() {
        self.channel.eventLoop.preconditionInEventLoop()
        guard self.phase == .open else { return }
        self.phase = .admitted
        self.isAdmitted = true
        self.decoder.limits = .afterLogin
        self.stopBeingHalfOpen()
    }

    /// Sends what is queued, then ends the connection in order; `SocketLimits.closeDeadline` in all.
    public func close() {
        self.channel.eventLoop.preconditionInEventLoop()
        self.close(as: .closedHere)
    }

    /// Whether it has logged in.
    public private(set) var isAdmitted = false

    // MARK: From the pipeline

    /// TLS is up and the peer is whom we want.
    func opened(over tls: TLSHandler, channelBinding: [UInt8], fingerprint: String) {
        guard self.phase == .opening else { return }
        self.phase = .open
        self.tls = tls
        self.openTimer?.cancel()
        self.delegate?.connected(
            self, channelBinding: channelBinding, fingerprint: fingerprint)
    }

    func receive(_ bytes: some Collection<UInt8>) {
        guard self.phase == .open || self.phase == .admitted else { return }
        if self.phase == .open {
            self.bytesBeforeLogin += bytes.count
            guard self.bytesBeforeLogin <= self.limits.bytesBeforeLoginMaximum.bytes else {
                return self.end(.tooMuchBeforeLogin(limit: self.limits.bytesBeforeLoginMaximum))
            }
        }
        if self.acknowledgesAtOnce { self.tls?.socket?.acknowledgeAtOnce() }
        self.decoder.append(bytes)
        do throws(WireError) {
            while self.phase == .open || self.phase == .admitted,
                let frame = try self.decoder.next()
            {
                self.delegate?.received(frame, on: self)
            }
        } catch {
            self.close(as: .badFrame(error))
        }
    }

    /// The system takes more again.
    func becameReady() { self.drain() }

    /// The peer has closed in order.
    func peerEnded() { self.note(.closedByPeer) }

    /// Something went wrong below; the channel is closing by itself.
    func failed(_ end: SocketEnd) { self.note(end) }

    /// The channel is closed.
    func closed() {
        let end = if case .closing(let end) = self.phase { end } else { SocketEnd.cut }
        guard self.phase != .over else { return }
        self.phase = .over
        self.openTimer?.cancel()
        self.closeTimer?.cancel()
        self.stopBeingHalfOpen()
        self.wakeTimer?.cancel()
        self.tls = nil
        // The queue's memory goes now, whoever still holds the connection.
        self.scheduler = SendScheduler()
        self.decoder = FrameDecoder(limits: .beforeLogin)
        let delegate = self.delegate
        self.delegate = nil
        delegate?.disconnected(end, from: self)
    }

    /// Cuts the connection without sending anything more.
    func end(_ end: SocketEnd) {
        guard self.phase != .over else { return }
        self.note(end)
        self.channel.close(promise: nil)
    }

    /// The first reason is the true one.
    private func note(_ end: SocketEnd) {
        if case .closing = self.phase { return }
        guard self.phase != .over else { return }
        self.phase = .closing(end)
    }

    func close(as end: SocketEnd) {
        switch self.phase {
        case .closing, .over: return
        case .opening: return self.end(end)
        case .open, .admitted: break
        }
        self.phase = .closing(end)
        self.closeTimer = self.channel.eventLoop.scheduleTask(
            in: .nanoseconds(self.limits.closeDeadline.nanoseconds)
        ) { self.channel.close(promise: nil) }
        self.drainSoon()
    }

    private func stopBeingHalfOpen() {
        self.loginTimer?.cancel()
        self.loginTimer = nil
        self.whenNotHalfOpen?()
        self.whenNotHalfOpen = nil
    }

    // MARK: Sending

    /// Everything that is said in one turn of the loop goes out as one write.
    private func drainSoon() {
        guard !self.isDrainDue else { return }
        self.isDrainDue = true
        self.channel.eventLoop.execute {
            self.isDrainDue = false
            self.drain()
        }
    }

    /// Writes while the system takes it and the link has room: what waits here can still be
    /// overtaken or dropped.
    private func drain() {
        self.isFlushDue = false
        let now = Instant.now
        if let due = self.scheduler.nextDeadline(), due <= now {
            self.scheduler.observe(self.sample, at: now)
        }
        while let tls = self.tls, tls.isReady, let piece = self.scheduler.next(at: now) {
            tls.send(piece)
        }
        self.tellNews()
        if case .closing = self.phase, self.scheduler.isEmpty { self.channel.close(promise: nil) }
        self.wake()
    }

    /// How the link is now; where there is no TCP, nothing is ever on its way.
    private var sample: LinkSample {
        guard let tls = self.tls, var sample = tls.socket.flatMap(LinkSample.init) else {
            return LinkSample(acknowledged: 0, outstanding: ByteCount(0), roundTrip: .zero)
        }
        sample.outstanding = ByteCount(sample.outstanding.bytes + tls.backlog)
        return sample
    }

    private func tellNews() {
        let news = self.scheduler.takeNews()
        if !news.isEmpty { self.delegate?.changed(news, on: self) }
    }

    /// Comes back when the link may have room again. A timer that comes too early is left to run: it
    /// finds out by itself; one that would come too late is set anew.
    private func wake() {
        guard let deadline = self.scheduler.nextDeadline(), self.phase != .over else { return }
        if let due = self.wakeDue, due <= deadline { return }
        self.wakeTimer?.cancel()
        self.wakeDue = deadline
        self.wakeTimer = self.channel.eventLoop.scheduleTask(deadline: deadline.deadline) {
            self.wakeDue = nil
            if let deadline = self.scheduler.nextDeadline(), deadline <= .now {
                self.drain()
            } else {
                self.wake()
            }
        }
    }
}
