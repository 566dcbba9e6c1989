public import Units

/// Counts wrong PINs, so that guessing gets nowhere: five from one source in 15 minutes (L1.24).
///
/// **One value counts for a whole server.** A right PIN does not clear a source's count, or
/// whoever has a conference of their own would clear it between guesses at another's.
public struct PINAttempts: Sendable {
    /// Every limit, with its unit and reason.
    public struct Limits: Sendable {
        /// Wrong PINs of one source in a window; a person mistypes less often.
        public var failuresMaximum = 5
        /// From the first wrong one on.
        public var window: Duration = .seconds(15 * 60)
        /// Sources that are remembered; the oldest goes first. About 1 MiB.
        public var sourcesMaximum = 10_000

        public init() {}
    }

    private struct Counter {
        var since: Instant
        var failures = 0
    }

    private let limits: Limits
    private var counters: [String: Counter] = [:]

    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Lets the right PIN pass.
    ///
    /// - Parameters:
    ///   - given: nil or empty if none was typed, which is no attempt.
    ///   - source: The address or network it comes from.
    ///   - isRight: Compares it.
    /// - Throws: `.pinRequired`, `.pinWrong`, or `.pinLocked` without a look at the PIN.
    public mutating func check(
        _ given: String?, from source: String, at now: Instant, isRight: (String) -> Bool
    ) throws(Denial) {
        guard let given, !given.isEmpty else { throw Denial(.pinRequired) }
        var counter = self.counter(of: source, at: now) ?? Counter(since: now)
        guard counter.failures < self.limits.failuresMaximum else {
            throw Denial(.pinLocked, retryAfter: counter.since + self.limits.window - now)
        }
        guard !isRight(given) else { return }
        counter.failures += 1
        self.remember(counter, of: source, at: now)
        let rest = self.limits.failuresMaximum - counter.failures
        let tries = rest == 1 ? "1 more try" : "\(rest) more tries"
        throw Denial(.pinWrong, "the PIN is wrong; \(tries)")
    }

    private func counter(of source: String, at now: Instant) -> Counter? {
        guard let counter = self.counters[source] else { return nil }
        return now - counter.since < self.limits.window ? counter : nil
    }

    private mutating func remember(_ counter: Counter, of source: String, at now: Instant) {
        if self.counters[source] == nil, self.counters.count >= self.limits.sourcesMaximum {
            self.makeRoom(at: now)
        }
        self.counters[source] = counter
    }

    /// Forgets what has run out; if that is nothing, the oldest.
    private mutating func makeRoom(at now: Instant) {
        let window = self.limits.window
        self.counters = self.counters.filter { now - $0.value.since < window }
        guard self.counters.count >= self.limits.sourcesMaximum else { return }
        if let oldest = self.counters.min(by: { $0.value.since < $1.value.since }) {
            self.counters[oldest.key] = nil
        }
    }
}
