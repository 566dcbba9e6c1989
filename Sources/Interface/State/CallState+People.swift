internal import Canvas
internal import Rooms

/// Finding people in a conference, and what is said of each.
extension CallState {
    /// Those who have a tile: people and bots. Where there is a hall, first those whom one hears,
    /// then those who want to be heard; else in the order they came.
    var seated: [ParticipantView] {
        let seated = self.view.participants.filter { $0.kind != .recorder }
        guard self.view.kind.hasHall else { return seated }
        let ranks = [self.isHeard, \.isHandUp, { _ in true }]
        var shown: Set<UInt32> = []
        return ranks.flatMap { rank in
            seated.filter { rank($0) && shown.insert($0.id).inserted }
        }
    }

    private func isHeard(_ participant: ParticipantView) -> Bool {
        participant.seat == .podium || self.remarks[participant.id] != nil
    }

    /// What stands behind a name: `moderator`, `guest`, `podium`, `hand up`.
    func marks(of participant: ParticipantView) -> [Sanitized] {
        var marks: [Sanitized] = []
        switch participant.kind {
        case .bot: marks.append("bot")
        case .recorder: marks.append("recorder")
        case .person: break
        }
        switch participant.role {
        case .owner: marks.append("owner")
        case .moderator: marks.append("moderator")
        case .guest, .participant: break
        }
        if participant.isGuest { marks.append("guest") }
        if self.view.kind.hasHall, participant.seat == .podium { marks.append("podium") }
        if participant.isHandUp { marks.append("hand up") }
        if participant.isVerified { marks.append("verified") }
        return marks
    }

    /// `bob (moderator, podium)` for a list. Whose name another has, too, gets the number that
    /// commands take.
    func words(for participant: ParticipantView) -> Sanitized {
        let name = Sanitized(remote: participant.name)
        var marks = self.marks(of: participant).map(\.text)
        let isAlone = self.view.participants.count { $0.name == participant.name } == 1
        if !isAlone { marks.insert("\(participant.id)", at: 0) }
        guard !marks.isEmpty else { return name }
        return "\(name) (\(.init(remote: marks.joined(separator: ", "))))"
    }

    /// `bob, carol`, or `everybody`.
    func names(of whom: ConferenceAction.Whom) -> Sanitized {
        guard case .these(let numbers) = whom else { return "everybody" }
        let names = numbers.compactMap { self.participant($0)?.name }
        return Sanitized(remote: names.joined(separator: ", "))
    }

    /// The visits of whoever is called so: an account, a guest's name, or a visit's number.
    func numbers(of word: String) -> [UInt32] {
        Self.numbers(
            of: word,
            among: self.view.participants.map { (id: $0.id, name: $0.name, account: $0.account) })
    }

    func waiters(of word: String) -> [UInt32] {
        Self.numbers(
            of: word, among: self.waiting.map { (id: $0.id, name: $0.name, account: $0.account) })
    }

    /// **A name is nobody's property:** a guest may call oneself as somebody with an account is
    /// called, so what is written with an @, or is an account's name, is always the account.
    private static func numbers(
        of word: String, among people: [(id: UInt32, name: String, account: String)]
    ) -> [UInt32] {
        let bare = (word.hasPrefix("@") ? String(word.dropFirst()) : word).lowercased()
        let accounts = people.filter { $0.account.lowercased() == bare }
        if word.hasPrefix("@") || !accounts.isEmpty { return accounts.map(\.id) }
        let named = people.filter { $0.name.lowercased() == bare }
        if !named.isEmpty { return named.map(\.id) }
        return people.filter { "\($0.id)" == bare }.map(\.id)
    }

    /// Whether all of those have their hand up.
    func isHandUp(_ whom: ConferenceAction.Whom) -> Bool {
        guard case .these(let numbers) = whom else { return false }
        return numbers.allSatisfy { self.participant($0)?.isHandUp ?? false }
    }

    /// The settings with a change.
    func changed(_ change: (inout ConferenceSettings) -> Void) -> ConferenceSettings {
        var settings = self.settings ?? ConferenceSettings(self.view.kind)
        change(&settings)
        return settings
    }
}

/// Reading arguments.
extension State {
    func currentCall() throws(CommandError) -> CallState {
        guard let call = self.call else { throw .notInCall }
        return call
    }

    /// `all`, or people in the conference by name, account or number.
    func people(
        _ arguments: String, _ command: Command
    ) throws(CommandError) -> ConferenceAction.Whom {
        let call = try self.currentCall()
        return try Self.whom(arguments, command, call.numbers)
    }

    /// The same of those before the door.
    func waiters(
        _ arguments: String, _ command: Command
    ) throws(CommandError) -> ConferenceAction.Whom {
        let call = try self.currentCall()
        guard !call.waiting.isEmpty else { throw .nobodyWaits }
        return try Self.whom(arguments, command, call.waiters)
    }

    private static func whom(
        _ arguments: String, _ command: Command, _ find: (String) -> [UInt32]
    ) throws(CommandError) -> ConferenceAction.Whom {
        let text = arguments.trimmed
        guard !text.isEmpty else { throw command.misuse }
        if text.lowercased() == "all" { return .everyone }
        // A guest's name may have spaces.
        let whole = find(text)
        if !whole.isEmpty { return .these(whole) }
        var numbers: [UInt32] = []
        for word in text.split(separator: " ") {
            let found = find(String(word))
            guard !found.isEmpty else { throw .notHere(String(word)) }
            numbers += found
        }
        return .these(numbers)
    }

    /// `k7f2-mq9x-d3tv`, or a link to it.
    func conference(_ word: some StringProtocol) -> ConferenceID? {
        if let id = ConferenceID(word) { return id }
        guard let link = try? ConclaveLink(parsing: String(word)),
            case .conference(let id) = link.target
        else { return nil }
        return id
    }
}
