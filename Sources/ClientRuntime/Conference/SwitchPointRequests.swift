internal import Units
internal import Wire

/// When to ask for a switch point: once for each participant, layer and second.
///
/// A layer waits for many packets until its switch point comes, and each of them says that it waits.
struct SwitchPointRequests: Sendable {
    /// Shorter gets over a lost request sooner; longer spares a crowd's encoders. A request takes a
    /// round trip and a picture to be answered, well under a second.
    static let interval: Duration = .seconds(1)

    private struct Key: Hashable {
        var participant: UInt32
        var layer: Int
    }

    private var askedAt: [Key: Instant] = [:]

    /// Whether to ask now; whoever is told so asks.
    mutating func shouldAsk(_ participant: UInt32, layer: Int, at now: Instant) -> Bool {
        guard (0..<MediaHeader.layerCountMaximum).contains(layer) else { return false }
        let key = Key(participant: participant, layer: layer)
        if let last = self.askedAt[key], now - last < Self.interval { return false }
        self.askedAt[key] = now
        return true
    }

    /// A participant's stream is over or begins anew: what was asked for is of no use to it.
    mutating func forget(_ participant: UInt32) {
        self.askedAt = self.askedAt.filter { $0.key.participant != participant }
    }
}
