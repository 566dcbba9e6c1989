internal import Synchronization

/// One value that somebody gives and somebody waits for; only the first one given counts.
final class Outcome<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, Never>)
        case given(Value)
    }

    private let state = Mutex(State.open)

    /// Gives the value; whatever comes after the first is passed over.
    func give(_ value: Value) {
        let waiting: CheckedContinuation<Value, Never>? = self.state.withLock { state in
            switch state {
            case .given: return nil
            case .open:
                state = .given(value)
                return nil
            case .awaited(let continuation):
                state = .given(value)
                return continuation
            }
        }
        waiting?.resume(returning: value)
    }

    /// Waits for the value.
    ///
    /// - Precondition: nobody else waits for the same outcome at the same time.
    func wait() async -> Value {
        await withCheckedContinuation { continuation in
            let given: Value? = self.state.withLock { state in
                switch state {
                case .given(let value): return value
                case .awaited: preconditionFailure("an outcome is awaited once")
                case .open:
                    state = .awaited(continuation)
                    return nil
                }
            }
            if let given { continuation.resume(returning: given) }
        }
    }
}
