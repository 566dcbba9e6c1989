internal import Dispatch
internal import Interface
internal import SecureSockets
internal import Synchronization
internal import Units

/// The one way into the interface: what the keyboard, the network and the clock have to say.
///
/// Bounded. Nothing said in a chat may be lost, so whoever finds it full waits; the interface empties
/// it at every turn and never waits for them.
final class Inbox: Sendable {
    /// Messages that may wait. A screen is drawn within milliseconds, so this is never reached in
    /// ordinary life; a page of history is one message.
    static let capacity = 4096

    private struct State {
        var messages: [Message] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let filled = DispatchSemaphore(value: 0)
    private let room = DispatchSemaphore(value: 0)

    init() {
        // Not by the initial value: a semaphore may not end with less than that.
        for _ in 0..<Self.capacity { self.room.signal() }
    }

    func put(_ message: Message) {
        self.room.wait()
        let isOpen = self.state.withLock { state in
            guard !state.isClosed else { return false }
            state.messages.append(message)
            return true
        }
        if isOpen { self.filled.signal() } else { self.room.signal() }
    }

    /// Everything that waits; waits itself until there is something or `deadline` has passed.
    func take(until deadline: Instant?) -> [Message] {
        if let deadline {
            let patience = max(0, (deadline - .now).nanoseconds)
            _ = self.filled.wait(timeout: .now() + .nanoseconds(Int(patience)))
        } else {
            self.filled.wait()
        }
        let messages = self.state.withLock { state in
            defer { state.messages.removeAll() }
            return state.messages
        }
        for _ in messages { self.room.signal() }
        // One of the signals has been taken by the wait above.
        for _ in messages.dropFirst() where self.filled.wait(timeout: .now()) == .timedOut { break }
        return messages
    }

    /// Takes nothing more; whoever waits for room goes on.
    func close() {
        let messages = self.state.withLock { state in
            defer { state.messages.removeAll() }
            state.isClosed = true
            return state.messages
        }
        for _ in messages { self.room.signal() }
    }
}
