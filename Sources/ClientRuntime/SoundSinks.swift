internal import ALSAAudio
internal import Glibc
internal import Media
internal import Units

/// Where blocks of 960 samples are played; its pace is the clock of the whole playout.
protocol SoundSink: ~Copyable {
    /// Waits until there is room for 20 ms and takes them.
    mutating func play(_ block: [Int16]) throws(Failure)
    /// How long the next block takes to the ear.
    var delay: Duration { mutating get }
    /// No more comes; what was taken is heard or kept.
    consuming func finish() throws(Failure)
}

/// A WAV file that holds what a loudspeaker would have played, in real time.
///
/// Its header is brought up to date every second, so that a program that is killed leaves a file
/// that plays to its last second. A pipe does as well; one that nobody reads any more is an error.
struct WAVSink: SoundSink, ~Copyable {
    /// Blocks between two updates of the header: a second.
    static let headerInterval = 50
    /// Milliseconds to wait for a pipe's reader, on top of the 0.7 s of sound that a pipe holds.
    /// More forgives a busy machine; less ends the program sooner when the reader stalls.
    private static let patience: Int32 = 1000

    let delay: Duration = .zero
    private let path: String
    private let descriptor: Int32
    private var writer = WAVWriter()
    private var blocksLeft = Self.headerInterval
    private var beat = Beat(interval: VoiceFormat.blockDuration)

    /// - Throws: 73 for a file that exists already or can't be made.
    init(path: String) throws(Failure) {
        // What has an end to its life can fail only once it is whole.
        let opened = Result { () throws(Failure) in try NewFile.create(path) }
        self.path = path
        self.descriptor = (try? opened.get()) ?? -1
        _ = try opened.get()
        try self.append(self.writer.header)
    }

    deinit {
        if self.descriptor >= 0 { close(self.descriptor) }
    }

    mutating func play(_ block: [Int16]) throws(Failure) {
        self.beat.wait()
        try self.append(self.writer.encode(block))
        self.blocksLeft -= 1
        if self.blocksLeft == 0 {
            self.blocksLeft = Self.headerInterval
            try self.updateHeader()
        }
    }

    consuming func finish() throws(Failure) {
        try self.updateHeader()
    }

    private func append(_ bytes: [UInt8]) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe write(self.descriptor, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                try self.waitForReader()
            } else if errno != EINTR {
                throw Failure(.inputOutput, "cannot write '\(self.path)': \(SystemReason.last)")
            }
        }
    }

    private func waitForReader() throws(Failure) {
        var end = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&end, 1, Self.patience) != 0 else {
            throw Failure(.inputOutput, "cannot write '\(self.path)': its reader has stalled")
        }
    }

    /// Over the beginning; a pipe has none any more, and keeps "length unknown".
    private func updateHeader() throws(Failure) {
        let header = self.writer.header
        let count = unsafe header.withUnsafeBytes { buffer in
            unsafe pwrite(self.descriptor, buffer.baseAddress, buffer.count, 0)
        }
        guard count == header.count || errno == ESPIPE else {
            throw Failure(.inputOutput, "cannot write '\(self.path)': \(SystemReason.last)")
        }
    }
}

/// An ALSA loudspeaker.
///
/// One that is unplugged in the middle of a call does not end it: the call goes on unheard at the
/// same pace, and the device is opened again as soon as it is back.
struct SpeakerDevice: SoundSink, ~Copyable {
    private let name: String
    private var device: ALSAPlayback?
    private var gap = DeviceGap()

    /// - Throws: 69 for none there, 75 for a busy one, 77 for one that may not be opened.
    init(name: String) throws(Failure) {
        self.name = name
        do throws(ALSAError) { self.device = try ALSAPlayback(device: name) } catch {
            throw error.failure(of: .speaker, name: name)
        }
        NamedThread.preferForSound()
    }

    var delay: Duration {
        mutating get { self.device?.delay ?? .zero }
    }

    mutating func play(_ block: [Int16]) {
        if self.device == nil, self.gap.shouldReopen() {
            // Whatever the reason, it is tried again a second later.
            self.device = try? ALSAPlayback(device: self.name)
        }
        if case .deviceLost? = self.device?.write(block.span) {
            self.device = nil
            self.gap.begin()
        }
        if self.device == nil { self.gap.wait() }
    }

    consuming func finish() {}
}
