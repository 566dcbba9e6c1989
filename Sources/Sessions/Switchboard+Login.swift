import Rooms
import Units
import Wire

extension Switchboard {
    /// Before login only SCRAM, a resumption and a ping are understood; anything else is refused.
    mutating func receiveBeforeLogin(_ body: Request.OneOf_Body, _ call: Call, at now: Moment) {
        let phase = self.connections[call.connection]?.login ?? .over
        switch (phase, body) {
        case (_, .ping):
            self.answer(call, .done(Done()))
        case (.waiting, .scramFirst(let first)):
            let message = first.message.octets
            guard let name = SCRAMServer.name(in: message) else {
                return self.refuseLogin(call, name: "")
            }
            self.connections[call.connection]?.login = .looking
            // A name that no account can have is looked up all the same: under a name that none has.
            let account = AccountName(name) ?? .nobody
            let oldest = self.policies.passwords.oldest(at: now.timestamp)
            self.ask(
                .findAccount(account, passwordsSince: oldest),
                then: .login(call, .account(name: name, first: message)))
        case (.waiting, .resume(let resume)):
            guard let device = self.checked(resume.device) else {
                return self.refuseLogin(call, name: "")
            }
            self.connections[call.connection]?.login = .looking
            let command = StoreCommand.takeToken(
                digest: self.primitives.sha256(resume.token.octets),
                device: resume.device.identityKey.octets, now: now.timestamp,
                passwordsSince: self.policies.passwords.oldest(at: now.timestamp))
            self.ask(command, then: .login(call, .token(device)))
        case (.waiting, .guestLogin(let guest)): self.logIn(guest, call, at: now)
        case (.challenged(let server, let mustChange), .scramFinal(let final)):
            self.connections[call.connection]?.login = .over
            self.finish(server, final, call, mustChangePassword: mustChange, at: now)
        case (.expired, .listPolicies): self.listPolicies(call)
        case (.expired(let account, let device, let final), .changePassword(let change)):
            self.setPassword(change, of: account, device, call, serverFinal: final, at: now)
        default:
            self.refuse(call, .accessDenied)
        }
    }

    /// A locked name or source has its proof checked all the same, so that time tells nothing.
    private mutating func finish(
        _ server: SCRAMServer, _ final: SCRAMFinal, _ call: Call, mustChangePassword: Bool,
        at now: Moment,
    ) {
        var server = server
        let verdict = server.finish(final.message.octets)
        let name = AccountName(server.name) ?? .nobody
        let source = self.connections[call.connection]?.source ?? ""
        if let rest = self.throttle.rest(before: name, from: source, at: now.instant) {
            self.outputs.append(.log(.loginLocked(name: server.name, call.connection)))
            return self.refuseLogin(call, name: server.name, retryAfter: rest)
        }
        guard case .authenticated(let account, let serverFinal) = verdict else {
            let counts = self.throttle.failed(name, from: source, at: now)
            self.ask(self.throttle.keep(counts, at: now), then: .unattended)
            let rest = self.throttle.rest(before: name, from: source, at: now.instant)
            return self.refuseLogin(call, name: server.name, retryAfter: rest)
        }
        guard let device = self.checked(final.device) else {
            return self.refuseLogin(call, name: server.name)
        }
        self.forgetFailures(of: account)
        self.connections[call.connection]?.proof = PasswordProof(
            storedKey: server.credential.storedKey, at: now.instant)
        guard !mustChangePassword else {
            self.connections[call.connection]?.login = .expired(
                account, device, serverFinal: serverFinal)
            self.outputs.append(.log(.passwordExpired(account, call.connection)))
            return self.refuse(call, .passwordExpired)
        }
        self.grant(account, device, call, serverFinal: serverFinal, at: now)
    }

