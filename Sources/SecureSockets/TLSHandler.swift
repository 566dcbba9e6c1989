internal import NIOCore

/// TLS in a channel's pipeline: plain bytes above it, ciphertext below it.
///
/// A peer's bytes can't make it wait, loop or hold more than one record: every failed call closes the
/// channel, after the alert has been handed to the system. What is written before the handshake is
/// over waits; what is flushed goes out in one piece.
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
    }

    private enum State { case idle, handshaking, active, closing, closed }

    private let closeDeadline: TimeAmount
    private var engine: TLSEngine
    private var state = State.idle
    private var pending: [ByteBuffer] = []
    private var promises: [EventLoopPromise<Void>] = []
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
        if context.channel.isActive { self.start(context) }
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
                context.fireUserInboundEventTriggered(Event.handshakeDone)
                try self.encryptPending()
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
        while self.state == .active || self.state == .closing {
            var buffer = context.channel.allocator.buffer(capacity: TLSEngine.recordLength)
            switch try self.readOne(into: &buffer) {
            case .bytes:
                // A closing connection has no use for what still comes.
                if self.state == .active { context.fireChannelRead(self.wrapInboundOut(buffer)) }
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
        let wasOpen = self.state == .active || self.state == .handshaking
        self.state = .closed
        self.closeTimer?.cancel()
        self.drop(ChannelError.ioOnClosedChannel)
        if wasOpen { context.fireErrorCaught(SocketEnd.cut) }
        self.succeedClosing()
        context.fireChannelInactive()
    }

    // MARK: Outbound

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard self.state != .closing, self.state != .closed else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        self.pending.append(self.unwrapOutboundIn(data))
        if let promise { self.promises.append(promise) }
    }

    func flush(context: ChannelHandlerContext) {
        guard self.state == .active else { return }
        do throws(SocketError) { try self.encryptPending() } catch {
            return self.fail(context, error)
        }
        self.send(context)
    }

    private func encryptPending() throws(SocketError) {
        let buffers = self.pending
        self.pending.removeAll(keepingCapacity: true)
        for buffer in buffers {
            let result = unsafe buffer.withUnsafeReadableBytes {
                bytes -> Result<Void, SocketError> in
                do throws(SocketError) {
                    return .success(try unsafe self.engine.write(bytes))
                } catch {
                    return .failure(error)
                }
            }
            try result.get()
        }
    }

    /// Hands all ciphertext to the channel below.
    private func send(_ context: ChannelHandlerContext) {
        let count = self.engine.outputCount
        let promise = self.takePromise(context)
        guard count > 0 else {
            promise?.succeed()
            return
        }
        var buffer = context.channel.allocator.buffer(capacity: count)
        unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            unsafe self.engine.takeOutput(into: space)
        }
        // Nothing of ours is half done here: the call comes back in when the channel turns writable.
        context.writeAndFlush(self.wrapOutboundOut(buffer), promise: promise)
    }

    /// One promise for everything that was encrypted; none while writes still wait.
    private func takePromise(_ context: ChannelHandlerContext) -> EventLoopPromise<Void>? {
        guard self.pending.isEmpty, !self.promises.isEmpty else { return nil }
        let promises = self.promises
        self.promises.removeAll()
        let joint = context.eventLoop.makePromise(of: Void.self)
        joint.futureResult.whenComplete { result in
            for promise in promises { promise.completeWith(result) }
        }
        return joint
    }

    // MARK: The end

    /// Sends what waits and close_notify; closes when the peer has said the same, or at the deadline.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if let promise { self.closePromises.append(promise) }
        switch self.state {
        case .active:
            do throws(SocketError) { try self.encryptPending() } catch {
                return self.fail(context, error)
            }
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
        self.drop(ChannelError.ioOnClosedChannel)
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
        self.drop(error)
        context.fireErrorCaught(wasHandshaking ? SocketEnd.noTLS(error.text) : .badTLS(error.text))
        context.close(mode: .all, promise: nil)
        self.succeedClosing()
    }

    private func drop(_ error: any Error) {
        self.pending.removeAll()
        let promises = self.promises
        self.promises.removeAll()
        for promise in promises { promise.fail(error) }
    }

    private func succeedClosing() {
        let promises = self.closePromises
        self.closePromises.removeAll()
        for promise in promises { promise.succeed() }
    }
}
