import Rooms
import Units
import Wire

/// Naming other people (L1.14): whom somebody may not find is answered like a name that never was,
/// before anything is decided that only an account can be: whether it rings, is busy, has room.
extension Switchboard {
    /// Those whom a request would reach by name, parsed here and nowhere else.
    ///
    /// - Throws: `.accessDenied` for who may call nobody, and as `accounts(_:)`.
    func people(
        namedBy body: Request.OneOf_Body, of session: Session
    ) throws(Denial) -> Set<AccountName> {
        let names: [String]
        switch body {
        case .startConference(let start): names = start.invited
        case .joinConference(let join) where !session.isGuest && !join.calls.isEmpty:
            names = [join.calls]
        case .conferenceAct(let act):
            guard case .invite(let name)? = act.deed else { return [] }
            names = [name]
        case .block(let block):
            // Whom one shares a chat with one knows, and may want to hear nothing of.
            return try self.accounts(block.ends ? [] : [block.account])
                .filter { !self.shareChat(session.account, $0) }.subtracting([session.account])
        case .planConference(let plan): return try self.accounts(plan.invited)
        case .changePlan(let change): return try self.accounts(change.invited)
        default: return []
        }
        if !names.isEmpty { try self.require(.call, of: session) }
        return try self.accounts(names)
    }

    /// Those whom the store need not find for the sender: oneself, and who is in a plan already stays
    /// there, also if its owner finds them no more.
    func people(
        knownTo session: Session, for body: Request.OneOf_Body
    ) -> Set<AccountName> {
        guard case .changePlan(let change) = body,
            let plan = ConferenceID(change.conference).flatMap({ self.plans[$0] }),
            self.leads(session, plan)
        else { return [session.account] }
        return plan.people
    }

    /// - Throws: `.tooLong` for more than are ever invited, `.userNotFound` for names that no account
    ///   can have.
    func accounts(_ names: [String]) throws(Denial) -> Set<AccountName> {
        guard names.count <= Plan.invitedMaximum else {
            throw .tooLong(limit: "\(Plan.invitedMaximum) people")
        }
        var accounts: Set<AccountName> = []
        for name in names {
            let account = try AccountName(wire: name)
            // Guests have temporary names, and are nowhere but in their conference.
            guard !account.isReserved else { throw Denial(.userNotFound) }
            accounts.insert(account)
        }
        return accounts
    }

    // MARK: The directory

    mutating func findPeople(_ find: FindPeople, _ call: Call, by session: Session) {
        guard let search = PeopleSearch(find.text) else {
            return self.refuse(call, .tooLong(limit: "\(PeopleSearch.lengthMaximum) characters"))
        }
        // One more tells whether there are more.
        self.look(
            .people(
                search, account: session.account, after: find.after,
                limit: self.limits.peoplePageLength + 1),
            then: .people(call))
    }

    mutating func answerPeople(_ call: Call, with reply: StoreReply) {
        guard case .people(let found) = reply,
            let session = self.connections[call.connection]?.session
        else { return self.refuse(call, .serverBusy) }
        let contacts = self.contacts(of: session.account)
        var page = PeoplePage()
        page.complete = found.count <= self.limits.peoplePageLength
        page.people = found.prefix(self.limits.peoplePageLength).map { person in
            var entry = PersonEntry()
            entry.account = person.account.text
            entry.name = person.displayName
            entry.kind = AccountKindCode(rawValue: person.kind.rawValue) ?? .unspecified
            // Nobody learns more here than what is told of by itself.
            if contacts.contains(person.account),
                !self.blocks.holds(session.account, of: person.account)
            {
                let presence = self.keptPresences[person.account] ?? .offline
                entry.presence = PersonPresence(person.account, presence).presence
            } else if contacts.contains(person.account) {
                entry.presence = .offline
            }
            return entry
        }
        self.answer(call, .peoplePage(page))
    }

    // MARK: The store

    /// Goes on with a request when the store has looked for those whom it names.
    mutating func reach(
        _ body: Request.OneOf_Body, naming people: Set<AccountName>, _ call: Call,
        with reply: StoreReply, at now: Moment,
    ) {
        guard let session = self.connections[call.connection]?.session else { return }
        guard reply == .finds(true) else { return self.refuse(call, .userNotFound) }
        self.carryOut(body, naming: people, call, by: session, at: now)
    }

    /// Refuses for a reason that only an account can give, unless who asks may not know of it.
    ///
    /// - Parameter clientID: Of what may have been done before; empty for none.
    mutating func refuse(
        _ call: Call, _ denial: Denial, because accounts: some Sequence<AccountName>,
        of session: Session, clientID: [UInt8] = [],
    ) {
        self.look(
            .finds(accounts.sorted(), account: session.account),
            then: .doubted(call, denial, clientID: clientID))
    }

    mutating func refuse(
        _ call: Call, _ denial: Denial, clientID: [UInt8], with reply: StoreReply
    ) {
        guard let session = self.connections[call.connection]?.session else { return }
        let denial = reply == .finds(true) ? denial : Denial(.userNotFound)
        guard !clientID.isEmpty else { return self.refuse(call, denial) }
        self.ask(
            .earlier(clientID: clientID, by: session.account),
            then: .chat(.repeated(call, denial)))
    }
}
