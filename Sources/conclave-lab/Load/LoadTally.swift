/// What has arrived at the receivers of a load since the last `reset`.
final class LoadTally {
    /// Whole media messages.
    private(set) var deliveredCount = 0
    /// From sending to the last byte of each, in microseconds; the same clock on both ends.
    private(set) var delays: [UInt32] = []

    func reset() {
        self.deliveredCount = 0
        self.delays.removeAll(keepingCapacity: true)
    }

    /// - Parameter delay: nil for a message whose beginning was not seen.
    func add(delay: UInt32?) {
        self.deliveredCount += 1
        if let delay { self.delays.append(delay) }
    }
}

extension [UInt32] {
    /// The value that this share of all does not pass, in milliseconds of microseconds.
    func milliseconds(at share: Double) -> Double {
        let sorted = self.sorted()
        guard !sorted.isEmpty else { return .nan }
        let index = Swift.min(sorted.count - 1, Int(Double(sorted.count) * share))
        return Double(sorted[index]) / 1000
    }
}
