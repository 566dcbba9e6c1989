internal import CursesTerminal
internal import Dispatch
internal import Interface
internal import SecureSockets
internal import Synchronization
internal import Units

/// What an interface hears: of the server, of its terminal, or that it has to end.
enum FrontEvent: Sendable {
    case message(Message)
    case input(Input)
    /// A line that was typed where there is no screen; nil at the end of input.
    case line(String?)
    case stop
    /// The first login has come to nothing, and never will come to anything.
    case failed(Failure)
}

/// The one way into the interface: what the keyboard, the network and the clock have to say.
///
/// Bounded. Nothing said in a chat may be lost, so whoever finds it full waits; the interface empties
/// it at every turn and never waits for them.
final class Inbox: Sendable {
    /// Messages that may wait. A screen is drawn within milliseconds, so this is never reached in
    /// ordinary life; a page of history is one message.
    static let capacity = 4096

    private struct State {
        var events: [FrontEvent] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let filled = DispatchSemaphore(value: 0)
    private let room = DispatchSemaphore(value: 0)

    init() {
        // Not by the initial value: a semaphore may not end with less than that.
        for _ in 0..<Self.capacity { self.room.signal() }
    }

    func put(_ event: FrontEvent) {
        self.room.wait()
        let isOpen = self.state.withLock { state in
            guard !state.isClosed else { return false }
            state.events.append(event)
            return true
        }
        if isOpen { self.filled.signal() } else { self.room.signal() }
    }

    /// Everything that waits; waits itself until there is something or `deadline` has passed.
    func take(until deadline: Instant?) -> [FrontEvent] {
        if let deadline {
            let patience = max(0, (deadline - .now).nanoseconds)
            _ = self.filled.wait(timeout: .now() + .nanoseconds(Int(patience)))
        } else {
            self.filled.wait()
        }
        let events = self.state.withLock { state in
            defer { state.events.removeAll() }
            return state.events
        }
        for _ in events { self.room.signal() }
        // One of the signals has been taken by the wait above.
        for _ in events.dropFirst() where self.filled.wait(timeout: .now()) == .timedOut { break }
        return events
    }

    /// Takes nothing more; whoever waits for room goes on.
    func close() {
        let events = self.state.withLock { state in
            defer { state.events.removeAll() }
            state.isClosed = true
            return state.events
        }
        for _ in events { self.room.signal() }
    }
}
