internal import ALSAAudio
internal import Media
internal import Units

/// Sound in blocks of 960 samples at the pace of its source, taken by the microphone's thread.
protocol SoundSource: ~Copyable {
    /// Waits for the next 20 ms; nil at the end.
    mutating func next() throws(Failure) -> [Int16]?
}

/// The test voice.
struct ToneSource: SoundSource, ~Copyable {
    private var generator: ToneGenerator
    private var beat = Beat(interval: VoiceFormat.blockDuration)

    init(seed: UInt64) {
        self.generator = ToneGenerator(seed: seed)
    }

    mutating func next() -> [Int16]? {
        self.beat.wait()
        return self.generator.nextBlock()
    }
}

/// A WAV file in real time; then from the beginning again if it loops, else silence.
struct WAVSource: SoundSource, ~Copyable {
    private let loops: Bool
    private var file: InputFile
    private var reader = WAVReader()
    private var first: [Int16]?
    private var hasEnded = false
    private var beat: Beat

    /// - Throws: 66 for a file that can't be read, 65 for one that is no sound we can play.
    init(path: String, loops: Bool) throws(Failure) {
        var file = try InputFile(path: path)
        var reader = WAVReader()
        self.first = try Self.read(&reader, &file)
        self.loops = loops
        self.file = file
        self.reader = reader
        self.hasEnded = self.first == nil
        self.beat = Beat(interval: VoiceFormat.blockDuration)
    }

    mutating func next() throws(Failure) -> [Int16]? {
        self.beat.wait()
        if let first = self.first {
            self.first = nil
            return first
        }
        if self.hasEnded { return VoiceFormat.silence }
        if let block = try Self.read(&self.reader, &self.file) { return block }
        if self.loops, self.file.rewind() {
            self.reader = WAVReader()
            if let block = try Self.read(&self.reader, &self.file) { return block }
        }
        self.hasEnded = true
        return VoiceFormat.silence
    }

    private static func read(
        _ reader: inout WAVReader, _ file: inout InputFile
    ) throws(Failure) -> [Int16]? {
        var isFinished = false
        while true {
            do throws(WAVError) {
                if let block = try reader.nextBlock() { return block }
            } catch {
                throw Failure(
                    .badData, "'\(file.path)' is not a WAV file we can play: \(error)",
                    hint: "make one with: ffmpeg -i INPUT -ac 1 -ar 48000 speech.wav")
            }
            if isFinished { return nil }
            let piece = try file.read()
            isFinished = piece.isEmpty
            if isFinished { reader.finish() } else { reader.append(piece) }
        }
    }
}

/// An ALSA microphone.
///
/// One that is unplugged in the middle of a call does not end it: it is silent, and opened again as
/// soon as it is back.
struct MicrophoneDevice: SoundSource, ~Copyable {
    private let name: String
    private var device: ALSACapture?
    private var gap = DeviceGap()

    /// - Throws: 66 for none there, 75 for a busy one, 77 for one that may not be opened, else 69.
    init(name: String) throws(Failure) {
        self.name = name
        do throws(ALSAError) { self.device = try ALSACapture(device: name) } catch {
            throw error.failure(of: .microphone, name: name)
        }
        NamedThread.preferForSound()
    }

    mutating func next() -> [Int16]? {
        var block = VoiceFormat.silence
        if self.device == nil, self.gap.shouldReopen() {
            // Whatever the reason, it is tried again a second later.
            self.device = try? ALSACapture(device: self.name)
        }
        var span = block.mutableSpan
        // After an overrun the next read has fresh sound; more of them in a row is a machine that
        // can't keep up, which silence says as well as anything.
        for _ in 0..<2 {
            switch self.device?.read(into: &span) {
            case .samples: return block
            case .overrun: continue
            case .deviceLost:
                self.device = nil
                self.gap.begin()
            case nil: break
            }
            break
        }
        if self.device == nil { self.gap.wait() }
        return VoiceFormat.silence
    }
}

/// The time a sound device is away: keeps the pace in its stead, and says when to look for it.
struct DeviceGap {
    /// Blocks between two attempts to open the device again: a second. Opening may take long.
    static let interval = 50

    private var beat = Beat(interval: VoiceFormat.blockDuration)
    private var blocksLeft = Self.interval

    /// The device was lost now.
    mutating func begin() {
        self.beat = Beat(interval: VoiceFormat.blockDuration)
        self.blocksLeft = Self.interval
    }

    /// Waits for as long as the device would have taken for a block.
    mutating func wait() {
        self.beat.wait()
    }

    /// Whether to look for the device now; asked once a block.
    mutating func shouldReopen() -> Bool {
        self.blocksLeft -= 1
        guard self.blocksLeft <= 0 else { return false }
        self.blocksLeft = Self.interval
        return true
    }
}

/// Which end of a call a sound device is.
enum SoundRole: String {
    case microphone, speaker

    /// The program of alsa-utils that lists such devices.
    var lister: String { self == .microphone ? "arecord -L" : "aplay -L" }
}

extension ALSAError {
    /// What to tell a person.
    func failure(of role: SoundRole, name: String) -> Failure {
        let device = "\(role.rawValue) '\(name)'"
        switch self {
        case .notFound(_, let reason):
            return Failure(
                role == .microphone ? .noInput : .unavailable, "there is no \(device): \(reason)",
                hint: "use alsa:default, a name that '\(role.lister)' shows, or none")
        case .busy:
            return Failure(
                .temporary, "\(device) is used by another program",
                hint: "close that program, or use alsa:default to share the card with it")
        case .notPermitted(_, let reason):
            return Failure(
                .notPermitted, "\(device) may not be opened: \(reason)",
                hint: "add yourself to the group 'audio' and log in again")
        case .lost(_, let reason):
            return Failure(.unavailable, "\(device) is gone: \(reason)")
        case .failed(let call, let reason):
            return Failure(.unavailable, "\(device) failed: \(call): \(reason)")
        }
    }
}
