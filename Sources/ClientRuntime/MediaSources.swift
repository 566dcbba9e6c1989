internal import Glibc
public import Units

/// Where a participant's pictures come from.
public enum CameraSource: Sendable, Hashable {
    case none
    /// A moving test picture with a frame counter in it.
    case pattern
    /// A Y4M file in real time.
    case file(String)
    /// A Video4Linux device.
    case device(String)

    public init(parsing text: String) throws(Failure) {
        switch text.split(separator: ":", maxSplits: 1).map(String.init) {
        case ["none"]: self = .none
        case ["pattern"]: self = .pattern
        case let parts where parts.count == 2 && parts[0] == "file": self = .file(parts[1])
        case let parts where parts.count == 2 && parts[0] == "v4l2": self = .device(parts[1])
        default:
            throw Failure(
                .misused, "'\(text)' is not a camera",
                hint: "write v4l2:/dev/video0, file:clip.y4m, pattern or none")
        }
    }
}

/// Where a participant's voice comes from.
public enum MicrophoneSource: Sendable, Hashable {
    case none
    /// A tone with pauses, as speech has them.
    case tone
    /// A WAV file in real time.
    case file(String)
    /// An ALSA capture device.
    case device(String)

    public init(parsing text: String) throws(Failure) {
        switch text.split(separator: ":", maxSplits: 1).map(String.init) {
        case ["none"]: self = .none
        case ["tone"]: self = .tone
        case let parts where parts.count == 2 && parts[0] == "file": self = .file(parts[1])
        case let parts where parts.count == 2 && parts[0] == "alsa": self = .device(parts[1])
        default:
            throw Failure(
                .misused, "'\(text)' is not a microphone",
                hint: "write alsa:default, file:speech.wav, tone or none")
        }
    }
}

/// Where the others' voices go.
public enum SpeakerSink: Sendable, Hashable {
    case none
    /// A WAV file, 48 kHz mono.
    case file(String)
    /// An ALSA playback device.
    case device(String)

    public init(parsing text: String) throws(Failure) {
        switch text.split(separator: ":", maxSplits: 1).map(String.init) {
        case ["none"]: self = .none
        case let parts where parts.count == 2 && parts[0] == "file": self = .file(parts[1])
        case let parts where parts.count == 2 && parts[0] == "alsa": self = .device(parts[1])
        default:
            throw Failure(
                .misused, "'\(text)' is not a speaker",
                hint: "write alsa:default, file:heard.wav or none")
        }
    }
}

/// A file that is read from beginning to end, and perhaps again.
///
/// Not a pipe: one whose writer stalls would keep the thread that reads it, and with it the program,
/// from its end.
struct InputFile: ~Copyable {
    let path: String
    private let descriptor: Int32

    /// - Throws: 66, with the system's reason, or because it is no file.
    init(path: String) throws(Failure) {
        self.path = path
        // Without O_NONBLOCK a pipe that nobody writes to would be waited for in open(2).
        self.descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        guard self.descriptor >= 0, unsafe fstat(self.descriptor, &status) == 0 else {
            throw Failure(.noInput, "cannot read '\(path)': \(SystemReason.last)")
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw Failure(.noInput, "cannot read '\(path)': Is a directory")
        default:
            throw Failure(
                .noInput, "cannot read '\(path)': it is a pipe or a device and not a file",
                hint: "write what it gives into a file first")
        }
    }

    deinit {
        if self.descriptor >= 0 { close(self.descriptor) }
    }

    /// The next bytes, at most 64 KiB; none at the end.
    mutating func read() throws(Failure) -> [UInt8] {
        var reason: String?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = 0
            while true {
                let result = unsafe Glibc.read(self.descriptor, buffer.baseAddress, buffer.count)
                if result >= 0 {
                    count = result
                    return
                }
                guard errno == EINTR else {
                    reason = SystemReason.last
                    return
                }
            }
        }
        if let reason { throw Failure(.noInput, "cannot read '\(self.path)': \(reason)") }
        return bytes
    }

    /// Back to the beginning; false if the system refuses.
    mutating func rewind() -> Bool {
        lseek(self.descriptor, 0, SEEK_SET) == 0
    }
}

/// The system's words for why the last call failed.
enum SystemReason {
    static var last: String { unsafe String(cString: strerror(errno)) }
}
