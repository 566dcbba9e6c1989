internal import Dispatch
internal import Synchronization

/// A place for one value between two threads: a newer one replaces what was not taken.
///
/// For pictures on their way to an encoder: an old picture is worth nothing, so nothing queues up.
final class NewestSlot<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var isClosed = false
    }

    private let state = Mutex(State())
    private let filled = DispatchSemaphore(value: 0)

    /// Puts a value in; true if an older one was lost.
    @discardableResult
    func put(_ value: Value) -> Bool {
        let wasFull = self.state.withLock { state in
            defer { state.value = value }
            return state.value != nil
        }
        if !wasFull { self.filled.signal() }
        return wasFull
    }

    /// No more will come; wakes who waits.
    func close() {
        self.state.withLock { $0.isClosed = true }
        self.filled.signal()
    }

    /// Waits for a value; nil when the slot was closed.
    func take() -> Value? {
        while true {
            self.filled.wait()
            let (value, isClosed) = self.state.withLock { state in
                defer { state.value = nil }
                return (state.value, state.isClosed)
            }
            if isClosed { return nil }
            if let value { return value }
        }
    }
}
