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
    /// Seconds of a packet.
    private static let packetLength = 0.020
    /// Weights of a packet: the first hears the beginning of a word, the second a sentence.
    private static let quick = 0.5
    private static let slow = 0.02
    /// A speaker keeps the place for so long against anybody who speaks too.
    static let speakerMinimum: Duration = .milliseconds(1500)
    /// So much louder, in dB over a sentence, must be who takes the place of one who goes on.
    static let takeoverLevel: Double = 4
    /// Silent for so long, a speaker has ended.
    static let pause: Duration = .milliseconds(800)
    /// Packets count for the time that has passed, so that many of them don't count for more; so much
    /// of it, in seconds, may come at once after a wait of the network.
    private static let creditMaximum = 0.1
    /// Nobody speaks for so long without a breath: who does has a fan or lies about the level, and
    /// has no place that somebody who speaks can't take.
    static let breathInterval: Duration = .seconds(30)
    static let breath: Duration = .milliseconds(200)

    private struct Voice: Sendable {
        // −dBov, as the header has it.
        var quick = 127.0
        var slow = 127.0
        /// Nil: not yet.
        var spoke: Instant?
        /// Since the last breath.
        var speaksSince = Instant.start
        var isPassed = false
        var heard: Instant?
        /// Seconds that packets may count for.
        var credit = SpeakerSelection.packetLength

        /// Takes a packet's level in.
        mutating func hear(_ level: Double, at now: Instant) {
            if let heard = self.heard {
                self.credit += (now - heard).seconds
                self.credit = min(self.credit, SpeakerSelection.creditMaximum)
            }
            self.heard = now
            let time = min(self.credit, SpeakerSelection.packetLength)
            self.credit -= time
            let share = time / SpeakerSelection.packetLength
            self.quick += (level - self.quick) * SpeakerSelection.quick * share
            self.slow += (level - self.slow) * SpeakerSelection.slow * share
            guard self.quick < SpeakerSelection.speechLevel else { return }
            if self.spoke.map({ now - $0 >= SpeakerSelection.breath }) ?? true {
                self.speaksSince = now
            }
            self.spoke = now
        }

        /// Spoke for longer than anybody can without a pause.
        var neverBreathes: Bool {
            self.spoke.map { $0 - self.speaksSince >= SpeakerSelection.breathInterval } ?? false
        }
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
        voice.hear(Double(min(level, 127)), at: now)
        let speaks = voice.quick < Self.speechLevel
        if !voice.isPassed, speaks || self.passedCount < Self.passedMaximum {
            voice.isPassed =
                self.passedCount < Self.passedMaximum || self.makeRoom(for: voice, at: now)
            if voice.isPassed { self.passedCount += 1 }
        }
        self.voices[participant] = voice
        if speaks { self.challenge(participant, voice, at: now) }
        return voice.isPassed
    }

    /// Whether somebody's last packets were speech.
    public func speaks(_ participant: UInt32) -> Bool {
        self.voices[participant].map { $0.quick < Self.speechLevel } ?? false
    }

    public mutating func forget(participant: UInt32) {
        guard let voice = self.voices.removeValue(forKey: participant) else { return }
        if voice.isPassed { self.passedCount -= 1 }
        if self.speaker == participant { self.speaker = nil }
    }

    /// Makes room for one who speaks: the place of who has been silent for longest, but of nobody who
    /// still speaks, unless that one never breathes.
    private mutating func makeRoom(for voice: Voice, at now: Instant) -> Bool {
        let breathes = !voice.neverBreathes
        let silent = self.voices.filter {
            $0.value.isPassed && $0.key != self.speaker
                && (($0.value.spoke.map { now - $0 >= Self.pause } ?? true)
                    || (breathes && $0.value.neverBreathes))
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
            guard !voice.neverBreathes else { return }
            guard
                present.neverBreathes
                    || now - self.speakerSince >= Self.speakerMinimum
                        && voice.slow + Self.takeoverLevel < present.slow
            else { return }
        }
        self.speaker = participant
        self.speakerSince = now
    }
}
