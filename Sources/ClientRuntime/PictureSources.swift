internal import Foundation
internal import Media
internal import SecureSockets
internal import Units
internal import V4LCamera

/// Pictures at the pace of their source, taken by the camera thread.
protocol PictureSource: ~Copyable {
    /// Size and rate, known before the first picture.
    var format: PictureFormat { get }
    /// Waits for the next picture; nil at the end.
    mutating func next() throws(Failure) -> Picture?
}

/// What an encoder has to know before the first picture.
struct PictureFormat: Sendable, Hashable {
    /// Pixels.
    var width: Int
    var height: Int
    /// Pictures per second, rounded.
    var frameRate: Int
}

/// Keeps a steady beat: sleeps until the next picture or block is due, without drifting.
struct Beat {
    private let interval: Duration
    private var next: Instant

    init(interval: Duration) {
        self.interval = interval
        self.next = .now
    }

    /// Waits; after a stall it does not hurry to catch up by more than one interval.
    mutating func wait() {
        let now = Instant.now
        if now - self.next > self.interval { self.next = now }
        NamedThread.sleep(nanoseconds: (self.next - now).nanoseconds)
        self.next = self.next + self.interval
    }
}

/// The test pattern at 640 × 360 and 30 pictures per second.
struct PatternSource: PictureSource {
    let format = PictureFormat(width: 640, height: 360, frameRate: 30)
    private let seed: UInt64
    private var number: UInt32 = 0
    private var beat = Beat(interval: .nanoseconds(33_333_333))

    init(seed: UInt64) {
        self.seed = seed
    }

    mutating func next() -> Picture? {
        self.beat.wait()
        defer { self.number &+= 1 }
        return TestPattern.picture(
            number: self.number, width: self.format.width, height: self.format.height,
            seed: self.seed)
    }
}

/// A Y4M file at its own rate, from the beginning again if it loops.
struct Y4MSource: PictureSource {
    let format: PictureFormat
    private let path: String
    private let loops: Bool
    private var file: FileHandle
    private var reader: Y4MReader
    private var beat: Beat
    private var first: Picture?

    init(path: String, loops: Bool) throws(Failure) {
        self.path = path
        self.loops = loops
        let (file, reader, first) = try Self.open(path)
        self.file = file
        self.reader = reader
        self.first = first
        let interval = reader.header?.frameInterval ?? .milliseconds(40)
        self.beat = Beat(interval: interval)
        self.format = PictureFormat(
            width: first.width, height: first.height,
            frameRate: max(1, Int((1 / interval.seconds).rounded())))
    }

    mutating func next() throws(Failure) -> Picture? {
        self.beat.wait()
        if let first = self.first {
            self.first = nil
            return first
        }
        if let picture = try Self.read(&self.reader, self.file, self.path) { return picture }
        guard self.loops else { return nil }
        let (file, reader, first) = try Self.open(self.path)
        self.file = file
        self.reader = reader
        return first
    }

    private static func open(
        _ path: String
    ) throws(Failure) -> (FileHandle, Y4MReader, Picture) {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Failure(
                .noInput,
                "cannot read '\(path)': \(unsafe String(cString: strerror(errno)))")
        }
        var reader = Y4MReader()
        guard let first = try self.read(&reader, file, path) else {
            throw Failure(.badData, "'\(path)' holds no picture")
        }
        return (file, reader, first)
    }

    private static func read(
        _ reader: inout Y4MReader, _ file: FileHandle, _ path: String
    ) throws(Failure) -> Picture? {
        do {
            while true {
                if let picture = try reader.nextPicture() { return picture }
                guard let data = try file.read(upToCount: 1 << 16), !data.isEmpty else {
                    return nil
                }
                reader.append(Array(data))
            }
        } catch let error as Y4MError {
            throw Failure(.badData, "'\(path)' is not a Y4M clip: \(error)")
        } catch {
            throw Failure(.inputOutput, "cannot read '\(path)': \(error)")
        }
    }
}
