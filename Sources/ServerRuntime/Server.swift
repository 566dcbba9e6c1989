internal import Logging
internal import Media
internal import NIOCore
internal import NIOPosix
internal import Records
internal import Rooms
internal import SecureSockets
internal import Sessions
internal import Units
internal import Wire

/// The switchboard at work: one event loop for control, all of them for connections and rooms, one
/// listener, two threads for the store and one for files.
///
/// @unchecked: everything mutable is touched on `loop` only; public calls hop there.
final class Server: @unchecked Sendable {
    /// How long connections have to take what is queued for them when the server stops.
    static let stopDeadline: Duration = .seconds(4)
    /// How often accounts and policies that the administrator has changed are looked for.
    static let accountPollInterval: Duration = .seconds(1)

    let loop: any EventLoop
    private let database: Database
    private let logger: Logger
    private var switchboard: Switchboard<SystemRandomNumberGenerator>
    private let roomLoops: [RoomLoop]
    /// Where every conference's room is, and how many rooms each loop has.
    private var homes: [ConferenceID: (room: RoomNumber, loop: Int)] = [:]
    private var roomCounts: [Int]
    private var lastRoom: UInt64 = 0
    private var peers: [ConnectionID: Peer] = [:]
    private var mail = Mail()
    private var isDeliveryDue = false
    private var writer: StoreThread<StoreCommand>?
    private var reader: StoreThread<StoreQuery>?
    private var filer: StoreThread<FileJob>?
    private let vault: FileVault
    private var listener: SecureListener?
    private var timer: Scheduled<Void>?
    private var timerDeadline: Instant?
    private var accountPoll: RepeatedTask?
    private var lastAccountChange: Int64
    private var policies: PolicyReading
    /// Whose accounts were removed while no server ran.
    private let leavers: [AccountName]
    private var whenEmpty: EventLoopPromise<Void>?
    private var budget = LogBudget()

    private init(
        database: Database, vault: FileVault, rooms: SwitchboardLimits, logger: Logger,
        loops: [any EventLoop],
    ) throws {
        self.database = database
        self.vault = vault
        self.logger = logger
        self.loop = loops[0]
        self.roomLoops = RoomLoop.make(on: loops)
        self.roomCounts = Array(repeating: 0, count: loops.count)
        try database.clearPresences()
        try database.clearGuests()
        try database.clearConferences(at: Moment.now.timestamp)
        let snapshot = try database.snapshot()
        self.policies = PolicyReading(snapshot.policies)
        self.switchboard = Switchboard(
            snapshot: snapshot, primitives: .openSSL, limits: rooms,
            random: SystemRandomNumberGenerator(), at: .now)
        self.lastAccountChange = try database.newestAccountChange()
        self.leavers = try database.leavers()
        vault.sweep(keeping: try database.files())
    }

    /// Starts to serve on every loop of a group.
    static func start(
        database: Database, vault: FileVault, identity: ServerIdentity, address: String, port: Int,
        limits: SocketLimits, rooms: SwitchboardLimits = SwitchboardLimits(), logger: Logger,
        on group: any EventLoopGroup,
    ) async throws(Failure) -> Server {
        let loops = Array(group.makeIterator())
        let server: Server
        do {
            server = try Server(
                database: database, vault: vault, rooms: rooms, logger: logger, loops: loops)
        } catch {
            throw Failure(.inputOutput, "cannot read the database: \(error)")
        }
        server.startStore()
        do throws(SocketError) {
            server.listener = try await SecureListener.bind(
                identity: identity, address: address, port: port, on: group, limits: limits
            ) { connection in
                Peer(
                    connection, roomLoop: server.roomLoop(on: connection.eventLoop), server: server)
            }
        } catch {
            await server.stopStore()
            throw Failure(error)
        }
        server.watchAccounts(leavers: server.leavers)
        return server
    }

    var address: String { self.listener?.address ?? "" }
    var port: Int { self.listener?.port ?? 0 }

