internal import Foundation
internal import NIOCore
internal import Sessions
internal import Synchronization
internal import Units

/// The one writer: a thread that commits everything that has come in since its last commit at once.
///
/// Group commit by itself: while one transaction is being synced, the next one gathers, so the rate
/// rises with the load and nobody waits for more than two syncs.
final class StoreThread: Sendable {
    typealias Answers = [(StoreTicket, StoreReply)]

    /// Commands that may wait; beyond it the caller is refused, so that a slow disk can't fill memory.
    static let queueLengthMaximum = 16_384
    /// Commands in one transaction: keeps one commit's latency bounded.
    static let batchLengthMaximum = 1024

    private struct Queue {
        var commands: [(StoreTicket, StoreCommand)] = []
        var isStopping = false
    }

    private let store: any Store
    private let loop: any EventLoop
    private let deliver: @Sendable (Answers) -> Void
    private let queue = Mutex(Queue())
    private let wake = DispatchSemaphore(value: 0)
    private let hasEnded = DispatchSemaphore(value: 0)

    /// - Parameter deliver: called on the loop, with replies in the order of their commands.
    init(
        store: any Store, loop: any EventLoop, deliver: @escaping @Sendable (Answers) -> Void
    ) {
        self.store = store
        self.loop = loop
        self.deliver = deliver
        let thread = Thread { [self] in self.run() }
        thread.name = "store"
        thread.start()
    }

    /// Queues a command; false if too many wait.
    func add(_ ticket: StoreTicket, _ command: StoreCommand) -> Bool {
        let isAdded = self.queue.withLock { queue in
            guard queue.commands.count < Self.queueLengthMaximum else { return false }
            queue.commands.append((ticket, command))
            return true
        }
        if isAdded { self.wake.signal() }
        return isAdded
    }

    /// Commits what waits, then ends.
    func stop() {
        self.queue.withLock { $0.isStopping = true }
        self.wake.signal()
        self.hasEnded.wait()
    }

    private func run() {
        while true {
            self.wake.wait()
            let (batch, isLast) = self.queue.withLock { queue in
                let batch = Array(queue.commands.prefix(Self.batchLengthMaximum))
                queue.commands.removeFirst(batch.count)
                return (batch, queue.isStopping && queue.commands.isEmpty)
            }
            if !batch.isEmpty {
                let replies = self.store.perform(batch.map(\.1))
                let answers = zip(batch.map(\.0), replies).map { ($0, $1) }
                self.loop.execute { self.deliver(answers) }
            }
            if isLast { break }
        }
        self.hasEnded.signal()
    }
}
