internal import SecureSockets
internal import Units

/// The thread that plays everybody's voice: the sink's pace is the playout clock.
final class Playback: Sendable {
    private let thread: NamedThread
    private let failed: FailureBox

    /// Opens the speaker; nil for none.
    ///
    /// - Throws: what is wrong with the sink, with its own exit code.
    static func open(_ sink: SpeakerSink, _ reception: Reception) async throws(Failure) -> Playback?
    {
        if sink == .none { return nil }
        let opened = Outcome<Result<Void, Failure>>()
        let failed = FailureBox()
        let thread = NamedThread("speaker") { shouldStop in
            Self.run(sink, reception, opened, failed, shouldStop)
        }
        do throws(Failure) { try await opened.wait().get() } catch {
            thread.join()
            throw error
        }
        return Playback(thread, failed)
    }

    private init(_ thread: NamedThread, _ failed: FailureBox) {
        self.thread = thread
        self.failed = failed
    }

    /// What broke the speaker, if something did.
    var failure: Failure? { self.failed.failure }

    /// Who is told, once, what broke the speaker.
    func onFailure(_ handler: @escaping @Sendable (Failure) -> Void) {
        self.failed.onFailure(handler)
    }

    /// Plays no more, finishes a file, and waits for it.
    func stop() { self.thread.join() }

    private static func run(
        _ sink: SpeakerSink, _ reception: Reception, _ opened: Outcome<Result<Void, Failure>>,
        _ failed: FailureBox, _ shouldStop: () -> Bool,
    ) {
        do throws(Failure) {
            switch sink {
            case .none: opened.give(.success(()))
            case .file(let path):
                try self.run(WAVSink(path: path), reception, opened, shouldStop)
            case .device(let name):
                try self.run(SpeakerDevice(name: name), reception, opened, shouldStop)
            }
        } catch {
            failed.note(error)
            opened.give(.failure(error))
        }
    }

    private static func run(
        _ sink: consuming some SoundSink & ~Copyable, _ reception: Reception,
        _ opened: Outcome<Result<Void, Failure>>, _ shouldStop: () -> Bool,
    ) throws(Failure) {
        opened.give(.success(()))
        var player = VoicePlayer(reception)
        while !shouldStop() {
            try sink.play(player.nextBlock(at: .now))
            reception.outputDelay = sink.delay
        }
        try sink.finish()
    }
}
