internal import Media
internal import NIOCore
internal import Rooms
internal import SecureSockets
internal import Sessions
internal import Units
internal import Wire

/// One client's connection as the server sees it: control goes to the switchboard, media into a room.
///
/// @unchecked: `seat` is touched on the connection's loop only; all else is constant.
final class Peer: @unchecked Sendable {
    let id: ConnectionID
    let connection: SecureConnection
    /// Of the connection's own loop.
    let rooms: RoomLoop
    private let server: Server
    private var seat: Seat?

    /// Where in which conference it is.
    private struct Seat {
        var conference: ConferenceID
        var participant: UInt32
        /// Where the conference's room lives.
        var room: RoomLoop
        var ingress: MediaIngress
    }

    init(_ connection: SecureConnection, rooms: RoomLoop, server: Server) {
        self.id = ConnectionID(connection.number)
        self.connection = connection
        self.rooms = rooms
        self.server = server
    }

    /// Does something on the connection's loop, in the order of the calls from one other loop.
    func run(_ work: @escaping @Sendable (SecureConnection) -> Void) {
        self.connection.eventLoop.run { [connection = self.connection] in work(connection) }
    }

    /// From now on its media go into this room.
    func sit(in room: RoomLoop, _ conference: ConferenceID, as participant: UInt32) {
        self.connection.eventLoop.run {
            self.seat = Seat(
                conference: conference, participant: participant, room: room,
                ingress: MediaIngress(participant: participant))
        }
    }

    func standUp() {
        self.connection.eventLoop.run {
            self.seat = nil
            self.connection.forgetMedia()
        }
    }
}

extension Peer: SecureConnectionDelegate {
    func connected(_ connection: SecureConnection, channelBinding: [UInt8], fingerprint: String) {
        self.server.loop.run { self.server.opened(self, channelBinding: channelBinding) }
    }

    func received(_ frame: Frame, on connection: SecureConnection) {
        guard frame.kind == .media else {
            return self.server.loop.run { self.server.received(frame, from: self.id) }
        }
        do throws(WireError) {
            guard let seat = self.seat else {
                // It may still come in while a leave is under way, but not in any shape.
                _ = try MediaFragment(parsing: frame.body)
                return
            }
            guard let piece = try self.seat?.ingress.take(frame) else { return }
            self.rooms.handOver(piece, to: seat.room, seat.conference)
        } catch {
            let reason = "\(error)"
            self.server.loop.run { self.server.met(protocolError: reason, from: self.id) }
            connection.close()
        }
    }

    func changed(_ news: [SendScheduler.News], on connection: SecureConnection) {
        guard let seat = self.seat else { return }
        seat.room.loop.run { seat.room.take(news, from: seat.participant, in: seat.conference) }
    }

    func disconnected(_ end: SocketEnd, from connection: SecureConnection?) {
        let wasAdmitted = self.connection.isAdmitted
        self.server.loop.run { self.server.closed(self, end, wasAdmitted: wasAdmitted) }
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
