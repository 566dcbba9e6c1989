import Records
import Rooms
import Sessions
import Units
import Wire

/// People without an account: they come by a link, write, lose their connections, come back, and are
/// nobody when they have left or the conference has ended (L1.21, L1.22).
extension World {
    /// One who is nowhere yet.
    mutating func addGuest(_ number: Int) throws {
        let nowhere = ConferenceID(using: &self.random)
        guard let device = AccountName("device\(number)") else { return }
        let pass = GuestPass(nowhere, name: try GuestName("Gwen"), pin: nil)
        var guest = SimulatedClient(account: device, guest: pass, seed: self.random.next())
        guest.isOut = true
        self.clients.append(guest)
    }

    /// By the ID of any conference that anybody knows of, also of one that takes no guests.
    private mutating func comeAsGuest(_ index: Int) throws {
        let known = self.clients.flatMap { $0.conferences.map(\.id) + [$0.conference ?? ""] }
        guard let id = known.randomElement(using: &self.random).flatMap({ ConferenceID($0) }),
            let device = AccountName("device\(index)")
        else { return }
        let pass = GuestPass(id, name: try GuestName("Gwen"), pin: nil)
        self.clients[index] = SimulatedClient(
            account: device, guest: pass, seed: self.random.next())
        self.clients[index].conference = id.text
        try self.feed(.start, to: index)
    }

    /// The server has said who it is.
    mutating func noteGuest(_ index: Int) {
        let account = self.clients[index].session.account
        self.clients[index].account = account
        self.guests[account] = self.clients[index].home?.conference
    }

    /// It is over: the session's doing, or one's own.
    mutating func end(guest index: Int) {
        if let id = self.clients[index].connection { self.connections[id]?.isClosing = true }
        self.clients[index].connection = nil
        self.clients[index].isOut = true
        self.clients[index].unacknowledged = []
        self.clients[index].roster = [:]
        self.clients[index].conference = nil
        self.clients[index].place = nil
    }

    mutating func actAsGuest(_ index: Int) throws {
        guard !self.clients[index].isOut else { return try self.comeAsGuest(index) }
        switch Int.random(in: 0..<20, using: &self.random) {
        case 0..<8 where self.clients[index].place != nil: try self.post(index)
        case 8..<12: try self.actInConference(index)
        case 12: try self.look(index)
        case 13: try self.plan(index)
        case 14:
            if let id = self.clients[index].connection { try self.cut(id) }
        case 15:
            if let id = self.clients[index].connection { self.connections[id]?.isDead = true }
        case 16:
            // As the client does: out, and no word more.
            try self.request(.leaveConference(LeaveConference()), index)
            _ = self.clients[index].session.handle(.stop, at: self.now)
            self.end(guest: index)
        default: break
        }
    }

    /// What guests have said.
    package var guestMessageCount: Int { self.store.messages.count { $0.sender.isReserved } }

    /// A conference is over, or all are: so are its guests.
    mutating func endGuests(of conference: ConferenceID? = nil) {
        for (account, home) in self.guests where conference == nil || home == conference {
            self.guests[account] = nil
            self.formerGuests.insert(account)
        }
    }

    // MARK: What must hold

    /// A guest hears of its conference and of nothing else on the server.
    func checkIsForGuests(_ event: Event.OneOf_Body, _ index: Int) throws {
        guard self.clients[index].isGuest else { return }
        switch event {
        case .typing, .participantJoined, .participantLeft, .streamsPublished, .keyDelivered,
            .streamWanted, .switchPointWanted, .devicesSet, .audienceChanged, .floorChanged,
            .admitted, .conferenceEnded, .loggedOut:
            break
        default: throw self.violation("guest \(self.clients[index].account) is told of \(event)")
        }
    }

    /// Whoever is shown a guest's account is shown what it is called, and of no other guest.
    func checkNames(_ event: ChatEvent, _ index: Int) throws {
        let client = self.clients[index]
        if let home = client.home, event.chat != home.text {
            throw self.violation("\(client.account) is shown something of \(event.chat)")
        }
        let shown = Set([event.sender, event.account].filter { $0.hasPrefix("guest.") })
        let named = Set(event.guests.map(\.account))
        let others =
            event.state.reactions.flatMap(\.accounts)
            + event.state.polls.flatMap { $0.options.flatMap(\.accounts) }
        guard shown.isSubset(of: named), named.isSubset(of: shown.union(others)) else {
            throw self.violation("\(event.revision) names \(named) and shows \(shown)")
        }
    }

    /// Nobody logs in as who went with a conference.
    func checkIsNoFormerGuest(_ account: String) throws {
        guard let account = AccountName(account), self.formerGuests.contains(account) else {
            return
        }
        throw self.violation("\(account) is back after its conference")
    }

    /// When all is quiet, the store has no such guest, either.
    func checkFormerGuests() throws {
        let left = try self.store.database.accounts().map(\.name)
            .first(where: self.formerGuests.contains)
        if let left { throw self.violation("\(left) outlives its conference") }
    }
}
