internal import Canvas
internal import Console
internal import Dispatch
internal import Sessions
internal import Synchronization
public import Units
internal import Wire

/// What `listen` prints, and when it ends.
public struct ListenOptions: Sendable {
    public var chat: String?
    public var isJSON: Bool
    /// Messages, not other events.
    public var messagesMaximum: Int?
    /// Seconds.
    public var timeout: Double?

    public init(chat: String?, isJSON: Bool, messagesMaximum: Int?, timeout: Double?) {
        self.chat = chat
        self.isJSON = isJSON
        self.messagesMaximum = messagesMaximum
        self.timeout = timeout
    }
}

extension MessageCommands {
    /// Prints what is said from now on, a line each, until the limit, the time-out or a signal.
    ///
    /// `conclave: listening` on standard error says that nothing said from then on is missed. A reader
    /// that is slow holds up the connection and not memory: lines are printed as they come.
    public static func listen(
        _ settings: Settings, _ options: ListenOptions
    ) async throws(Failure) {
        if let maximum = options.messagesMaximum, maximum < 1 {
            throw Failure(.misused, "--max-messages is at least 1")
        }
        if options.timeout?.isNaN == true {
            throw Settings.malformedTimeout
        }
        let listener = Listener(options)
        let signals = StopSignals()
        try await Client.visit(
            settings, history: .now, listener: { listener.receive($0) }
        ) { client async throws(Failure) in
            if let name = options.chat {
                listener.begin(only: try await client.chat(named: name).id)
            }
            signals.whenStopped { _ in listener.ending.give(.success(())) }
            if let timeout = options.timeout, timeout >= 0, timeout.isFinite {
                DispatchQueue.global().asyncAfter(deadline: .now() + timeout) {
                    listener.timeOut()
                }
            }
            try await listener.ending.wait().get()
        }
    }

    /// Holds events back until it is known which chat is meant, so that none said in between is lost.
    private final class Listener: Sendable {
        private struct State {
            var hasBegun = false
            var chat: String?
            var early: [ChatEvent] = []
            var messageCount = 0
            var lineCount: UInt64 = 0
        }

        /// Events held back at most; a name is looked up in milliseconds.
        private static let earlyMaximum = 10_000

        let ending = Outcome<Result<Void, Failure>>()
        private let options: ListenOptions
        private let state = Mutex(State())

        init(_ options: ListenOptions) {
            self.options = options
            if options.chat == nil { self.state.withLock { $0.hasBegun = true } }
        }

        func receive(_ event: ClientEvent) {
            switch event {
            case .chatEvent(let event): self.state.withLock { self.take(event, &$0) }
            case .server(.policiesChanged(let list))
            where self.options.isJSON && self.options.chat == nil:
                self.state.withLock { state in
                    guard state.messageCount < self.options.messagesMaximum ?? .max else { return }
                    state.lineCount += 1
                    Console.print(list.json(sequence: state.lineCount))
                }
            case .caughtUp: Console.remark("listening")
            case .failed(let failure): self.ending.give(.failure(Failure(failure)))
            default: break
            }
        }

        func begin(only chat: String) {
            self.state.withLock { state in
                state.hasBegun = true
                state.chat = chat
                let early = state.early
                state.early = []
                for event in early { self.take(event, &state) }
            }
        }

        /// Fewer messages than asked for is a time-out; without a number it is the planned end.
        func timeOut() {
            let isComplete = self.options.messagesMaximum == nil
            self.ending.give(
                isComplete ? .success(()) : .failure(Failure(.timedOut, "timed out")))
        }

        private func take(_ event: ChatEvent, _ state: inout State) {
            guard state.hasBegun else {
                if state.early.count < Self.earlyMaximum { state.early.append(event) }
                return
            }
            guard state.chat == nil || state.chat == event.chat else { return }
            let maximum = self.options.messagesMaximum ?? .max
            guard state.messageCount < maximum else { return }
            guard event.kind == .message || self.options.isJSON else { return }
            state.lineCount += 1
            Console.print(
                self.options.isJSON ? event.json(sequence: state.lineCount) : event.plainLine)
            if event.kind == .message { state.messageCount += 1 }
            if state.messageCount == maximum { self.ending.give(.success(())) }
        }
    }
}
