/// Which counters of one key were seen: the newest and the 1023 before it.
///
/// Ask `isFresh` before opening, call `record` only after the frame proved genuine; otherwise
/// anybody could move the window with a forged counter.
struct ReplayWindow: Sendable, Equatable {
    /// Counters the window spans. A higher number lets later stragglers in (a sender's video waits
    /// behind its voice) and costs one bit each; a lower one drops them as replays.
    static let span = 1024
    private static let wordCount = Self.span / 64

    /// One more than the newest counter seen; 0 when none was.
    private var next: UInt64 = 0
    /// A ring of bits, indexed by the counter modulo the span.
    private var seen: [UInt64] = Array(repeating: 0, count: Self.wordCount)

    /// Whether the counter is neither seen nor older than the window.
    func isFresh(_ counter: UInt64) -> Bool {
        if counter >= self.next { return true }
        guard self.next - counter <= UInt64(Self.span) else { return false }
        return self.seen[Self.word(counter)] & Self.bit(counter) == 0
    }

    /// Marks a fresh counter as seen.
    ///
    /// - Precondition: `counter < UInt64.max`, which the frame limit of a key guarantees.
    mutating func record(_ counter: UInt64) {
        if counter >= self.next {
            let advance = min(counter - self.next, UInt64(Self.span))
            for passed in (counter - advance)..<counter {
                self.seen[Self.word(passed)] &= ~Self.bit(passed)
            }
            self.next = counter + 1
        }
        self.seen[Self.word(counter)] |= Self.bit(counter)
    }

    private static func word(_ counter: UInt64) -> Int {
        Int(counter % UInt64(Self.span)) / 64
    }

    private static func bit(_ counter: UInt64) -> UInt64 {
        1 << (counter % 64)
    }
}
