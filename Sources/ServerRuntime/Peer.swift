internal import Media
internal import NIOCore
internal import Rooms
internal import SecureSockets
internal import Sessions
internal import Synchronization
internal import Units
internal import Wire

/// One client's connection as the server sees it: control goes to the switchboard, media into a room.
///
/// @unchecked: `seat` is touched on the connection's loop only; all else is constant or atomic.
final class Peer: @unchecked Sendable {
    /// Control frames on their way to the switchboard; beyond it the connection is not read, so that
    /// nobody can send faster than the switchboard works.
    static let controlWaitingMaximum = 64

    let id: ConnectionID
    let connection: SecureConnection
    /// Of the connection's own loop.
    let roomLoop: RoomLoop
    private let server: Server
    private var seat: Seat?
    private let controlWaiting = Atomic(0)

    /// Where in which room it is.
    private struct Seat {
        var room: RoomNumber
        var participant: UInt32
        /// Where the room lives.
        var roomLoop: RoomLoop
        var ingress: MediaIngress
    }

    init(_ connection: SecureConnection, roomLoop: RoomLoop, server: Server) {
        self.id = ConnectionID(connection.number)
        self.connection = connection
        self.roomLoop = roomLoop
        self.server = server
    }

    /// Does something on the connection's loop, in the order of the calls from one other loop.
    func run(_ work: @escaping @Sendable (SecureConnection) -> Void) {
        self.connection.eventLoop.run { [connection = self.connection] in work(connection) }
    }

    /// Queues bytes for several peers, then writes once for each; on their loop.
    static func send(_ bag: [(Peer, [UInt8])]) {
        var touched: [SecureConnection] = []
        for (peer, bytes) in bag where peer.connection.enqueue(control: bytes) {
            touched.append(peer.connection)
        }
        for connection in touched { connection.flush() }
    }

    // MARK: Rooms

    /// From now on its media go into this room.
    func sit(in room: RoomNumber, on roomLoop: RoomLoop, as participant: UInt32) {
        self.connection.eventLoop.run {
            self.seat = Seat(
                room: room, participant: participant, roomLoop: roomLoop,
                ingress: MediaIngress(participant: participant))
        }
    }

    func standUp() {
        self.connection.eventLoop.run {
            self.connection.forgetMedia()
            self.seat = nil
        }
    }

    /// What a room has to say, unless the peer has left it meanwhile: the numbers of participants
    /// mean others in the next one.
    func run(in room: RoomNumber, _ work: @escaping @Sendable (SecureConnection) -> Void) {
        self.connection.eventLoop.run {
            if self.seat?.room == room { work(self.connection) }
        }
    }

    /// Queues a fragment from a room; on the connection's loop.
    ///
    /// - Returns: Whether `connection.flush` has to follow.
    func enqueue(_ piece: MediaPiece, from room: RoomNumber, at now: Instant) -> Bool {
        self.seat?.room == room && self.connection.enqueue(piece, at: now)
    }
}

extension Peer: SecureConnectionDelegate {
    func connected(_ connection: SecureConnection, channelBinding: [UInt8], fingerprint: String) {
        self.server.loop.run { self.server.opened(self, channelBinding: channelBinding) }
    }

    func received(_ frame: Frame, on connection: SecureConnection) {
        if frame.kind == .media { self.receive(media: frame) } else { self.receive(control: frame) }
    }

    private func receive(control frame: Frame) {
        let waiting = self.controlWaiting.wrappingAdd(1, ordering: .relaxed).newValue
        if waiting == Self.controlWaitingMaximum { self.connection.pauseReading() }
        self.server.loop.run {
            self.server.received(frame, from: self.id)
            let left = self.controlWaiting.wrappingSubtract(1, ordering: .relaxed).newValue
            if left == Self.controlWaitingMaximum / 2 { self.run { $0.resumeReading() } }
        }
    }

    private func receive(media frame: Frame) {
        do throws(WireError) {
            guard let (room, roomLoop) = self.seat.map({ ($0.room, $0.roomLoop) }) else {
                // It may still come in while a leave is under way, but not in any shape.
                _ = try MediaFragment(parsing: frame.body)
                return
            }
            guard let piece = try self.seat?.ingress.take(frame, at: .now) else { return }
            self.roomLoop.handOver(piece, to: room, on: roomLoop)
        } catch {
            let reason = "\(error)"
            self.server.loop.run { self.server.met(protocolError: reason, from: self.id) }
            self.connection.close()
        }
    }

    func changed(_ news: [SendScheduler.News], on connection: SecureConnection) {
        guard let seat = self.seat else { return }
        seat.roomLoop.loop.run { seat.roomLoop.heed(news, from: seat.participant, in: seat.room) }
    }

    func disconnected(_ end: SocketEnd, from connection: SecureConnection?) {
        let wasAdmitted = self.connection.isAdmitted
        // Never from within something else that the switchboard has to say.
        self.server.loop.execute { self.server.closed(self, end, wasAdmitted: wasAdmitted) }
    }
}

extension EventLoop {
    /// Does something on this loop: at once if we are on it, else as soon as it comes round.
    ///
    /// What one loop asks of another is done in the order of asking.
    func run(_ work: @escaping @Sendable () -> Void) {
        if self.inEventLoop { work() } else { self.execute(work) }
    }
}
