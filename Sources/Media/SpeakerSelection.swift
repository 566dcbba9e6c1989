public import Units

/// Whose voices are passed on, and who is the speaker: by the levels in the clear headers (RFC 6464).
///
/// Only the last few who spoke are passed on, so that what a listener costs does not grow with silent
/// people. As in Volfin and Cohen ("Dominant speaker identification for multipoint
/// videoconferencing", 2012) short and longer looks at the level are taken together, so that neither
/// a cough nor a pause for breath changes anything.
public struct SpeakerSelection: Sendable {
    /// More than talk at once even in a quarrel; each costs a listener about 40 kbit/s.
    public static let passedMaximum = 5
    /// −dBov; louder is speech, quieter is a room.
    static let speechLevel: Double = 50
    /// Weights of a 20 ms packet: the first hears the beginning of a word, the second a sentence.
    private static let quick = 0.5
    private static let slow = 0.02
    /// A speaker keeps the place for so long against anybody who speaks too.
    static let speakerMinimum: Duration = .milliseconds(1500)
    /// So much louder, in dB over a sentence, must be who takes the place of one who goes on.
    static let takeoverLevel: Double = 4
    /// Silent for so long, a speaker has ended.
    static let pause: Duration = .milliseconds(800)

    private struct Voice: Sendable {
        // −dBov, as the header has it.
        var quick = 127.0
        var slow = 127.0
        /// Nil: not yet.
        var spoke: Instant?
        var isPassed = false
    }

    private var voices: [UInt32: Voice] = [:]
    private var passedCount = 0
    /// Who speaks, or spoke last; nil before anybody did.
    public private(set) var speaker: UInt32?
    private var speakerSince = Instant.start

    public init() {}

    /// Those passed on, the speaker first and then by when they last spoke.
    public var speakers: [UInt32] {
        let passed = self.voices.filter(\.value.isPassed)
        return passed.sorted { left, right in
            if (left.key == self.speaker) != (right.key == self.speaker) {
                return left.key == self.speaker
            }
            return Self.order(left, right)
        }.map(\.key)
    }

    /// Takes one voice packet's level and says whether the packet is passed on.
    public mutating func observe(
        participant: UInt32, level: UInt8, at now: Instant
    ) -> Bool {
        var voice = self.voices[participant] ?? Voice()
        let level = Double(min(level, 127))
        voice.quick += (level - voice.quick) * Self.quick
        voice.slow += (level - voice.slow) * Self.slow
        let speaks = voice.quick < Self.speechLevel
        if speaks { voice.spoke = now }
        if !voice.isPassed, speaks || self.passedCount < Self.passedMaximum {
            voice.isPassed = self.passedCount < Self.passedMaximum || self.makeRoom(at: now)
            if voice.isPassed { self.passedCount += 1 }
        }
        self.voices[participant] = voice
        if speaks { self.challenge(participant, voice, at: now) }
        return voice.isPassed
    }

    public mutating func forget(participant: UInt32) {
        guard let voice = self.voices.removeValue(forKey: participant) else { return }
        if voice.isPassed { self.passedCount -= 1 }
        if self.speaker == participant { self.speaker = nil }
    }

    /// Makes room for one who speaks: the place of who has been silent for longest, but of nobody who
    /// still speaks.
    private mutating func makeRoom(at now: Instant) -> Bool {
        let silent = self.voices.filter {
            $0.value.isPassed && $0.key != self.speaker
                && ($0.value.spoke.map { now - $0 >= Self.pause } ?? true)
        }
        guard let longest = silent.max(by: Self.order) else { return false }
        self.voices[longest.key]?.isPassed = false
        self.passedCount -= 1
        return true
    }

    /// Who spoke last comes first, and then the lower number.
    private static func order(
        _ left: (key: UInt32, value: Voice), _ right: (key: UInt32, value: Voice)
    ) -> Bool {
        let (last, other) = (left.value.spoke, right.value.spoke)
        if last == other { return left.key < right.key }
        return last.map { last in other.map { last > $0 } ?? true } ?? false
    }

    private mutating func challenge(_ participant: UInt32, _ voice: Voice, at now: Instant) {
        guard participant != self.speaker else { return }
        if let speaker = self.speaker, let present = self.voices[speaker],
            let spoke = present.spoke, now - spoke < Self.pause
        {
            guard now - self.speakerSince >= Self.speakerMinimum,
                voice.slow + Self.takeoverLevel < present.slow
            else { return }
        }
        self.speaker = participant
        self.speakerSince = now
    }
}
