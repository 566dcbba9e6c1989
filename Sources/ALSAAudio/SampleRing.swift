internal import Synchronization

/// Samples on their way from one thread to one other, without locks and without waiting.
///
/// **One thread writes, one other reads.** What does not fit is refused and counted: the writer is a
/// sound card's thread and can't wait. The reader keeps the delay down by skipping what is old.
///
/// Guard of the storage: the writer touches only samples from `writeCount` on for which there is
/// room, the reader only those before it; each publishes its counter with release and sees the
/// other's with acquire.
@safe
public final class SampleRing: Sendable {
    /// Samples it holds, a power of two.
    public let capacity: Int
    // nonisolated(unsafe): guarded by the two counters as above.
    private nonisolated(unsafe) let samples: UnsafeMutablePointer<Int16>
    private let writeCount = Atomic(0)
    private let readCount = Atomic(0)
    private let refused = Atomic(0)

    /// Holds at least so many samples; one to a million (20 s).
    public init(capacity: Int) {
        precondition((1...1_000_000).contains(capacity), "a ring holds 1 to 1 000 000 samples")
        var rounded = 1
        while rounded < capacity { rounded *= 2 }
        self.capacity = rounded
        unsafe self.samples = .allocate(capacity: rounded)
        unsafe self.samples.initialize(repeating: 0, count: rounded)
    }

    deinit { unsafe self.samples.deallocate() }

    /// Samples that wait to be read. Exact for the reader at that moment, a lower bound later.
    public var count: Int {
        self.writeCount.load(ordering: .acquiring) - self.readCount.load(ordering: .acquiring)
    }

    /// Samples that were refused since the beginning because the reader was slow.
    public var refusedCount: Int { self.refused.load(ordering: .relaxed) }

    /// Writes all samples, or none and answers false. For the writer only.
    @discardableResult
    public func write(_ block: Span<Int16>) -> Bool {
        let written = self.writeCount.load(ordering: .relaxed)
        let read = self.readCount.load(ordering: .acquiring)
        guard self.capacity - (written - read) >= block.count else {
            self.refused.add(block.count, ordering: .relaxed)
            return false
        }
        for index in block.indices {
            unsafe self.samples[(written + index) & (self.capacity - 1)] = block[index]
        }
        self.writeCount.store(written + block.count, ordering: .releasing)
        return true
    }

    /// Fills the whole block, or takes nothing and answers false. For the reader only.
    public func read(into block: inout MutableSpan<Int16>) -> Bool {
        let read = self.readCount.load(ordering: .relaxed)
        let written = self.writeCount.load(ordering: .acquiring)
        guard written - read >= block.count else { return false }
        for index in block.indices {
            block[index] = unsafe self.samples[(read + index) & (self.capacity - 1)]
        }
        self.readCount.store(read + block.count, ordering: .releasing)
        return true
    }

    /// Throws away the oldest samples until no more than `kept` wait; answers how many those were.
    /// For the reader only.
    @discardableResult
    public func skip(keeping kept: Int) -> Int {
        let read = self.readCount.load(ordering: .relaxed)
        let skipped = max(0, self.writeCount.load(ordering: .acquiring) - read - max(0, kept))
        self.readCount.store(read + skipped, ordering: .releasing)
        return skipped
    }
}