    mutating func continueLogin(
        _ step: LoginStep, _ call: Call, with reply: StoreReply, at now: Moment
    ) {
        // It has changed, whether or not anybody waits for the answer.
        if case (.passwordChanged(let account, _, _, _), .profile(_?)) = (step, reply) {
            self.outputs.append(.log(.passwordChanged(account, call.connection)))
            self.endLogins(of: account, but: call.connection, at: now)
        }
        guard let connection = self.connections[call.connection], !connection.isCut else {
            return self.forgetGuest(step)
        }
        switch (step, reply) {
        case (.account(let name, let first), .account(let record)):
            let server = SCRAMServer(
                first: first, account: record, serverSecret: self.secret,
                binding: connection.binding, nonce: self.randomBytes(18),
                primitives: self.primitives)
            guard let server else { return self.refuseLogin(call, name: name) }
            self.connections[call.connection]?.login = .challenged(
                server, mustChangePassword: record?.mustChangePassword ?? false)
            var challenge = SCRAMChallenge()
            challenge.message = .init(octets: server.challenge)
            self.answer(call, .scramChallenge(challenge))
        case (.token(let device), .tokenOwner(let account)):
            self.connections[call.connection]?.login = .over
            guard let account else { return self.refuseLogin(call, name: "") }
            self.grant(account, device, call, serverFinal: [], at: now)
        case (.tokenSaved(let account, let device, let final, let token), .profile(let profile?)):
            let session = Session(
                account: account, device: device, connection: call.connection, profile: profile)
            // Its conference may be over by now.
            guard !session.isGuest || self.conference(ofGuest: account) != nil else {
                return self.refuseLogin(call, name: account.text)
            }
            self.welcome(session, call, serverFinal: final, token: token)
        case (
            .passwordChanged(let account, let device, let final, let token), .profile(let profile?)
        ):
            let session = Session(
                account: account, device: device, connection: call.connection, profile: profile)
            if connection.session == nil {
                self.welcome(session, call, serverFinal: final, token: token)
            } else {
                self.answer(call, session, serverFinal: final, token: token)
            }
        default:
            self.forgetGuest(step)
            self.refuseLogin(call, name: "")
        }
    }

    /// Makes the next resumption token; the answer waits until it is kept.
    mutating func grant(
        _ account: AccountName, _ device: Device, _ call: Call, serverFinal: [UInt8],
        at now: Moment,
    ) {
        let (token, record) = self.newToken(of: account, device, at: now)
        let command = StoreCommand.saveToken(
            digest: record.digest, account: account, device: record.device,
            expires: record.expires)
        self.ask(
            command,
            then: .login(
                call, .tokenSaved(account, device, serverFinal: serverFinal, token: token)))
    }

    /// - Returns: the token, and what the store keeps of it.
    mutating func newToken(
        of account: AccountName, _ device: Device, at now: Moment
    ) -> (token: [UInt8], record: TokenRecord) {
        let token = self.randomBytes(32)
        let lifetime = Int64(self.limits.resumptionLifetime.seconds * 1000)
        let record = TokenRecord(
            digest: self.primitives.sha256(token), account: account,
            device: device.identityKey.octets,
            expires: Timestamp(milliseconds: now.timestamp.milliseconds + lifetime))
        return (token, record)
    }

    mutating func welcome(
        _ session: Session, _ call: Call, serverFinal: [UInt8], token: [UInt8]
    ) {
        self.connections[call.connection]?.session = session
        self.online[session.account, default: []].insert(call.connection)
        self.outputs.append(.admit(call.connection))
        self.answer(call, session, serverFinal: serverFinal, token: token)
        self.outputs.append(.log(.loggedIn(session.account, call.connection)))
    }

    mutating func answer(
        _ call: Call, _ session: Session, serverFinal: [UInt8], token: [UInt8]
    ) {
        var answer = LoggedIn()
        answer.serverMessage = .init(octets: serverFinal)
        answer.account = session.account.text
        answer.resumptionToken = .init(octets: token)
        answer.resumptionSeconds = UInt32(self.limits.resumptionLifetime.seconds)
        self.answer(call, .loggedIn(answer))
    }

    /// One answer for every reason, so that words tell nothing (L1.8); one try for a connection.
    ///
    /// - Parameter retryAfter: How long not even the right password counts; the same for all names.
    mutating func refuseLogin(_ call: Call, name: String, retryAfter: Duration? = nil) {
        self.connections[call.connection]?.login = .over
        self.refuse(call, .loginRefused, retryAfter: retryAfter)
        self.outputs.append(.log(.loginRefused(name: name, call.connection)))
        self.close(call.connection, reason: "login refused")
    }

    /// The signature over the agreement key is the other clients' to check; the server sees to sizes.
    func checked(_ device: Device) -> Device? {
        guard device.identityKey.count == 32, device.agreementKey.count == 32 else { return nil }
        guard device.signature.count == 64, device.name.utf8.count <= 64 else { return nil }
        return Device(known: device)
    }

    mutating func forget(_ id: ConnectionID, at now: Moment) {
        guard let connection = self.connections[id] else { return }
        if connection.place != nil { self.vanish(id, at: now) }
        self.forgetUploads(of: id)
        self.connections[id] = nil
        guard let account = connection.session?.account else { return }
        self.forgetAudiences(of: account)
        self.online[account]?.remove(id)
        if self.online[account]?.isEmpty == true { self.online[account] = nil }
        if connection.session?.isGuest == true, self.online[account] == nil {
            self.forgetGuest(account)
        }
        self.outputs.append(.log(.loggedOut(account, id)))
    }

    mutating func randomBytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: self.random.next()) }
    }
}