    /// Takes no more connections, says goodbye to those there are, and commits what waits.
    func stop() async {
        await self.listener?.stop()
        let isEmpty = self.loop.makePromise(of: Void.self)
        self.loop.execute {
            self.accountPoll?.cancel()
            self.timer?.cancel()
            self.whenEmpty = isEmpty
            for peer in self.peers.values { peer.run { $0.close() } }
            self.checkEmpty()
            self.loop.scheduleTask(in: .nanoseconds(Self.stopDeadline.nanoseconds)) {
                isEmpty.succeed()
            }
        }
        // A promise that is only ever fulfilled.
        try? await isEmpty.futureResult.get()
        await self.stopStore()
    }

    // MARK: The store

    /// Commands in one transaction: keeps one commit's latency bounded.
    private static let commitLengthMaximum = 1024
    /// Pieces of files that are written before their senders hear of it.
    private static let filesLengthMaximum = 16

    private func startStore() {
        let database = self.database
        self.writer = StoreThread(
            named: "store", batchLengthMaximum: Self.commitLengthMaximum, loop: self.loop,
            perform: { database.perform($0) }, deliver: { [weak self] in self?.take($0) })
        self.reader = StoreThread(
            named: "lookup", batchLengthMaximum: 1, loop: self.loop,
            perform: { $0.map(database.answer) }, deliver: { [weak self] in self?.take($0) })
        let vault = self.vault
        self.filer = StoreThread(
            named: "files", batchLengthMaximum: Self.filesLengthMaximum, loop: self.loop,
            perform: { $0.map(vault.perform) }, deliver: { [weak self] in self?.take($0) })
    }

    private func take(_ answers: [(StoreTicket, StoreReply)]) {
        for (ticket, reply) in answers { self.feed(.stored(ticket, reply)) }
    }

    private func ask<Job>(_ thread: StoreThread<Job>?, _ ticket: StoreTicket, _ job: Job) {
        guard thread?.add(ticket, job) != true else { return }
        // Not from here: the outputs of this input aren't all carried out yet.
        self.loop.execute {
            self.feed(.stored(ticket, .failed(reason: "too many commands wait")))
        }
    }

    private func stopStore() async {
        let (reader, writer, filer) = (self.reader, self.writer, self.filer)
        // Waits for a commit; never on the loop.
        try? await NIOThreadPool.singleton.runIfActive {
            reader?.stop()
            filer?.stop()
            writer?.stop()
        }
    }

    private func checkEmpty() {
        if self.peers.isEmpty { self.whenEmpty?.succeed() }
    }

    // MARK: The switchboard's inputs and outputs

    private func feed(_ input: Switchboard<SystemRandomNumberGenerator>.Input) {
        for output in self.switchboard.handle(input, at: .now) { self.carryOut(output) }
        self.schedule()
    }

    private func schedule() {
        guard self.switchboard.deadline != self.timerDeadline else { return }
        self.timer?.cancel()
        self.timerDeadline = self.switchboard.deadline
        self.timer = self.timerDeadline.map { deadline in
            self.loop.scheduleTask(deadline: deadline.deadline) {
                self.timerDeadline = nil
                self.feed(.timeout)
            }
        }
    }

    private func carryOut(_ output: Switchboard<SystemRandomNumberGenerator>.Output) {
        switch output {
        case .send(let id, let bytes):
            self.mail.add(bytes, to: id)
            self.deliverSoon()
        case .tell(let ids, let bytes):
            self.mail.add(bytes, to: ids)
            self.deliverSoon()
        case .room(let conference, let change):
            self.deliver()
            self.carryOut(change, in: conference)
        case .admit(let id):
            self.deliver()
            self.peers[id]?.run { $0.admit() }
        case .close(let id, let reason):
            self.logger.debug(
                "closing", metadata: ["connection": "\(id.number)", "reason": "\(reason)"])
            self.deliver()
            self.peers[id]?.run { $0.close() }
        case .store(let ticket, let command): self.ask(self.writer, ticket, command)
        case .query(let ticket, let query): self.ask(self.reader, ticket, query)
        case .file(let ticket, let job): self.ask(self.filer, ticket, job)
        // A link that has no room for them loses them: its peer asks for more than one window.
        case .sendFile(let id, let frames): self.peers[id]?.run { _ = $0.enqueue(file: frames) }
        case .log(let line): self.log(line)
        }
    }

    // MARK: Mail

