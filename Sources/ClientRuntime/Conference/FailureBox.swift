internal import Synchronization
internal import Units

/// Where a thread leaves what broke it, for its owner to find.
final class FailureBox: Sendable {
    private let state = Mutex<Failure?>(nil)

    var failure: Failure? { self.state.withLock { $0 } }

    /// Keeps the first failure: what follows is its consequence.
    func note(_ failure: Failure) {
        self.state.withLock { $0 = $0 ?? failure }
    }
}
