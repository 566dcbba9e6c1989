package import Rooms
package import Units
package import Wire

/// Names one connection of a server's life; never used twice.
package struct ConnectionID: Sendable, Hashable {
    package var number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }
}

/// Names one question to the store, so that its answer finds back.
package struct StoreTicket: Sendable, Hashable {
    package var number: UInt64
}

/// The server without I/O: who is connected, who may do what, and what goes to whom.
///
/// **Feed it one input with the time, carry out every output in order, and send `.timeout` when
/// `deadline` passes.** Answers of the store come back in the order the commands went out; that
/// order is what makes a message's acknowledgement, its delivery and a catching-up device agree.
package struct Switchboard<Random: RandomNumberGenerator> {
    package enum Input {
        /// TLS is up; the binding is its exporter (RFC 9266), the source is where failed logins of
        /// one address or network are counted.
        case opened(ConnectionID, channelBinding: [UInt8], source: String = "")
        case frame(ConnectionID, Frame)
        case closed(ConnectionID)
        case stored(StoreTicket, StoreReply)
        /// What the administrator has changed while the server runs.
        case accountsChanged([AccountChange])
        case policiesChanged(Policies)
        case ownersSet([OwnerOrder])
        /// A room has heard somebody speak, or seen something shared.
        case noticed(ConferenceID, ConferenceStream, UInt32)
        case timeout
    }

    package enum Output: Equatable {
        /// Frame bytes for one connection, never dropped.
        case send(ConnectionID, [UInt8])
        /// The same for each of several connections.
        case tell([ConnectionID], [UInt8])
        /// For the room that forwards a conference's media; a room begins with who enters first.
        case room(ConferenceID, RoomChange)
        /// The connection has logged in: longer frames, no login deadline.
        case admit(ConnectionID)
        /// Send what is queued, then close.
        case close(ConnectionID, reason: String)
        case store(StoreTicket, StoreCommand)
        case query(StoreTicket, StoreQuery)
        case file(StoreTicket, FileJob)
        /// Frames of a file, which go when nothing else wants to.
        case sendFile(ConnectionID, [[UInt8]])
        case log(LogLine)
    }

    let primitives: SCRAMPrimitives
    let limits: SwitchboardLimits
    var random: Random
    var secret: [UInt8]
    /// What the administrator has set, as it is now.
    var policies: Policies
    var blocks: BlockLists
    var throttle: LoginThrottle
    var connections: [ConnectionID: Connection] = [:]
    var online: [AccountName: Set<ConnectionID>] = [:]
    /// What the store was last told of who is not offline.
    var keptPresences: [AccountName: Presence] = [:]
    var chats: [ChatID: Chat] = [:]
    var chatsOf: [AccountName: Set<ChatID>] = [:]
    /// Live devices of a chat's members, in the order of their numbers; kept until a member or one of
    /// their devices comes or goes.
    var audiences: [ChatID: [ConnectionID]] = [:]
    /// Chats whose members are being changed, and what has to wait for that.
    var changing: [ChatID: [WaitingChange]] = [:]
    var conferences: [ConferenceID: Meeting] = [:]
    var plans: [ConferenceID: Plan] = [:]
    /// For which start each person was reminded last.
    var reminded: [ConferenceID: [AccountName: Timestamp]] = [:]
    var nextReminder: Timestamp?
    /// When chats of past conferences are looked through next.
    var nextMeetingSweep: Instant?
    var lastMeetingEnd = Instant.start
    /// Who waits until a planned conference has begun.
    var openings: [ConferenceID: [Knock]] = [:]
    var uploads: [UInt64: Upload] = [:]
    /// Whether the store may have files to forget.
    var mayHaveForgottenFiles = true
    /// When something is due in a conference by itself.
    var deadlines = Deadlines<ConferenceID>()
    var pinAttempts = PINAttempts()
    var guestLogins: TokenBucket
    /// The last revision given out.
    var newestRevision: UInt64
    var pending: [StoreTicket: PendingStore] = [:]
    private var ticketCount: UInt64 = 0
    private var nextSweep: Instant?
    var outputs: [Output] = []

    package init(
        snapshot: StoreSnapshot, primitives: SCRAMPrimitives,
        limits: SwitchboardLimits = SwitchboardLimits(), random: Random, at now: Moment,
    ) {
        self.primitives = primitives
        self.limits = limits
        self.random = random
        self.secret = snapshot.serverSecret
        self.guestLogins = TokenBucket(
            burst: limits.guestLoginBurst, perSecond: limits.guestLoginsPerSecond)
        self.policies = snapshot.policies
        self.blocks = snapshot.blocks
        self.throttle = LoginThrottle(
            limits: .init(snapshot.policies.lockout), kept: snapshot.failures, at: now)
        self.newestRevision = snapshot.newestRevision
        // No conference survives a restart, so nobody has business in its own chat any more.
        for chat in snapshot.chats where chat.kind != .meeting { self.remember(chat) }
        if snapshot.chats.contains(where: { $0.kind == .meeting }) { self.noteMeetingEnd(at: now) }
        for kept in snapshot.plans {
            self.plans[kept.plan.id] = kept.plan
            self.reminded[kept.plan.id] = kept.reminded
        }
        self.noteReminder(at: now)
    }

    /// When to send `.timeout` if nothing else happens.
    package var deadline: Instant? {
        [self.nextSweep, self.nextMeetingSweep, self.deadlines.first].compactMap { $0 }.min()
    }

    package mutating func handle(_ input: Input, at now: Moment) -> [Output] {
        switch input {
        case .opened(let id, let binding, let source):
            self.connections[id] = Connection(
                binding: binding, source: source, lastHeard: now.instant, limits: self.limits)
        case .frame(let id, let frame):
            self.receive(frame, from: id, at: now)
        case .closed(let id):
            self.forget(id, at: now)
        case .stored(let ticket, let reply):
            guard let waiting = self.pending.removeValue(forKey: ticket) else { break }
            self.answered(waiting, with: reply, at: now)
        case .accountsChanged(let changes):
            self.follow(changes, at: now)
        case .ownersSet(let orders):
            for order in orders { self.setOwner(order, at: now) }
        case .policiesChanged(let policies): self.follow(policies)
        case .noticed(let id, let stream, let number):
            self.noticed(stream, from: number, in: id, at: now)
        case .timeout:
            self.advanceConferences(at: now)
            self.sweepMeetings(at: now)
            self.sweep(at: now)
        }
        let isIdle =
            self.connections.isEmpty && self.conferences.isEmpty && self.keptPresences.isEmpty
        if self.nextSweep == nil, !isIdle {
            self.nextSweep = now.instant + self.limits.sweepInterval
        }
        defer { self.outputs.removeAll() }
        return self.outputs
    }

    private mutating func receive(_ frame: Frame, from id: ConnectionID, at now: Moment) {
        guard self.connections[id] != nil else { return }
        self.connections[id]?.lastHeard = now.instant
        do throws(WireError) {
            switch frame.kind {
            case .control:
                try self.receive(Request(parsing: frame.body), from: id, at: now)
            case .file: self.receive(try FileChunk(parsing: frame.body), from: id)
            // Media go by the switchboard, through `MediaIngress` into a `Room`.
            case .media: throw .unknownFrameKind(frame.kind.rawValue)
            }
        } catch {
            self.outputs.append(.log(.protocolError(id, "\(error)")))
            self.close(id, reason: "protocol error")
        }
    }

    private mutating func receive(_ request: Request, from id: ConnectionID, at now: Moment) {
        let call = Call(connection: id, request: request.id)
        guard let body = request.body else {
            return self.refuse(call, .protocolMismatch)
        }
        guard let session = self.connections[id]?.session else {
            return self.receiveBeforeLogin(body, call, at: now)
        }
        guard !session.isGuest || self.isOpenToGuests(body) else {
            return self.refuse(call, .accessDenied)
        }
        guard self.connections[id]?.pendingCount ?? 0 < self.limits.pendingRequestsMaximum else {
            return self.refuse(call, .serverBusy)
        }
        if let rest = self.rest(before: body, from: id, at: now.instant) {
            return self.refuse(call, .serverBusy, retryAfter: rest)
        }
        do throws(Denial) {
            let people = try self.people(namedBy: body, of: session)
            let sought = people.subtracting(self.people(knownTo: session, for: body))
            guard sought.isEmpty else {
                return self.look(
                    .finds(sought.sorted(), account: session.account),
                    then: .reaching(call, body, people))
            }
            self.carryOut(body, naming: people, call, by: session, at: now)
        } catch { self.refuse(call, error) }
    }

    /// - Parameter people: those whom it names, if it starts, plans or changes a conference.
    mutating func carryOut(
        _ body: Request.OneOf_Body, naming people: Set<AccountName>, _ call: Call,
        by session: Session, at now: Moment,
    ) {
        switch body {
        case .ping: self.answer(call, .done(Done()))
        case .whoAmI: self.whoAmI(call, session)
        case .listPolicies: self.listPolicies(call)
        case .changePassword(let change):
            self.changePassword(change, call, by: session, at: now)
        case .scramFirst, .scramFinal, .resume, .guestLogin: self.refuse(call, .notPossibleNow)
        case .newChat(let new): self.newChat(new, call, by: session, at: now)
        case .listChats: self.listChats(call, by: session)
        case .openChat(let open): self.openChat(open, call, by: session)
        case .act(let act): self.act(act, call, by: session, at: now)
        case .sync(let sync): self.sync(sync, call, by: session)
        case .history(let history): self.history(history, call, by: session)
        case .search(let search): self.search(search, call, by: session)
        case .offerFile(let offer): self.offer(offer, call, by: session, at: now)
        case .finishFile(let finish): self.finish(finish, call, by: session)
        case .fetchFile(let fetch): self.fetch(fetch, call, by: session)
        case .tellTyping(let tell): self.typing(tell, call, by: session)
        case .startConference(let start):
            self.startConference(start, with: people, call, by: session, at: now)
        case .listConferences: self.listConferences(call, by: session)
        case .joinConference(let join): self.join(join, call, by: session, at: now)
        case .leaveConference: self.leave(call, at: now)
        case .publishStreams(let publish): self.publish(publish, call)
        case .deliverKeys(let keys): self.deliver(keys, call)
        case .wantStream(let want): self.want(want, call)
        case .wantSwitchPoint(let want): self.wantSwitchPoint(want, call)
        case .setDevices(let devices): self.setDevices(devices, call, at: now)
        case .conferenceAct(let act): self.act(act, call, at: now)
        case .answerInvitation(let answer): self.answerInvitation(answer, call, by: session)
        case .planConference(let plan): self.plan(plan, with: people, call, by: session, at: now)
        case .changePlan(let change):
            self.changePlan(change, with: people, call, by: session, at: now)
        case .cancelPlan(let cancel): self.cancelPlan(cancel, call, by: session)
        case .listPlans(let list): self.listPlans(list, call, by: session, at: now)
        case .listSessions(let list): self.listSessions(list, call, by: session)
        case .block(let block): self.block(block, call, by: session)
        case .listBlocked: self.answerBlocked(call, of: session.account)
        case .findPeople(let find): self.findPeople(find, call, by: session)
        }
    }

    /// How long to wait when a connection asks too often for what costs others; nil to go on.
    ///
    /// Keys cost nobody more than their sender.
    private mutating func rest(
        before body: Request.OneOf_Body, from id: ConnectionID, at now: Instant
    ) -> Duration? {
        switch body {
        case .act, .newChat, .startConference, .offerFile, .finishFile, .planConference,
            .changePlan, .cancelPlan, .changePassword, .block:
            return self.connections[id]?.posts.take(at: now) == false
                ? self.connections[id]?.posts.rest : nil
        case .wantStream, .wantSwitchPoint, .history, .search, .openChat, .listPlans, .listSessions:
            return self.connections[id]?.wants.take(at: now) == false
                ? self.connections[id]?.wants.rest : nil
        case .joinConference:
            return self.connections[id]?.joins.take(at: now) == false
                ? self.connections[id]?.joins.rest : nil
        case .publishStreams, .setDevices, .tellTyping, .conferenceAct, .findPeople:
            return self.connections[id]?.tellings.take(at: now) == false
                ? self.connections[id]?.tellings.rest : nil
        default: return nil
        }
    }

    // MARK: Answers

    mutating func answer(_ call: Call, _ body: Response.OneOf_Body) {
        var response = Response()
        response.id = call.request
        response.body = body
        var control = ServerControl()
        control.body = .response(response)
        let frame = control.frame
        guard frame.body.count <= FrameLimits.afterLogin.control.bytes else {
            // Every list has a limit that keeps it shorter, so this is a fault of ours, and no
            // reason to cut a client off.
            self.outputs.append(.log(.protocolError(call.connection, "an answer is too long")))
            return self.refuse(call, .tooLong)
        }
        self.outputs.append(.send(call.connection, frame.bytes))
    }

    mutating func refuse(_ call: Call, _ refusal: Refusal, retryAfter: Duration? = nil) {
        self.refuse(call, Denial(refusal, retryAfter: retryAfter))
    }

    mutating func refuse(_ call: Call, _ denial: Denial) {
        self.answer(call, .refused(Refused(denial)))
    }

    mutating func tell(_ connections: some Sequence<ConnectionID>, _ body: Event.OneOf_Body) {
        let frame = Event.frame(body)
        let connections = Array(connections)
        if frame.body.count > FrameLimits.afterLogin.control.bytes {
            for id in connections {
                self.outputs.append(.log(.protocolError(id, "news are too long")))
            }
        } else if !connections.isEmpty {
            self.outputs.append(.tell(connections, frame.bytes))
        }
    }

    mutating func close(_ id: ConnectionID, reason: String) {
        self.outputs.append(.close(id, reason: reason))
    }

    // MARK: The store

    mutating func ask(_ command: StoreCommand, then waiting: PendingStore) {
        self.outputs.append(.store(self.ticket(for: waiting), command))
    }

    mutating func look(_ query: StoreQuery, then waiting: PendingStore) {
        self.outputs.append(.query(self.ticket(for: waiting), query))
    }

    mutating func ticket(for waiting: PendingStore) -> StoreTicket {
        self.ticketCount += 1
        let ticket = StoreTicket(number: self.ticketCount)
        self.pending[ticket] = waiting
        if let call = waiting.call { self.connections[call.connection]?.pendingCount += 1 }
        return ticket
    }

    private mutating func answered(
        _ waiting: PendingStore, with reply: StoreReply, at now: Moment
    ) {
        if let call = waiting.call { self.connections[call.connection]?.pendingCount -= 1 }
        defer { if case .chat(let step) = waiting { self.release(step, at: now) } }
        if case .failed(let reason) = reply {
            self.outputs.append(.log(.storeFailed(reason: reason)))
            if let call = waiting.call { self.refuse(call, .serverBusy) }
            switch waiting {
            case .chat(let step): self.failed(step, at: now)
            case .file(let step): self.failed(step)
            case .plan(let step): self.failed(step)
            case .login(_, let step): self.forgetGuest(step)
            case .sweeping: self.swept(reply, at: now)
            case .unattended, .reaching, .doubted, .blocking, .people: break
            }
            return
        }
        switch waiting {
        case .unattended: break
        case .sweeping: self.swept(reply, at: now)
        case .login(let call, let step): self.continueLogin(step, call, with: reply, at: now)
        case .chat(let step): self.continueChat(step, with: reply, at: now)
        case .file(let step): self.continueFile(step, with: reply, at: now)
        case .plan(let step): self.continuePlan(step, with: reply, at: now)
        case .blocking(let call, let other, let account, let ends):
            self.blocked(other, by: account, ends: ends, call, at: now)
        case .people(let call): self.answerPeople(call, with: reply)
        case .reaching(let call, let body, let people):
            self.reach(body, naming: people, call, with: reply, at: now)
        case .doubted(let call, let denial, let clientID):
            self.refuse(call, denial, clientID: clientID, with: reply)
        }
    }

    // MARK: Time

    private mutating func sweep(at now: Moment) {
        self.nextSweep = nil
        for (id, connection) in self.connections
        where connection.session != nil
            && now.instant - connection.lastHeard > self.limits.silenceMaximum
        {
            self.close(id, reason: "nothing heard for \(self.limits.silenceMaximum)")
        }
        self.sweepConferences(at: now)
        self.remindAll(at: now)
        self.forgetFiles()
        self.keepPresences()
    }
}
