internal import NIOCore

/// TLS in a channel's pipeline: plain bytes above it, ciphertext below it.
///
/// A peer's bytes can't make it wait, loop or hold more than one record: every failed call closes the
/// channel, after the alert has been handed to the system.
///
/// What is to be sent comes by `send`, not down the pipeline, and goes to the socket at once: a
/// server writes thousands of times a second, and NIO's way costs a third of each write. Only what
/// the system does not take is left to NIO, and until that is gone `isReady` is false.
final class TLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Told upwards as user events.
    enum Event: Sendable, Equatable {
        /// Both ends have proven what they have to prove; the handler can be asked about it now.
        case handshakeDone
        /// The peer sends no more (close_notify). Without it, the end of the stream is a cut.
        case peerEnded
        /// What the system did not take at first is gone.
        case ready
    }

    private enum State { case idle, handshaking, active, closing, closed }

    private let closeDeadline: TimeAmount
    private var engine: TLSEngine
    private var state = State.idle
    private var context: ChannelHandlerContext?
    private(set) var socket: Socket?
    /// Bytes of ciphertext that NIO still holds; everything else has to go behind them.
    private(set) var backlog = 0
    private var closePromises: [EventLoopPromise<Void>] = []
    private var closeTimer: Scheduled<Void>?
    private var hasPeerEnded = false

    /// - Parameter closeDeadline: how long the peer has for its own close_notify.
    init(_ engine: consuming TLSEngine, closeDeadline: TimeAmount) {
        self.engine = engine
        self.closeDeadline = closeDeadline
    }

    // MARK: What the layer above asks

    var channelBinding: [UInt8]? { self.engine.channelBinding }
    var peerFingerprint: String? { self.engine.peerFingerprint }
    var isChainValid: Bool { self.engine.isChainValid }
    var chainProblem: String { self.engine.chainProblem }
    var summary: String { self.engine.summary }
    var session: TLSSession? { self.engine.session }
    var isResumed: Bool { self.engine.isResumed }
    var applicationProtocol: String? { self.engine.applicationProtocol }

    // MARK: Inbound

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { self.start(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        self.start(context)
    }

    private func start(_ context: ChannelHandlerContext) {
        guard self.state == .idle else { return }
        self.state = .handshaking
        self.goOn(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.state != .closed else { return }
        let buffer = self.unwrapInboundIn(data)
        do throws(SocketError) {
            try self.take(buffer)
        } catch {
            return self.fail(context, error)
        }
        self.goOn(context)
    }

    private func take(_ buffer: ByteBuffer) throws(SocketError) {
        // NIO's closures throw anything, so the typed error is carried out by hand.
        let result = unsafe buffer.withUnsafeReadableBytes { bytes -> Result<Void, SocketError> in
            do throws(SocketError) { return .success(try unsafe self.engine.receive(bytes)) } catch
            {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Does all that the bytes at hand allow.
    private func goOn(_ context: ChannelHandlerContext) {
        do throws(SocketError) {
            if self.state == .handshaking {
                guard try self.engine.handshake() == .done else { return self.send(context) }
                self.state = .active
                self.socket = Socket(of: context.channel)
                context.fireUserInboundEventTriggered(Event.handshakeDone)
            }
            try self.readAll(context)
        } catch {
            return self.fail(context, error)
        }
        // Answers of TLS itself: the end of the handshake, tickets, new keys.
        self.send(context)
    }

    /// Hands up everything that can be decrypted, record by record, so that no more than one record
    /// is held however much a peer sends.
    private func readAll(_ context: ChannelHandlerContext) throws(SocketError) {
        // Used again for the next record, unless somebody above has kept it.
        var plaintext = context.channel.allocator.buffer(capacity: TLSEngine.recordLength)
        while self.state == .active || self.state == .closing {
            plaintext.clear()
            switch try self.readOne(into: &plaintext) {
            case .bytes:
                // A closing connection has no use for what still comes.
                guard self.state == .active else { continue }
                context.fireChannelRead(self.wrapInboundOut(plaintext))
            case .incomplete: return
            case .ended:
                guard !self.hasPeerEnded else { return }
                self.hasPeerEnded = true
                context.fireUserInboundEventTriggered(Event.peerEnded)
                if self.state == .active { self.shutDown(context) }
                return self.finish(context)
            }
        }
    }

    private func readOne(into buffer: inout ByteBuffer) throws(SocketError) -> TLSEngine.Reading {
        var result: Result<TLSEngine.Reading, SocketError> = .success(.incomplete)
        unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: TLSEngine.recordLength) {
            space in
            do throws(SocketError) {
                let reading = try unsafe self.engine.read(into: space)
                result = .success(reading)
                if case .bytes(let count) = reading { return count }
            } catch {
                result = .failure(error)
            }
            return 0
        }
        return try result.get()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.socket = nil
        let wasOpen = self.state == .active || self.state == .handshaking
        self.state = .closed
        self.closeTimer?.cancel()
        if wasOpen { context.fireErrorCaught(SocketEnd.cut) }
        self.succeedClosing()
        context.fireChannelInactive()
    }

    // MARK: Outbound

    /// Encrypts bytes and hands them to the system; from `Event.handshakeDone` until the end.
    func send(_ bytes: [UInt8]) {
        guard self.state == .active, let context = self.context else { return }
        do throws(SocketError) {
            try self.engine.write(bytes)
        } catch {
            return self.fail(context, error)
        }
        self.send(context)
    }

    /// Nothing may get by the encryption.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    /// Whether what is sent now goes to the system and not into a buffer of ours.
    var isReady: Bool {
        guard self.state == .active, self.backlog == 0, let context = self.context else {
            return false
        }
        return self.socket != nil || context.channel.isWritable
    }

    /// Hands all ciphertext to the system, and to NIO what that does not take.
    private func send(_ context: ChannelHandlerContext) {
        let count = self.engine.outputCount
        guard count > 0 else { return }
        let rest = unsafe withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) {
            space -> ByteBuffer? in
            let taken = unsafe self.engine.takeOutput(into: space)
            let output = unsafe UnsafeRawBufferPointer(rebasing: space[..<taken])
            let sent = self.backlog > 0 ? 0 : unsafe self.socket?.send(output) ?? 0
            return sent == taken ? nil : unsafe ByteBuffer(bytes: output[sent...])
        }
        guard let rest else { return }
        let length = rest.readableBytes
        self.backlog += length
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess {
            self.backlog -= length
            if self.backlog == 0 { context.fireUserInboundEventTriggered(Event.ready) }
        }
        context.writeAndFlush(self.wrapOutboundOut(rest), promise: promise)
    }

    // MARK: The end

    /// Sends what waits and close_notify; closes when the peer has said the same, or at the deadline.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if let promise { self.closePromises.append(promise) }
        switch self.state {
        case .active:
            self.shutDown(context)
            if self.hasPeerEnded { self.finish(context) } else { self.startCloseTimer(context) }
        case .closing: break
        case .idle, .handshaking, .closed:
            self.state = .closing
            self.finish(context)
        }
    }

    private func shutDown(_ context: ChannelHandlerContext) {
        self.state = .closing
        self.engine.shutDown()
        self.send(context)
    }

    private func startCloseTimer(_ context: ChannelHandlerContext) {
        self.closeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: self.closeDeadline) {
            self.finish(context)
        }
    }

    private func finish(_ context: ChannelHandlerContext) {
        guard self.state != .closed else { return }
        self.state = .closed
        self.closeTimer?.cancel()
        context.close(mode: .all, promise: nil)
        self.succeedClosing()
    }

    private func fail(_ context: ChannelHandlerContext, _ error: SocketError) {
        guard self.state != .closed else { return }
        let wasHandshaking = self.state == .handshaking
        self.state = .closed
        self.closeTimer?.cancel()
        // The alert, if TLS has one to send.
        self.send(context)
        context.fireErrorCaught(wasHandshaking ? SocketEnd.noTLS(error.text) : .badTLS(error.text))
        context.close(mode: .all, promise: nil)
        self.succeedClosing()
    }

    private func succeedClosing() {
        let promises = self.closePromises
        self.closePromises.removeAll()
        for promise in promises { promise.succeed() }
    }
}
