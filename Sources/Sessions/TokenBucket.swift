import Units

/// How often something may happen: a burst at once, then a steady rate.
///
/// **Once dry, it lets nothing pass until half a burst has come together.** Of a batch that is sent
/// at once, everything behind the first refusal is then refused as well, and keeps its order when
/// the sender tries again.
struct TokenBucket {
    private let perSecond: Int64
    private let capacity: Int64
    /// Billionths of a token.
    private var level: Int64
    private var isDry = false
    private var last: Instant?

    private static let token: Int64 = 1_000_000_000

    /// - Parameters:
    ///   - burst: Tokens of a full bucket, 1…1,000,000.
    ///   - perSecond: Tokens that are added in a second, 1…1,000,000.
    init(burst: Int, perSecond: Int) {
        self.capacity = Int64(min(max(burst, 1), 1_000_000)) * Self.token
        self.perSecond = Int64(min(max(perSecond, 1), 1_000_000))
        self.level = self.capacity
    }

    /// How long a dry bucket needs until it lets something pass.
    var rest: Duration {
        .nanoseconds(max(0, self.capacity / 2 - self.level) / self.perSecond)
    }

    /// Takes a token; false if there is none to take.
    mutating func take(at now: Instant) -> Bool {
        self.fill(at: now)
        if self.isDry, self.level < self.capacity / 2 { return false }
        self.isDry = self.level < Self.token
        guard !self.isDry else { return false }
        self.level -= Self.token
        return true
    }

    private mutating func fill(at now: Instant) {
        defer { self.last = max(now, self.last ?? now) }
        guard let last, now > last else { return }
        // What is missing is at most 10¹⁵, so neither product nor sum overflows.
        let missing = self.capacity - self.level
        let elapsed = (now - last).nanoseconds
        guard elapsed >= 0, elapsed <= missing / self.perSecond else {
            self.level = self.capacity
            return
        }
        self.level += elapsed * self.perSecond
    }
}
