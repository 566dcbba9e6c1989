internal import Foundation
internal import NIOCore
internal import Sessions
internal import Synchronization
internal import Units

/// A thread that asks the store, so that nobody else waits for a disk.
///
/// The one writer commits everything that has come in since its last commit at once: group commit by
/// itself. While one transaction is being synced, the next one gathers, so the rate rises with the
/// load and nobody waits for more than two syncs. Beside it another looks things up one by one.
final class StoreThread<Job: Sendable>: Sendable {
    typealias Answers = [(StoreTicket, StoreReply)]

    /// Jobs that may wait; beyond it the caller is refused, so that a slow disk can't fill memory.
    static var queueLengthMaximum: Int { 16_384 }

    private struct Queue {
        var jobs: [(StoreTicket, Job)] = []
        var isStopping = false
    }

    private let batchLengthMaximum: Int
    private let perform: @Sendable ([Job]) -> [StoreReply]
    private let loop: any EventLoop
    private let deliver: @Sendable (Answers) -> Void
    private let queue = Mutex(Queue())
    private let wake = DispatchSemaphore(value: 0)
    private let hasEnded = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - batchLengthMaximum: jobs done at once; more of them delay the first one's answer.
    ///   - perform: does them on this thread, with one reply for each in order.
    ///   - deliver: called on the loop, with replies in the order of their jobs.
    init(
        named name: String, batchLengthMaximum: Int, loop: any EventLoop,
        perform: @escaping @Sendable ([Job]) -> [StoreReply],
        deliver: @escaping @Sendable (Answers) -> Void,
    ) {
        self.batchLengthMaximum = batchLengthMaximum
        self.perform = perform
        self.loop = loop
        self.deliver = deliver
        let thread = Thread { [self] in self.run() }
        thread.name = name
        thread.start()
    }

    /// Queues a job; false if too many wait.
    func add(_ ticket: StoreTicket, _ job: Job) -> Bool {
        let isAdded = self.queue.withLock { queue in
            guard queue.jobs.count < Self.queueLengthMaximum else { return false }
            queue.jobs.append((ticket, job))
            return true
        }
        if isAdded { self.wake.signal() }
        return isAdded
    }

    /// Does what waits, then ends.
    func stop() {
        self.queue.withLock { $0.isStopping = true }
        self.wake.signal()
        self.hasEnded.wait()
    }

    private func run() {
        while true {
            self.wake.wait()
            let (batch, isLast) = self.queue.withLock { queue in
                let batch = Array(queue.jobs.prefix(self.batchLengthMaximum))
                queue.jobs.removeFirst(batch.count)
                return (batch, queue.isStopping && queue.jobs.isEmpty)
            }
            if !batch.isEmpty {
                let replies = self.perform(batch.map(\.1))
                let answers = zip(batch.map(\.0), replies).map { ($0, $1) }
                self.loop.execute { self.deliver(answers) }
            }
            if isLast { break }
        }
        self.hasEnded.signal()
    }
}
