import Rooms
import Units

/// Counts failed logins, so that guessing gets nowhere (TARGETS T10).
///
/// A locked name or source is refused with the same words after the same work as a wrong password.
/// Resumption tokens are not asked about it: the owner of an account under attack comes back on
/// every device that was logged in. What is counted outlives a restart: `failed` says what the store
/// is to keep.
struct LoginThrottle {
    /// Every limit, with its unit and reason.
    struct Limits: Sendable {
        /// Passwords checked for one name in a window.
        var failuresMaximum: Int
        /// Names tried from one source in a window; an office behind one address has fewer typos.
        var namesPerSourceMaximum = 50
        /// From the first failure on.
        var window: Duration
        /// Names and sources that are remembered; the oldest goes first. About 2 MiB.
        var countersMaximum = 10_000

        init(_ policy: LockoutPolicy = LockoutPolicy()) {
            self.failuresMaximum = policy.failuresMaximum
            self.window = .seconds(60 * policy.windowMinutes)
        }
    }

    private struct Counter {
        /// The first failure.
        var since: Moment
        var failures = 0
        var names: Set<AccountName> = []
    }

    /// What was counted stays counted if they change.
    var limits: Limits
    private var counters: [FailureCount.Key: Counter] = [:]

    /// Goes on with what the store has kept.
    ///
    /// How long ago that was only the wall clock tells. Where that was set back the whole window
    /// begins anew: a lock may last longer, never shorter, than it would have.
    init(limits: Limits = Limits(), kept: [FailureCount] = [], at now: Moment) {
        self.limits = limits
        for count in kept.sorted(by: { $0.since > $1.since }).prefix(limits.countersMaximum) {
            let milliseconds = now.timestamp.milliseconds.subtractingReportingOverflow(
                count.since.milliseconds)
            let age = Duration.milliseconds(max(0, milliseconds.partialValue))
            guard age < limits.window else { continue }
            let since = Moment(
                instant: now.instant - age, timestamp: min(count.since, now.timestamp))
            self.counters[count.key] = Counter(
                since: since, failures: count.failures,
                names: Set(count.names.sorted().prefix(limits.namesPerSourceMaximum)))
        }
    }

    /// How long no password for this name from this source counts; nil if the next one does.
    func rest(before name: AccountName, from source: String, at now: Instant) -> Duration? {
        var locks: [Counter] = []
        if let counter = self.counter(.name(name), at: now),
            counter.failures >= self.limits.failuresMaximum
        {
            locks.append(counter)
        }
        if let counter = self.counter(.source(source), at: now), !counter.names.contains(name),
            counter.names.count >= self.limits.namesPerSourceMaximum
        {
            locks.append(counter)
        }
        return locks.map { $0.since.instant + self.limits.window - now }.max()
    }

    /// Counts one; returns the counts that have changed.
    mutating func failed(
        _ name: AccountName, from source: String, at now: Moment
    ) -> [FailureCount] {
        var changed = [self.change(.name(name), at: now) { $0.failures += 1 }]
        guard !source.isEmpty else { return changed }
        let limit = self.limits.namesPerSourceMaximum
        changed.append(
            self.change(.source(source), at: now) { counter in
                if counter.names.count < limit { counter.names.insert(name) }
            })
        return changed
    }

    /// What the store is to keep, in its own words.
    func keep(_ counts: [FailureCount], at now: Moment) -> StoreCommand {
        let window = self.limits.window.nanoseconds / 1_000_000
        let expired = Timestamp(milliseconds: now.timestamp.milliseconds - window)
        return .keepFailures(
            counts, expired: expired, countMaximum: self.limits.countersMaximum)
    }

    /// The right password was given, or the administrator says so: what came before were mistakes.
    ///
    /// - Returns: whether there was something to forget.
    mutating func forget(_ name: AccountName) -> Bool {
        self.counters.removeValue(forKey: .name(name)) != nil
    }

    private func counter(_ key: FailureCount.Key, at now: Instant) -> Counter? {
        guard let counter = self.counters[key] else { return nil }
        return now - counter.since.instant < self.limits.window ? counter : nil
    }

    private mutating func change(
        _ key: FailureCount.Key, at now: Moment, _ change: (inout Counter) -> Void
    ) -> FailureCount {
        var counter = self.counter(key, at: now.instant) ?? Counter(since: now)
        change(&counter)
        if self.counters[key] == nil, self.counters.count >= self.limits.countersMaximum {
            self.makeRoom(at: now.instant)
        }
        self.counters[key] = counter
        return FailureCount(
            key: key, since: counter.since.timestamp, failures: counter.failures,
            names: counter.names)
    }

    /// Forgets what has run out; if that is nothing, the oldest.
    private mutating func makeRoom(at now: Instant) {
        let window = self.limits.window
        self.counters = self.counters.filter { now - $0.value.since.instant < window }
        guard self.counters.count >= self.limits.countersMaximum else { return }
        let oldest = self.counters.min { $0.value.since.instant < $1.value.since.instant }
        if let oldest { self.counters[oldest.key] = nil }
    }
}
