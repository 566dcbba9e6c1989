import Rooms
import Units
import Wire

/// People without an account: an identity for one public conference that dies with it (L1.21, L1.22).
extension Switchboard {
    /// A conference that does not exist and one that takes no guests answer alike.
    mutating func logIn(_ guest: GuestLogin, _ call: Call, at now: Moment) {
        do throws(Denial) {
            guard let id = ConferenceID(guest.conference), let meeting = self.conferences[id],
                meeting.floor.settings.access == .public
            else { return try self.refuseGuest(guest, call, at: now) }
            let asked = try GuestName(guest.name)
            guard let device = self.checked(guest.device) else {
                throw Denial(.protocolMismatch)
            }
            guard meeting.guests.count < self.limits.guestsMaximum else { throw Denial(.full) }
            if meeting.floor.settings.asksPIN {
                try self.check(guest.pin, against: meeting.floor.settings, call, now)
            }
            guard self.guestLogins.take(at: now.instant) else {
                throw Denial(.serverBusy, retryAfter: self.guestLogins.rest)
            }
            let account = AccountName.guest(using: &self.random)
            guard let name = try self.conferences[id]?.guestNames.take(asked, for: account) else {
                throw Denial(.conferenceNotFound)
            }
            self.connections[call.connection]?.login = .over
            self.conferences[id]?.greet(account)
            self.ask(.addGuest(account, name, at: now.timestamp), then: .unattended)
            self.grant(account, device, call, serverFinal: [], at: now)
        } catch {
            // Whoever mistyped may try again; PINs are counted.
            self.refuse(call, error)
        }
    }

    /// - Throws: `.notStarted` to who knows the ID of one that takes guests later.
    private mutating func refuseGuest(
        _ guest: GuestLogin, _ call: Call, at now: Moment
    ) throws(Denial) {
        if let id = ConferenceID(guest.conference), self.conferences[id] == nil,
            let denial = self.denialBeforeBeginning(id, at: now)
        {
            throw denial
        }
        self.connections[call.connection]?.login = .over
        self.refuse(call, .conferenceNotFound)
        self.close(call.connection, reason: "no such conference for guests")
    }

    /// What a guest may ask for at all; whether it may is looked at where it is for everybody.
    func isOpenToGuests(_ body: Request.OneOf_Body) -> Bool {
        switch body {
        case .ping, .act, .sync, .history, .tellTyping, .joinConference, .leaveConference,
            .publishStreams, .deliverKeys, .wantStream, .wantSwitchPoint, .setDevices,
            .conferenceAct:
            true
        default: false
        }
    }

    /// Lets those pass who may write where they want to (L1.22).
    func requireText(_ chat: Chat, of session: Session) throws(Denial) {
        guard session.isGuest else { return }
        guard let place = self.connections[session.connection]?.place,
            let meeting = self.conferences[place.conference], meeting.ownChat == chat.id
        else { throw Denial(.accessDenied) }
        try meeting.floor.requireText(of: place.participant)
    }

    /// The conference whose guest an account is.
    func conference(ofGuest account: AccountName) -> ConferenceID? {
        self.conferences.first { $0.value.guests[account] != nil }?.key
    }

    /// Whoever went away during the login will not come any more.
    mutating func forgetGuest(_ step: LoginStep) {
        if case .tokenSaved(let account, _, _, _) = step { self.forgetGuest(account) }
    }

    mutating func forgetGuest(_ account: AccountName) {
        guard account.isReserved, let id = self.conference(ofGuest: account) else { return }
        self.forgetGuest(account, of: id)
    }

    /// A guest who is in the conference no more, and not about to come back, is nobody.
    mutating func forgetGuest(_ account: AccountName, of id: ConferenceID) {
        guard let meeting = self.conferences[id], let number = meeting.guests[account],
            !meeting.visits.values.contains(where: { $0.account == account }),
            !meeting.floor.isAwaited(.guest(number))
        else { return }
        self.conferences[id]?.forget(account)
        // Who never was in its chat has said nothing.
        if self.chats[meeting.ownChat]?.stays[account] == nil {
            self.conferences[id]?.guestNames.release(account)
        }
        self.removeGuest(account)
    }

    mutating func removeGuest(_ account: AccountName) {
        self.ask(.removeGuest(account), then: .unattended)
        for id in self.online[account, default: []].sorted(by: { $0.number < $1.number }) {
            self.close(id, reason: "the guest's conference is over")
        }
    }
}
