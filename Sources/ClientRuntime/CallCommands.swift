internal import Canvas
internal import Console
internal import Rooms
internal import Sessions
public import Units
internal import Wire

/// `call` and `join`: taking part without a screen.
public enum CallCommands {
    /// Starts a conference from a chat, prints its ID, rings people, and takes part.
    ///
    /// From `@user` it is a call, unless others are named: that one is rung, and it ends if nobody who
    /// was called comes.
    ///
    /// - Parameters:
    ///   - kind: a conference kind's name; nil for what is usual.
    ///   - callees: accounts to ring.
    public static func call(
        _ settings: Settings, chat: String, isUnlinked: Bool, kind: String? = nil,
        callees: [String] = [], devices: ChosenDevices, seconds: Double?,
        statistics: String? = nil,
    ) async throws(Failure) {
        let summons = Summons(
            try callees.map(Self.callee), kind: try kind.map(Self.kind),
            partner: chat.hasPrefix("@") ? try Self.callee(chat) : nil)
        let setup = summons.kind.map { ConferenceSetup(ConferenceSettings($0), showsPIN: true) }
        try await Self.takePart(
            settings, devices, seconds, statistics, calling: summons.callees
        ) { client async throws(Failure) in
            var start = StartConference()
            start.chat = try await client.chat(named: chat).id
            start.unlinked = isUnlinked
            if let setup { start.setup = setup }
            guard case .conference(let entry) = try await client.request(.startConference(start)),
                let id = ConferenceID(entry.id)
            else { throw .unexpectedAnswer }
            Console.print(id.text)
            return .conference(id.text)
        }
    }

    private static func kind(_ name: String) throws(Failure) -> ConferenceKind {
        guard let kind = ConferenceKind(rawValue: name.lowercased()) else {
            let kinds = ConferenceKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                .misused, "'\(name)' is no kind of conference", hint: "there are \(kinds)")
        }
        return kind
    }

    private static func callee(_ word: String) throws(Failure) -> AccountName {
        guard let name = AccountName(word.hasPrefix("@") ? word.dropFirst() : word[...]) else {
            throw Failure(.misused, "'\(word)' is not an account name")
        }
        return name
    }

    /// Joins a conference that runs, with an account or as a guest, or asks its owner to be let in.
    public static func join(
        _ settings: Settings, _ invitation: Invitation, devices: ChosenDevices, seconds: Double?,
        statistics: String? = nil,
    ) async throws(Failure) {
        let destination = try invitation.destination()
        let guest = try invitation.guestPass()
        let pin = guest == nil ? try invitation.digits() : nil
        try await Self.takePart(
            settings, devices, seconds, statistics, pin: pin, guest: guest
        ) { _ in destination }
    }

    /// The longest stay that can be asked for, in seconds; thirty years.
    private static let secondsMaximum = 1e9

    static func checked(seconds: Double?) throws(Failure) -> Double? {
        guard let seconds else { return nil }
        guard seconds >= 0, seconds <= Self.secondsMaximum else {
            throw Failure(
                .misused, "--seconds takes 0 to \(Int(Self.secondsMaximum)), not \(seconds)")
        }
        return seconds
    }

    /// Devices first: a file that can't be read should not start a conference.
    private static func takePart(
        _ settings: Settings, _ devices: ChosenDevices, _ seconds: Double?,
        _ statistics: String?, pin: PIN? = nil, guest: GuestPass? = nil,
        calling callees: [AccountName] = [],
        choose: (Client) async throws(Failure) -> Destination,
    ) async throws(Failure) {
        let seconds = try Self.checked(seconds: seconds)
        let signals = StopSignals()
        let reception = Reception(playsVoice: devices.speaker != .none, decodesVideo: false)
        defer { reception.stop() }
        let media = try await LocalMedia.open(devices, reception)
        defer { media.stop() }
        let descriptor = try statistics.map { path throws(Failure) in try NewFile.create(path) }
        let stay = try await Stay.begin(
            { listener async throws(Failure) in
                guard let guest else {
                    return try await Client.logIn(settings, history: .never, listener: listener)
                }
                return try await Client.logIn(settings, guest: guest, listener: listener)
            }, as: .person, reception, pin: pin?.digits ?? "", calling: callees,
            devices: devices.on, view: .none, until: signals, choose: choose, listener: Self.tell)
        media.begin(stay.conference)
        let file = descriptor.map { StatisticsFile($0, stay.conference, media) }
        stay.end(afterSeconds: seconds)
        signals.whenStopped { _ in stay.ended.give(.success(())) }
        let result = await stay.ended.wait()
        file?.stop()
        await stay.leave()
        try result.get()
        if let failure = media.failure { throw failure }
    }

    /// Words for the person at the script's terminal.
    @Sendable private static func tell(_ news: Conference.News) {
        switch news {
        case .entered(let roster):
            Console.remark("in \(roster.conference), \(roster.audience)")
        case .joined(let number, let roster):
            let name = roster.members[number]?.name ?? ""
            Console.remark("\(Sanitized(remote: name).text) joined")
        case .left(let name, _, let wasRemoved, _):
            let word = wasRemoved ? "was removed" : "left"
            Console.remark("\(Sanitized(remote: name).text) \(word)")
        case .notCalled(let account, let failure):
            Console.complain("conclave: \(account): \(failure.message)")
        case .audienceChanged(let roster): Console.remark("\(roster.audience)")
        case .interrupted: Console.remark("connection lost, coming back")
        case .ended: Console.remark("the conference has ended")
        case .waiting: Console.remark("waiting to be let in")
        case .floor(let change, let roster): Self.tell(change, in: roster)
        case .returned, .changed, .failed: break
        }
    }

    /// What concerns whoever takes part without a screen.
    private static func tell(_ change: FloorChanged.OneOf_Change, in roster: Roster) {
        switch change {
        case .moved(let moved) where moved.participant == roster.me:
            let seat = moved.seat == .podium ? "podium" : "hall"
            Console.remark("now in the \(seat)")
        case .endsInSeconds(let seconds):
            Console.remark("the conference ends in \(seconds) s")
        default: break
        }
    }
}
