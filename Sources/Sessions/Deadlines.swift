import Units

/// When something is due, by what it is due for; the first of all is always at hand.
struct Deadlines<Key: Hashable> {
    private var instants: [Key: Instant] = [:]
    private(set) var first: Instant?

    subscript(key: Key) -> Instant? {
        get { self.instants[key] }
        set {
            let old = self.instants[key]
            guard old != newValue else { return }
            self.instants[key] = newValue
            if old != nil, old == self.first {
                self.first = self.instants.values.min()
            } else if let newValue {
                self.first = min(newValue, self.first ?? newValue)
            }
        }
    }

    func due(at now: Instant) -> [Key] {
        guard let first = self.first, first <= now else { return [] }
        return self.instants.filter { $0.value <= now }.map(\.key)
    }
}