    /// What is said in one turn of the loop goes out together.
    private func deliverSoon() {
        if self.mail.isFull { return self.deliver() }
        guard !self.isDeliveryDue else { return }
        self.isDeliveryDue = true
        self.loop.execute {
            self.isDeliveryDue = false
            self.deliver()
        }
    }

    /// Hands out what there is, before anything else is done with connections: one hop for each of
    /// their loops.
    private func deliver() {
        guard !self.mail.isEmpty else { return }
        var bags: [[(Peer, [UInt8])]] = Array(repeating: [], count: self.roomLoops.count)
        for (id, bytes) in self.mail.takeAll() {
            if let peer = self.peers[id] { bags[peer.roomLoop.index].append((peer, bytes)) }
        }
        for (index, bag) in bags.enumerated() where !bag.isEmpty {
            self.roomLoops[index].loop.run { Peer.send(bag) }
        }
    }

    // MARK: Rooms

    private func roomLoop(on loop: any EventLoop) -> RoomLoop {
        self.roomLoops.first { $0.loop === loop } ?? self.roomLoops[0]
    }

    /// A conference's room lives for as long as it lasts on the loop that had fewest when it began.
    private func home(of conference: ConferenceID) -> (room: RoomNumber, loop: Int) {
        if let home = self.homes[conference] { return home }
        let loop = self.roomCounts.indices.min { self.roomCounts[$0] < self.roomCounts[$1] } ?? 0
        self.lastRoom += 1
        let home = (room: RoomNumber(number: self.lastRoom), loop: loop)
        self.homes[conference] = home
        self.roomCounts[loop] += 1
        return home
    }

    private func carryOut(_ change: RoomChange, in conference: ConferenceID) {
        let (room, index) = self.home(of: conference)
        let loop = self.roomLoops[index]
        switch change {
        case .enter(let participant, let connection, let position, let kind):
            guard let peer = self.peers[connection] else { return }
            peer.sit(in: room, on: loop, as: participant)
            loop.enter(participant, peer, at: position, in: room, of: kind) { stream, number in
                self.loop.execute { self.feed(.noticed(conference, stream, number)) }
            }
        case .leave(let participant, let connection):
            self.peers[connection]?.standUp()
            loop.change(room) { $0.leave(participant) }
        case .place(let participant, let position):
            loop.change(room) { $0.place(participant, at: position) }
        case .kind(let kind): loop.change(room) { $0.become(kind) }
        case .publish(let participant, let pictures):
            loop.change(room) { $0.publish(participant, pictures) }
        case .want(let stream, let participant, let tile):
            loop.change(room) { $0.want(stream, by: participant, tile) }
        case .wantSwitchPoint(let stream, let layer):
            loop.change(room) { $0.wantSwitchPoint(stream, layer: layer, at: .now) }
        case .end:
            self.homes[conference] = nil
            self.roomCounts[index] -= 1
        }
    }

    // MARK: Accounts

    private func watchAccounts(leavers: [AccountName]) {
        let interval = TimeAmount.nanoseconds(Self.accountPollInterval.nanoseconds)
        self.loop.execute {
            let removed = leavers.map { AccountChange(name: $0, profile: nil, isRemoved: true) }
            self.feed(.accountsChanged(removed))
            self.accountPoll = self.loop.scheduleRepeatedAsyncTask(
                initialDelay: interval, delay: interval
            ) { _ in self.lookForChanges() }
        }
    }

    private func lookForChanges() -> EventLoopFuture<Void> {
        let (database, last) = (self.database, self.lastAccountChange)
        return NIOThreadPool.singleton.runIfActive(eventLoop: self.loop) {
            (
                try database.policyReading(), try database.accountsChanged(after: last),
                try database.ownerOrders(),
            )
        }.map { policies, change, orders in
            if !orders.isEmpty { self.feed(.ownersSet(orders)) }
            self.follow(policies)
            guard let change else { return }
            self.lastAccountChange = change.newest
            self.feed(.accountsChanged(change.changes))
        }.flatMapErrorThrowing { error in
            // The next look comes in a second; a broken database shows elsewhere, too.
            self.logger.error("cannot look for changes", metadata: ["reason": "\(error)"])
        }
    }

