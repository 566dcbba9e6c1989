internal import Rooms
internal import Units

/// The conference one is in, as this screen knows it.
struct CallState: Equatable, Sendable {
    /// Quieter than this is not speech: -50 dBov (RFC 6464 levels count downwards). Louder, and
    /// quiet voices get no mark; quieter, and a fan gets one.
    static let speechLevel = 50
    /// How long a mark stays after the last loud sound, so that it does not flicker between words.
    static let speechHold = Duration.milliseconds(600)
    /// Steps of a level meter.
    static let loudnessMaximum = 8
    /// Participants shown or counted; a conference admits fewer.
    static let participantCountMaximum = 1000

    var view: ConferenceView
    /// Whether keys go to the line; else `M`, space and `V` are switches.
    var isLineFocused = false
    /// The person has left the line: only then does a letter turn a device on.
    var isLineLeft = false
    /// As those who lead see them: before the door, first come first.
    var waiting: [WaiterView] = []
    /// When each remark is cut off.
    var remarks: [UInt32: Instant] = [:]
    /// One may go up to the podium.
    var isInvitedUp = false
    var isLocked = false
    /// Told right after one has come in; without the PIN unless one leads.
    var settings: ConferenceSettings?
    /// Accounts that were called and are not here.
    private(set) var unconnected: Set<String> = []
    /// The planned end, if there is one.
    var end: Instant?
    /// Whom one was told of before, as waiting or with a hand up: no news after a lost connection.
    var known: Set<UInt32> = []
    private var speakers: [UInt32: Instant] = [:]
    /// How loud everybody is: 0 for silence, up to `loudnessMaximum`.
    private(set) var loudness: [UInt32: Int] = [:]
    /// Who spoke last, except oneself.
    private(set) var lastSpeaker: UInt32?
    /// What people show of themselves, for some seconds.
    var signs: [UInt32: ShownSign] = [:]
    /// How the vote stands.
    var tally = VoteTally()
    /// Whose picture was clicked on.
    var focused: UInt32?

    init(_ view: ConferenceView) {
        self.view = view
        self.view.participants.removeLast(
            max(0, view.participants.count - Self.participantCountMaximum))
    }

    /// The same conference again after the connection was lost.
    init(_ view: ConferenceView, after before: CallState) {
        self.init(view)
        self.known = before.known.union(before.waiting.map(\.id))
            .union(before.view.participants.filter(\.isHandUp).map(\.id))
        self.settings = before.settings
        self.end = before.end
        self.isLineFocused = before.isLineFocused
        self.isLineLeft = before.isLineLeft
    }

    var own: ParticipantView? { self.participant(self.view.me) }
    var leads: Bool { self.own?.role.leads ?? false }
    var recorders: [ParticipantView] { self.view.participants.filter { $0.kind == .recorder } }

    func isSpeaking(_ participant: UInt32) -> Bool { self.speakers[participant] != nil }

    func participant(_ id: UInt32) -> ParticipantView? {
        self.view.participants.first { $0.id == id }
    }

    /// Somebody was called and is not here; of more than there can be nobody is told.
    mutating func addUnconnected(_ account: String) {
        guard self.unconnected.count < Self.participantCountMaximum else { return }
        self.unconnected.insert(account)
    }

    mutating func removeUnconnected(_ account: String) { self.unconnected.remove(account) }

    mutating func hear(_ levels: [UInt32: Int], at now: Instant) {
        self.loudness = [:]
        var loudest = Int.max
        for participant in self.view.participants {
            guard let level = levels[participant.id] else { continue }
            // Steps of 6 dB above what is a room's noise.
            let steps = (60 - level + 5) / 6
            self.loudness[participant.id] = min(max(0, steps), Self.loudnessMaximum)
            guard level <= Self.speechLevel else { continue }
            self.speakers[participant.id] = now + Self.speechHold
            if participant.id != self.view.me, level < loudest {
                (loudest, self.lastSpeaker) = (level, participant.id)
            }
        }
    }

    // MARK: Time

    /// Until a remark is cut off, in whole seconds, the last one included; nil if none is made.
    func secondsOfRemark(of participant: UInt32, at now: Instant) -> Int? {
        guard let end = self.remarks[participant], end > now else { return nil }
        return Int((end - now).nanoseconds.advanced(by: 999_999_999) / 1_000_000_000)
    }

    /// When something on the screen changes by itself.
    func nextChange(after now: Instant) -> Instant? {
        let remarks = self.remarks.compactMap { participant, end -> Instant? in
            self.secondsOfRemark(of: participant, at: now).map { end - .seconds($0 - 1) }
        }
        return (remarks + self.speakers.values + self.signs.values.map(\.until)).min()
    }

    mutating func expire(at now: Instant) {
        self.speakers = self.speakers.filter { $0.value > now }
        self.signs = self.signs.filter { $0.value.until > now }
    }

    // MARK: Who is there

    /// Adds or replaces.
    mutating func set(_ participant: ParticipantView) {
        if let index = self.view.participants.firstIndex(where: { $0.id == participant.id }) {
            self.view.participants[index] = participant
        } else if self.view.participants.count < Self.participantCountMaximum {
            self.view.participants.append(participant)
        }
    }

    mutating func change(_ id: UInt32, _ change: (inout ParticipantView) -> Void) {
        guard let index = self.view.participants.firstIndex(where: { $0.id == id }) else { return }
        change(&self.view.participants[index])
    }

    /// Gives a place to the same person under another number.
    mutating func replace(_ old: UInt32, by participant: ParticipantView) {
        guard let index = self.view.participants.firstIndex(where: { $0.id == old }) else {
            return self.set(participant)
        }
        self.view.participants[index] = participant
        self.speakers[old] = nil
        if let end = self.remarks.removeValue(forKey: old) { self.remarks[participant.id] = end }
        if let sign = self.signs.removeValue(forKey: old) { self.signs[participant.id] = sign }
    }

    mutating func remove(_ id: UInt32) {
        self.view.participants.removeAll { $0.id == id }
        self.speakers[id] = nil
        self.remarks[id] = nil
        self.signs[id] = nil
    }
}
