internal import Synchronization
internal import Units

/// Where a thread leaves what broke it, for its owner to find or to be told.
final class FailureBox: Sendable {
    private struct State {
        var failure: Failure?
        var handler: (@Sendable (Failure) -> Void)?
    }

    private let state = Mutex(State())

    var failure: Failure? { self.state.withLock { $0.failure } }

    /// Keeps the first failure: what follows is its consequence.
    func note(_ failure: Failure) {
        let handler = self.state.withLock { state in
            guard state.failure == nil else { return nil as (@Sendable (Failure) -> Void)? }
            state.failure = failure
            defer { state.handler = nil }
            return state.handler
        }
        handler?(failure)
    }

    /// Calls the handler once, on the thread that broke; here and at once if it has broken already.
    func onFailure(_ handler: @escaping @Sendable (Failure) -> Void) {
        let early = self.state.withLock { state in
            if state.failure == nil { state.handler = handler }
            return state.failure
        }
        if let early { handler(early) }
    }
}
