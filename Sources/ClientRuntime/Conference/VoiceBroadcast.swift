internal import Media
internal import OpusVoice
internal import SecureSockets
internal import Synchronization
internal import Units
internal import Wire

/// A microphone on its way out: one thread listens and encodes, the conference seals.
///
/// Muted means that no packet leaves the thread; the source is read on, so that its clock runs.
final class VoiceBroadcast: Broadcast {
    /// 32 kbit/s: wide-band speech that Opus' own listening tests call transparent for one voice.
    private static let bitRate = BitRate.kilobits(32)

    private final class Shared: Sendable {
        let device = DeviceSwitch()
        /// −dBov of the newest block, for the meter.
        let level = Atomic(UInt8(127))
    }

    private let thread: NamedThread
    private let shared: Shared

    /// Opens the microphone and starts sending once there is a conference.
    ///
    /// - Throws: what is wrong with the source, with its own exit code.
    static func open(
        _ source: MicrophoneSource, loops: Bool
    ) async throws(Failure) -> VoiceBroadcast? {
        if source == .none { return nil }
        let shared = Shared()
        let opened = Outcome<Result<Void, Failure>>()
        let thread = NamedThread("microphone") { shouldStop in
            Self.run(source, loops, opened, shared, shouldStop)
        }
        do throws(Failure) { try await opened.wait().get() } catch {
            thread.join()
            throw error
        }
        return VoiceBroadcast(thread, shared)
    }

    private init(_ thread: NamedThread, _ shared: Shared) {
        self.thread = thread
        self.shared = shared
    }

    var device: DeviceSwitch { self.shared.device }

    /// How loud the microphone is now, muted or not.
    var level: VoiceLevel { VoiceLevel(decibels: self.shared.level.load(ordering: .relaxed)) }

    func stop() { self.thread.join() }

    // MARK: The thread

    private static func run(
        _ source: MicrophoneSource, _ loops: Bool, _ opened: Outcome<Result<Void, Failure>>,
        _ shared: Shared, _ shouldStop: () -> Bool,
    ) {
        do throws(Failure) {
            switch source {
            case .none: opened.give(.failure(Failure(.failed, "there is no microphone to open")))
            case .tone:
                try self.run(
                    ToneSource(seed: UInt64.random(in: 0 ... .max)), opened, shared, shouldStop)
            case .file(let path):
                try self.run(WAVSource(path: path, loops: loops), opened, shared, shouldStop)
            case .device(let name):
                try self.run(MicrophoneDevice(name: name), opened, shared, shouldStop)
            }
        } catch {
            shared.device.broken.note(error)
            opened.give(.failure(error))
        }
    }

    private static func run(
        _ source: consuming some SoundSource & ~Copyable,
        _ opened: Outcome<Result<Void, Failure>>, _ shared: Shared, _ shouldStop: () -> Bool,
    ) throws(Failure) {
        var encoder = try trying("the voice encoder") { () throws(OpusError) in
            try OpusEncoder(bitRate: self.bitRate)
        }
        opened.give(.success(()))
        var number: UInt32 = 0
        while !shouldStop(), let block = try source.next() {
            let level = VoiceLevel(of: block)
            shared.level.store(level.decibels, ordering: .relaxed)
            guard shared.device.isOpen,
                let conference = shared.device.conference.withLock({ $0 })
            else { continue }
            let header = MediaHeader(
                participant: 0, kind: .voice, number: number,
                captureTime: UInt64(max(0, Instant.now.nanoseconds / 1000)),
                voiceLevel: level.decibels)
            let packet = try trying("encoding voice") { () throws(OpusError) in
                try encoder.encode(block.span)
            }
            conference.send(header, packet)
            number &+= 1
        }
        shared.level.store(VoiceLevel.silence.decibels, ordering: .relaxed)
    }
}
