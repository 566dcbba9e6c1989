internal import Foundation
internal import Synchronization

/// Asks to stop: the first INT or TERM finishes what is under way, the second ends at once.
public final class StopSignals: Sendable {
    private struct State {
        var handler: (@Sendable (Int32) -> Void)?
        var received: Int32?
    }

    private let state = Mutex(State())
    private let beforeForcedExit: @Sendable () -> Void
    /// Kept alive; never touched again after `init`.
    private nonisolated(unsafe) var sources: [any DispatchSourceSignal] = []

    /// Takes over the signals from here on.
    ///
    /// - Parameter beforeForcedExit: called when a second signal ends the program at once, to give
    ///   back what others would miss, such as the terminal.
    public init(beforeForcedExit: @escaping @Sendable () -> Void = {}) {
        self.beforeForcedExit = beforeForcedExit
        unsafe self.sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [weak self] in self?.receive(number) }
            source.resume()
            return source
        }
    }

    /// The signal that came, if one did.
    public var received: Int32? { self.state.withLock { $0.received } }

    /// Calls the handler once, at the first signal; at once if it has come already.
    public func whenStopped(_ handler: @escaping @Sendable (Int32) -> Void) {
        let early = self.state.withLock { state in
            if state.received == nil { state.handler = handler }
            return state.received
        }
        if let early { handler(early) }
    }

    /// Waits for the first signal.
    public func wait() async {
        await withCheckedContinuation { continuation in
            self.whenStopped { _ in continuation.resume() }
        }
    }

    private func receive(_ number: Int32) {
        let (isSecond, handler) = self.state.withLock { state in
            let isSecond = state.received != nil
            if state.received == nil { state.received = number }
            defer { state.handler = nil }
            return (isSecond, state.handler)
        }
        if isSecond {
            self.beforeForcedExit()
            _exit(128 + number)
        }
        handler?(number)
    }
}