    /// Nobody is to think that a policy holds that nobody can read: it is said once.
    private func follow(_ policies: PolicyReading) {
        let former = self.policies
        self.policies = policies
        for row in policies.unreadable where !former.unreadable.contains(row) {
            self.logger.warning(
                "cannot read a policy, which does not hold", metadata: ["policy": "\(row)"])
        }
        if policies.policies != former.policies { self.feed(.policiesChanged(policies.policies)) }
    }

    // MARK: The log

    private func log(_ line: Switchboard<SystemRandomNumberGenerator>.LogLine) {
        switch line {
        case .loggedIn(let name, let id):
            self.logger.info("logged in", metadata: self.about(id, name))
        case .loggedOut(let name, let id):
            self.logger.info("logged out", metadata: self.about(id, name))
        case .passwordExpired(let name, let id):
            self.logger.info("password expired", metadata: self.about(id, name))
        case .passwordChanged(let name, let id):
            self.logger.notice("password changed", metadata: self.about(id, name))
        case .loginRefused(let name, let id):
            self.logger.notice(
                "login refused",
                metadata: self.about(id).merging(["account": "\(name)"]) { $1 })
        case .loginLocked(let name, let id):
            self.logger.warning(
                "too many failed logins",
                metadata: self.about(id).merging(["account": "\(name)"]) { $1 })
        case .protocolError(let id, let what):
            self.logger.notice(
                "protocol error", metadata: self.about(id).merging(["reason": "\(what)"]) { $1 })
        case .storeFailed(let reason):
            self.logger.error("the database failed", metadata: ["reason": "\(reason)"])
        case .conferenceStarted(let id, let by):
            self.logger.info(
                "conference started", metadata: ["conference": "\(id.text)", "account": "\(by)"])
        case .conferenceUnlinked(let id, let by):
            self.logger.info(
                "conference's chat unlinked",
                metadata: ["conference": "\(id.text)", "account": "\(by)"])
        case .conferenceLinked(let id, let by):
            self.logger.info(
                "conference's chat linked",
                metadata: ["conference": "\(id.text)", "account": "\(by)"])
        case .conferenceEnded(let id):
            self.logger.info("conference ended", metadata: ["conference": "\(id.text)"])
        }
    }

    /// An end in order needs no line of its own.
    private func log(_ end: SocketEnd, of connection: SecureConnection, wasAdmitted: Bool) {
        switch end {
        case .closedHere, .closedByPeer, .cut: return
        default: break
        }
        if !wasAdmitted {
            guard case .write(let leftOut) = self.budget.next(at: .now) else { return }
            if leftOut > 0 {
                self.logger.notice(
                    "more connections ended before login", metadata: ["count": "\(leftOut)"])
            }
        }
        self.logger.notice(
            "connection ended",
            metadata: [
                "connection": "\(connection.number)", "from": "\(connection.peerAddress)",
                "reason": "\(end.text)",
            ])
    }

    private func about(_ id: ConnectionID, _ name: AccountName? = nil) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["connection": "\(id.number)"]
        metadata["from"] = self.peers[id].map { "\($0.connection.peerAddress)" }
        metadata["account"] = name.map { "\($0)" }
        return metadata
    }
}

/// What peers tell, on the switchboard's loop.
extension Server {
    func opened(_ peer: Peer, channelBinding: [UInt8]) {
        guard self.whenEmpty == nil else { return peer.run { $0.close() } }
        self.peers[peer.id] = peer
        self.feed(
            .opened(
                peer.id, channelBinding: channelBinding, source: peer.connection.peerSource))
    }

    func received(_ frame: Frame, from id: ConnectionID) {
        self.feed(.frame(id, frame))
    }

    /// A peer sent media that no honest one sends, and is being cut off.
    func met(protocolError reason: String, from id: ConnectionID) {
        self.log(.protocolError(id, reason))
    }

    func closed(_ peer: Peer, _ end: SocketEnd, wasAdmitted: Bool) {
        self.log(end, of: peer.connection, wasAdmitted: wasAdmitted)
        guard self.peers[peer.id] != nil else { return }
        self.feed(.closed(peer.id))
        self.peers[peer.id] = nil
        self.checkEmpty()
    }
}
