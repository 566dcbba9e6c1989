internal import Media
internal import NIOCore
internal import Rooms
internal import SecureSockets
internal import Sessions
internal import Units

/// Names one conference's room in a server's life; never used twice.
struct RoomNumber: Sendable, Hashable {
    var number: UInt64
}

/// The rooms of one event loop, and the tick on which they forward.
///
/// A room lives on one loop, its participants' connections on any. What a tick has for the
/// connections of one loop goes there in one piece, and what it has for one connection goes out in
/// one write: on a busy server the system call is the price, not the cipher.
///
/// @unchecked: everything mutable is touched on `loop` only.
final class RoomLoop: @unchecked Sendable {
    /// Two fragments of one room go out together if they come within this time. A fragment that
    /// comes after a longer pause goes at once.
    static let interval: Duration = .milliseconds(5)

    /// One fragment and those on one loop who get it.
    private struct Delivery: Sendable {
        var piece: MediaPiece
        var room: RoomNumber
        var receivers: [Peer]
    }

    private struct Arrival: Sendable {
        var piece: MediaPiece
        var room: RoomNumber
    }

    typealias NoticeListener = @Sendable (ConferenceStream, UInt32) -> Void

    let loop: any EventLoop
    let index: Int
    /// All of the server, this one among them; set once, before the first connection.
    private var all: [RoomLoop] = []
    private var rooms: [RoomNumber: Room<Peer>] = [:]
    /// Where it is told that somebody speaks; of each room.
    private var listeners: [RoomNumber: NoticeListener] = [:]
    /// What waits for the tick, by the receivers' loop.
    private var deliveries: [[Delivery]] = []
    private var isTickDue = false
    private var lastTick = Instant.start
    /// What this loop's connections have for rooms elsewhere, by their loop.
    private var departures: [[Arrival]] = []
    private var isDepartureDue = false

    private init(_ loop: any EventLoop, index: Int) {
        self.loop = loop
        self.index = index
    }

    /// One for each event loop.
    static func make(on loops: [any EventLoop]) -> [RoomLoop] {
        let all = loops.enumerated().map { RoomLoop($0.element, index: $0.offset) }
        for room in all {
            room.all = all
            room.deliveries = Array(repeating: [], count: all.count)
            room.departures = Array(repeating: [], count: all.count)
        }
        return all
    }

    // MARK: From connections of this loop

    /// Passes a fragment on to the loop where its room lives.
    func handOver(_ piece: MediaPiece, to room: RoomNumber, on roomLoop: RoomLoop) {
        if roomLoop === self { return self.forward(piece, in: room) }
        self.departures[roomLoop.index].append(Arrival(piece: piece, room: room))
        guard !self.isDepartureDue else { return }
        self.isDepartureDue = true
        self.loop.execute {
            self.isDepartureDue = false
            for index in self.departures.indices where !self.departures[index].isEmpty {
                let arrivals = self.departures[index]
                self.departures[index] = []
                let roomLoop = self.all[index]
                roomLoop.loop.execute {
                    for arrival in arrivals { roomLoop.forward(arrival.piece, in: arrival.room) }
                }
            }
        }
    }

    // MARK: Forwarding

    private func forward(_ piece: MediaPiece, in number: RoomNumber) {
        let result = self.rooms[number]?.audience(of: piece, at: .now)
        guard let (audience, outputs) = result else { return }
        self.carryOut(outputs, of: number)
        for (loop, receivers) in audience {
            self.deliveries[loop].append(
                Delivery(piece: piece, room: number, receivers: receivers))
        }
        if !audience.isEmpty { self.tickSoon() }
    }

    private func tickSoon() {
        guard !self.isTickDue else { return }
        self.isTickDue = true
        let due = self.lastTick + Self.interval
        if due <= .now {
            self.loop.execute { self.tick() }
        } else {
            self.loop.scheduleTask(deadline: due.deadline) { self.tick() }
        }
    }

    private func tick() {
        self.isTickDue = false
        self.lastTick = .now
        for index in self.deliveries.indices where !self.deliveries[index].isEmpty {
            let deliveries = self.deliveries[index]
            self.deliveries[index] = []
            if index == self.index {
                Self.deliver(deliveries)
            } else {
                self.all[index].loop.execute { Self.deliver(deliveries) }
            }
        }
    }

    /// On the receivers' loop: queues everything, then writes once for each.
    private static func deliver(_ deliveries: [Delivery]) {
        let now = Instant.now
        var touched: [Peer] = []
        for delivery in deliveries {
            for peer in delivery.receivers
            where peer.enqueue(delivery.piece, from: delivery.room, at: now) {
                touched.append(peer)
            }
        }
        for peer in touched { peer.connection.flush() }
    }

    // MARK: From the switchboard

    /// Somebody comes in, into a room that begins now if there is none.
    func enter(
        _ participant: UInt32, _ peer: Peer, at position: Position, in number: RoomNumber,
        of kind: ConferenceKind, listener: @escaping NoticeListener,
    ) {
        self.loop.run {
            self.listeners[number] = listener
            let outputs = self.rooms[number, default: Room(kind)].enter(
                participant, peer, loop: peer.roomLoop.index, at: position)
            self.carryOut(outputs, of: number)
        }
    }

    /// Does something with a room, if there is one, and ends it when it is empty.
    func change(
        _ number: RoomNumber,
        _ body: @escaping @Sendable (inout Room<Peer>) -> [Room<Peer>.Output],
    ) {
        self.loop.run {
            guard var room = self.rooms.removeValue(forKey: number) else { return }
            let outputs = body(&room)
            if room.isEmpty { self.listeners[number] = nil } else { self.rooms[number] = room }
            self.carryOut(outputs, of: number)
        }
    }

    // MARK: From receivers' schedulers

    /// What a participant's link carries has changed; on this loop.
    func heed(
        _ news: [SendScheduler.News], from participant: UInt32, in number: RoomNumber
    ) {
        for item in news {
            self.change(number) { room in
                switch item {
                case .receives(let stream, let layer):
                    room.carries(stream, to: participant, layer: layer)
                case .needsSwitchPoint(let stream, let layer):
                    room.wantSwitchPoint(stream, layer: layer, at: .now)
                }
            }
        }
    }

    private func carryOut(_ outputs: [Room<Peer>.Output], of number: RoomNumber) {
        for output in outputs {
            switch output {
            case .tell(let peer, let bytes): peer.run(in: number) { $0.send(bytes) }
            case .want(let peer, let stream, let layer):
                peer.run(in: number) { $0.want(stream, layer: layer) }
            case .prefer(let peers, let speakers):
                for peer in peers { peer.run(in: number) { $0.prefer(speakers) } }
            case .notice(let stream, let participant):
                self.listeners[number]?(stream, participant)
            case .forget(let peers, let participant):
                for peer in peers { peer.run(in: number) { $0.forget(participant) } }
            }
        }
    }
}
