import Rooms
import Units
package import Wire

/// People change their own passwords (L1.9).
///
/// **What comes is what the server keeps, made by the client: no password ever reaches it.** So the
/// rules of new passwords are the client's to check; whoever writes a client of his own weakens only
/// his own account.
extension Switchboard {
    mutating func changePassword(
        _ change: ChangePassword, _ call: Call, by session: Session, at now: Moment
    ) {
        guard let proof = self.connections[call.connection]?.proof,
            now.instant - proof.at <= self.limits.proofLifetime
        else {
            return self.refuse(
                call, Denial(.accessDenied, "this needs a new login with the password"))
        }
        self.setPassword(
            change, of: session.account, session.device, call, serverFinal: [], at: now)
    }

    /// The old password was proved on this connection.
    mutating func setPassword(
        _ change: ChangePassword, of account: AccountName, _ device: Device, _ call: Call,
        serverFinal: [UInt8], at now: Moment,
    ) {
        let credential = SCRAMCredential(change, iterations: self.limits.newPasswordIterations)
        guard let credential, let proof = self.connections[call.connection]?.proof,
            credential.storedKey != proof.storedKey
        else { return self.refuse(call, .protocolMismatch) }
        // One change for one proof.
        self.connections[call.connection]?.proof = nil
        if self.connections[call.connection]?.session == nil {
            self.connections[call.connection]?.login = .over
        }
        let (token, record) = self.newToken(of: account, device, at: now)
        self.ask(
            .changePassword(
                credential, from: proof.storedKey, record, at: now.timestamp),
            then: .login(
                call, .passwordChanged(account, device, serverFinal: serverFinal, token: token)))
    }

    /// Cuts what began with the old password: whoever knew it may have been the reason.
    ///
    /// What is looked up only now finds the new one, because the store answers in order.
    mutating func endLogins(
        of account: AccountName, but own: ConnectionID, at now: Moment
    ) {
        for id in self.online[account, default: []].sorted(by: { $0.number < $1.number })
        where id != own {
            self.logOut(id, "the password was changed on another device; log in again", at: now)
        }
        var begun: Set<ConnectionID> = []
        for waiting in self.pending.values {
            switch waiting {
            case .login(let call, .tokenSaved(account, _, _, _)),
                .login(let call, .passwordChanged(account, _, _, _)):
                begun.insert(call.connection)
            default: break
            }
        }
        for (id, connection) in self.connections {
            switch connection.login {
            case .challenged(let server, _) where AccountName(server.name) == account:
                begun.insert(id)
            case .expired(account, _, _): begun.insert(id)
            default: break
            }
        }
        for id in begun.sorted(by: { $0.number < $1.number })
        where id != own && self.connections[id]?.session == nil { self.cutLogin(id) }
    }
}

extension SCRAMCredential {
    /// Nil for what can't be one, or would not look like an unknown name's (`SCRAMServer`).
    init?(_ change: ChangePassword, iterations: Int) {
        guard change.salt.count == 16, change.iterations == iterations,
            change.storedKey.count == 32, change.serverKey.count == 32
        else { return nil }
        self.init(
            salt: change.salt.octets, iterations: iterations,
            storedKey: change.storedKey.octets, serverKey: change.serverKey.octets)
    }
}

extension ChangePassword {
    /// For a client that has made it.
    package init(_ credential: SCRAMCredential) {
        self.init()
        self.salt = .init(octets: credential.salt)
        self.iterations = UInt32(clamping: credential.iterations)
        self.storedKey = .init(octets: credential.storedKey)
        self.serverKey = .init(octets: credential.serverKey)
    }
}
