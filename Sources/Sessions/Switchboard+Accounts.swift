package import Rooms
import Units
import Wire

extension Switchboard {
    // MARK: Rights

    /// Whether somebody may do what takes a right; everything that does asks here (L1.13).
    func require(_ right: Right, of session: Session) throws(Denial) {
        guard session.rights.contains(right) else { throw .missing(right) }
    }

    /// Refuses what takes a right that its sender does not have; whether it may go on.
    mutating func permits(_ right: Right, _ call: Call) -> Bool {
        guard let session = self.connections[call.connection]?.session else { return false }
        do throws(Denial) {
            try self.require(right, of: session)
            return true
        } catch {
            self.refuse(call, error)
            return false
        }
    }

    // MARK: What the administrator changes

    mutating func follow(_ changes: [AccountChange], at now: Moment) {
        for change in changes.sorted(by: { $0.name < $1.name }) {
            if change.isUnlocked { self.forgetFailures(of: change.name) }
            if let profile = change.profile, !change.endsLogins {
                for id in self.online[change.name, default: []] {
                    self.connections[id]?.session?.profile = profile
                }
            } else {
                self.logOut(change, at: now)
            }
            if change.isRemoved {
                self.removeFromChats(change.name, at: now)
                self.forgetPlans(of: change.name)
                self.blocks.forget(change.name)
            }
        }
        self.cutLogins(of: changes)
    }

    /// Also in the store, where a count that was under way may have come after the administrator.
    mutating func forgetFailures(of account: AccountName) {
        guard self.throttle.forget(account) else { return }
        self.ask(.forgetFailures(account), then: .unattended)
    }

    /// Cuts logins that began with what an account was before; they may try again.
    ///
    /// Which of them has the store's answer under way is not known any more, so all of them go.
    private mutating func cutLogins(of changes: [AccountChange]) {
        guard !changes.isEmpty else { return }
        for (id, connection) in self.connections.sorted(by: { $0.key.number < $1.key.number })
        where connection.session == nil {
            if case .waiting = connection.login { continue }
            self.cutLogin(id)
        }
    }

    mutating func cutLogin(_ id: ConnectionID) {
        self.connections[id]?.login = .over
        self.connections[id]?.isCut = true
        self.close(id, reason: "an account was changed during the login")
    }

    /// Cuts every connection of an account (L1.5).
    private mutating func logOut(_ change: AccountChange, at now: Moment) {
        let sentence =
            change.profile == nil
            ? Refusal.loginRefused.sentence : "the administrator has ended this login; log in again"
        for id in self.online[change.name, default: []].sorted(by: { $0.number < $1.number }) {
            self.logOut(id, sentence, at: now)
        }
    }

    mutating func logOut(_ id: ConnectionID, _ sentence: String, at now: Moment) {
        var event = LoggedOut()
        event.cause = Refusal.loginRefused.rawValue
        event.text = sentence
        self.tell([id], .loggedOut(event))
        if let place = self.connections[id]?.place {
            self.leave(place.participant, place.conference, at: now)
        }
        self.close(id, reason: "the login was ended")
    }

    // MARK: Presence

    /// Whether an account can be reached: the busiest of its devices counts (L1.4).
    package func presence(of account: AccountName) -> Presence {
        let devices = self.online[account, default: []].map { id -> Presence.Activity in
            guard let place = self.connections[id]?.place else { return .idle }
            let meeting = self.conferences[place.conference]
            guard meeting?.isInside(place.participant) == true else { return .idle }
            return .inConference(owned: meeting?.role(of: account) == .owner)
        }
        return Presence(isActive: true, devices: devices)
    }

    /// Tells the store what has changed since it was last told; once in a sweep.
    mutating func keepPresences() {
        var changed: [AccountName: Presence] = [:]
        for account in self.keptPresences.keys where self.online[account] == nil {
            changed[account] = .offline
            self.keptPresences[account] = nil
        }
        for account in self.online.keys {
            let presence = self.presence(of: account)
            guard self.keptPresences.updateValue(presence, forKey: account) != presence else {
                continue
            }
            changed[account] = presence
        }
        guard !changed.isEmpty else { return }
        self.ask(.keepPresences(changed), then: .unattended)
        self.tellPresences(changed)
    }
}
