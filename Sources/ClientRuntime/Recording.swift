internal import Media
internal import OpusVoice
internal import SecureSockets
internal import Synchronization
internal import Units
internal import VPXVideo
internal import WebMFile

/// A conference on its way into a WebM file: one thread mixes and writes voice, one composes and
/// writes pictures, both on the clock that began with the file.
final class Recording: Sendable {
    /// How often it is looked for new pictures. Rarer quantizes the time of pictures, more often
    /// costs processor time.
    private static let tick: Duration = .milliseconds(10)
    /// Between two composites: 30 a second, with room for a picture that came early.
    private static let pictureIntervalMinimum: Duration = .milliseconds(30)
    /// An unchanged composite is repeated after this, so that a cut file ends near its cut.
    private static let pictureIntervalMaximum: Duration = .milliseconds(500)
    /// A player can begin anywhere within two seconds.
    private static let keyInterval: Duration = .seconds(2)
    private static let frameRate = 30
    private static let bitsPerPixel = 0.1
    private static let voiceBitRate = BitRate.kilobits(48)

    private let path: String
    private let size: PictureSize
    private let reception: Reception
    private let writer: Mutex<WebMWriter>
    private let start = Instant.now
    /// What is later than this after the start is left out; nil for no end.
    private let duration: Duration?
    private let broken = FailureBox()
    private let onFailure: @Sendable (Failure) -> Void
    private let threads = Mutex<[NamedThread]>([])

    /// Creates the file and records what `reception` has, from now on.
    ///
    /// - Parameter onFailure: called from a thread when the file can't be written any more.
    init(
        creating path: String, _ size: PictureSize, _ reception: Reception, duration: Duration?,
        onFailure: @escaping @Sendable (Failure) -> Void,
    ) throws(Failure) {
        self.path = path
        self.size = size
        self.reception = reception
        self.duration = duration
        self.onFailure = onFailure
        self.writer = Mutex(try Self.file(path, size))
        let sound = NamedThread("record-sound") { [self] shouldStop in
            self.run { () throws(Failure) in try self.recordVoices(shouldStop) }
        }
        let pictures = NamedThread("record-video") { [self] shouldStop in
            self.run { () throws(Failure) in try self.recordPictures(shouldStop) }
        }
        self.threads.withLock { $0 = [sound, pictures] }
    }

    /// Stops and makes the file complete.
    ///
    /// - Throws: 74 if something could not be written, now or before.
    func finish() throws(Failure) {
        for thread in self.threads.withLock({ $0 }) { thread.join() }
        do throws(Failure) {
            try self.write { writer throws(WebMError) in try writer.finish() }
        } catch {
            self.broken.note(error)
        }
        if let failure = self.broken.failure { throw failure }
    }

    private static func file(
        _ path: String, _ size: PictureSize
    ) throws(Failure) -> WebMWriter {
        do throws(WebMError) {
            return try WebMWriter(creating: path, width: size.width, height: size.height)
        } catch {
            throw Failure(error)
        }
    }

    private func run(_ body: () throws(Failure) -> Void) {
        do throws(Failure) { try body() } catch {
            self.broken.note(error)
            self.onFailure(error)
        }
    }

    private func write(
        _ body: (inout WebMWriter) throws(WebMError) -> Void
    ) throws(Failure) {
        do throws(WebMError) {
            try self.writer.withLock { writer throws(WebMError) in try body(&writer) }
        } catch {
            throw Failure(error)
        }
    }

    // MARK: The threads

    /// As many blocks as time has passed: a thread that was held up catches up.
    private func recordVoices(_ shouldStop: () -> Bool) throws(Failure) {
        let block = Media.VoiceFormat.blockDuration
        var player = VoicePlayer(self.reception)
        var beat = Beat(interval: block)
        var encoder = try trying("the recording's voice encoder") { () throws(OpusError) in
            try OpusEncoder(bitRate: Self.voiceBitRate)
        }
        var count = 0
        var isLast = false
        while !isLast {
            beat.wait()
            isLast = shouldStop()
            let now = Instant.now
            while block * (count + 1) <= self.age(at: now) {
                let samples = player.nextBlock(at: now)
                let packet = try trying("encoding the recording's voice") { () throws(OpusError) in
                    try encoder.encode(samples.span)
                }
                try self.write { writer throws(WebMError) in
                    try writer.write(audio: packet, at: block * count)
                }
                count += 1
            }
        }
    }

    private func recordPictures(_ shouldStop: () -> Bool) throws(Failure) {
        let bits = Double(self.size.width * self.size.height * Self.frameRate) * Self.bitsPerPixel
        var encoder = try trying("the recording's video encoder") { () throws(VPXError) in
            try FlatEncoder(
                width: self.size.width, height: self.size.height, frameRate: Self.frameRate,
                target: BitRate(bitsPerSecond: max(300_000, Int(bits))))
        }
        var beat = Beat(interval: Self.tick)
        var shown: [UInt32: UInt64]?
        var (last, lastKey) = (self.start, self.start)
        while !shouldStop() {
            let now = Instant.now
            if let duration = self.duration, now - self.start >= duration { return }
            let sights = self.reception.sights(at: now)
            if self.isDue(sights, after: shown, age: now - last) {
                let composite = self.composite(sights)
                let isKey = now - lastKey >= Self.keyInterval
                let frame = try trying("encoding the recording") { () throws(VPXError) in
                    try encoder.encode(composite, forceKey: isKey)
                }
                if let frame {
                    if frame.isKey { lastKey = now }
                    try self.write { writer throws(WebMError) in
                        try writer.write(
                            video: frame.bytes, at: now - self.start, isKey: frame.isKey)
                    }
                }
                shown = sights.mapValues(\.number)
                last = now
            }
            beat.wait()
        }
    }

    /// How much has to be recorded by now.
    private func age(at now: Instant) -> Duration {
        min(now - self.start, self.duration ?? .seconds(Int64.max / 2_000_000_000))
    }

    private func isDue(
        _ sights: [UInt32: Reception.Sight], after shown: [UInt32: UInt64]?, age: Duration
    ) -> Bool {
        guard let shown, age < Self.pictureIntervalMaximum else { return true }
        return age >= Self.pictureIntervalMinimum && sights.mapValues(\.number) != shown
    }

    private func composite(_ sights: [UInt32: Reception.Sight]) -> Picture {
        let pictures = sights.sorted { $0.key < $1.key }.map(\.value.picture)
        return PictureGrid.composite(
            of: pictures, width: self.size.width, height: self.size.height)
    }
}
