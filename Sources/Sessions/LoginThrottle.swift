import Rooms
import Units

/// Counts failed logins, so that guessing gets nowhere (TARGETS T10).
///
/// A locked name or source is refused with the same words after the same work as a wrong password.
/// Resumption tokens are not asked about it: the owner of an account under attack comes back on
/// every device that was logged in. The counts are in memory only.
struct LoginThrottle {
    /// Every limit, with its unit and reason.
    struct Limits: Sendable {
        /// Passwords checked for one name in a window; a person mistypes less often.
        var failuresMaximum = 10
        /// Names tried from one source in a window; an office behind one address has fewer typos.
        var namesPerSourceMaximum = 50
        /// From the first failure on.
        var window: Duration = .seconds(15 * 60)
        /// Names and sources that are remembered; the oldest goes first. About 2 MiB.
        var countersMaximum = 10_000
    }

    private struct Counter {
        var since: Instant
        var failures = 0
        var names: Set<AccountName> = []
    }

    private enum Key: Hashable {
        case name(AccountName)
        case source(String)
    }

    private let limits: Limits
    private var counters: [Key: Counter] = [:]

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Whether a password for this name from this source may count.
    func mayTry(_ name: AccountName, from source: String, at now: Instant) -> Bool {
        let byName = self.counter(.name(name), at: now)
        guard byName?.failures ?? 0 < self.limits.failuresMaximum else { return false }
        let bySource = self.counter(.source(source), at: now)
        guard let names = bySource?.names, !names.contains(name) else { return true }
        return names.count < self.limits.namesPerSourceMaximum
    }

    mutating func failed(_ name: AccountName, from source: String, at now: Instant) {
        self.change(.name(name), at: now) { $0.failures += 1 }
        guard !source.isEmpty else { return }
        let limit = self.limits.namesPerSourceMaximum
        self.change(.source(source), at: now) { counter in
            if counter.names.count < limit { counter.names.insert(name) }
        }
    }

    /// The right password was given: what came before were mistakes.
    mutating func succeeded(_ name: AccountName) {
        self.counters[.name(name)] = nil
    }

    private func counter(_ key: Key, at now: Instant) -> Counter? {
        guard let counter = self.counters[key] else { return nil }
        return now - counter.since < self.limits.window ? counter : nil
    }

    private mutating func change(_ key: Key, at now: Instant, _ change: (inout Counter) -> Void) {
        var counter = self.counter(key, at: now) ?? Counter(since: now)
        change(&counter)
        if self.counters[key] == nil, self.counters.count >= self.limits.countersMaximum {
            self.makeRoom(at: now)
        }
        self.counters[key] = counter
    }

    /// Forgets what has run out; if that is nothing, the oldest.
    private mutating func makeRoom(at now: Instant) {
        let window = self.limits.window
        self.counters = self.counters.filter { now - $0.value.since < window }
        guard self.counters.count >= self.limits.countersMaximum else { return }
        if let oldest = self.counters.min(by: { $0.value.since < $1.value.since }) {
            self.counters[oldest.key] = nil
        }
    }
}
