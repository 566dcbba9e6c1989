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
struct PatternSource: PictureSource, ~Copyable {
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
struct Y4MSource: PictureSource, ~Copyable {
    let format: PictureFormat
    private let loops: Bool
    private var file: InputFile
    private var reader: Y4MReader
    private var beat: Beat
    private var first: Picture?

    /// - Throws: 66 for a file that can't be read, 65 for one that is no clip.
    init(path: String, loops: Bool) throws(Failure) {
        var file = try InputFile(path: path)
        var reader = Y4MReader()
        guard let first = try Self.read(&reader, &file) else {
            throw Failure(
                .badData, "'\(path)' holds no picture", hint: "make one with: \(Self.recipe)")
        }
        let interval = reader.header?.frameInterval ?? .milliseconds(40)
        self.loops = loops
        self.file = file
        self.reader = reader
        self.first = first
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
        if let picture = try Self.read(&self.reader, &self.file) { return picture }
        guard self.loops, self.file.rewind() else { return nil }
        self.reader = Y4MReader()
        guard let picture = try Self.read(&self.reader, &self.file) else { return nil }
        // The encoder was made for one size; a file that was replaced meanwhile ends the clip.
        let isSame = picture.width == self.format.width && picture.height == self.format.height
        return isSame ? picture : nil
    }

    private static let recipe = "ffmpeg -i INPUT -pix_fmt yuv420p clip.y4m"

    private static func read(
        _ reader: inout Y4MReader, _ file: inout InputFile
    ) throws(Failure) -> Picture? {
        while true {
            do throws(Y4MError) {
                if let picture = try reader.nextPicture() { return picture }
            } catch {
                throw Failure(
                    .badData, "'\(file.path)' is not a Y4M clip we can show: \(error)",
                    hint: "make one with: \(self.recipe)")
            }
            let piece = try file.read()
            if piece.isEmpty { return nil }
            reader.append(piece)
        }
    }
}

/// A Video4Linux camera.
///
/// One that is unplugged in the middle of a call does not end it: the others see a dark picture, and
/// it is opened again as soon as it is back.
struct CameraDevice: PictureSource, ~Copyable {
    /// Until a picture; also how often a lost camera is looked for, and its dark picture sent.
    private static let patience: Duration = .seconds(1)

    let format: PictureFormat
    private let path: String
    private let wish: CameraWish
    private var camera: Camera?
    private var last: Picture

    /// - Throws: 66 for none there, 75 for a busy one, 77 for one that may not be opened, else 69.
    init(path: String, wish: CameraWish = CameraWish()) throws(Failure) {
        do throws(CameraError) {
            let camera = try Camera(path: path, wish: wish)
            self.format = PictureFormat(
                width: camera.width, height: camera.height, frameRate: camera.frameRate)
            self.camera = consume camera
        } catch {
            throw error.failure(cameras: V4LDevices.list())
        }
        self.path = path
        self.wish = wish
        self.last = Picture(width: self.format.width, height: self.format.height)
    }

    mutating func next() -> Picture? {
        if self.camera == nil { self.reopen() }
        do throws(CameraError) {
            guard let picture = try self.camera?.next(timeout: Self.patience) else {
                // The last one again keeps the stream alive, and this thread able to stop.
                return self.last
            }
            self.last = picture
        } catch {
            self.camera = nil
            self.last = Picture(width: self.format.width, height: self.format.height)
        }
        return self.last
    }

    private mutating func reopen() {
        NamedThread.sleep(nanoseconds: Self.patience.nanoseconds)
        // Whatever the reason, it is tried again a second later.
        guard let camera = try? Camera(path: self.path, wish: self.wish),
            camera.width == self.format.width, camera.height == self.format.height
        else { return }
        self.camera = consume camera
    }
}

extension CameraError {
    /// What to tell a person, who may be told which cameras there are.
    func failure(cameras: [V4LDevice]) -> Failure {
        let others =
            cameras.isEmpty
            ? "no camera was found here; use pattern or file:clip.y4m"
            : "cameras here: "
                + cameras.map { "v4l2:\($0.path) (\($0.name))" }.joined(separator: ", ")
        switch self {
        case .notFound(let path):
            return Failure(.noInput, "there is no camera '\(path)'", hint: others)
        case .notACamera(let path):
            return Failure(.noInput, "'\(path)' is not a camera", hint: others)
        case .notPermitted(let path):
            return Failure(
                .notPermitted, "camera '\(path)' may not be opened",
                hint: "add yourself to the group 'video' and log in again")
        case .busy(let path):
            return Failure(
                .temporary, "camera '\(path)' is used by another program",
                hint: "close that program; 'fuser \(path)' names it")
        case .noUsableFormat(let path, let offered):
            return Failure(
                .unavailable,
                "camera '\(path)' gives pictures only as \(offered.joined(separator: ", "))",
                hint: "use one that gives YUYV, MJPG, NV12 or YU12")
        case .vanished(let path):
            return Failure(
                .unavailable, "camera '\(path)' was unplugged", hint: "plug it in and try again")
        case .failed(let call, let reason):
            return Failure(.unavailable, "the camera failed: \(call): \(reason)")
        }
    }
}
