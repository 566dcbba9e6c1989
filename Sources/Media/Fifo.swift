/// A first-in first-out queue that grows as needed and gives its elements' memory back at once.
///
/// Its users bound what is in it; `BoundedQueue` is for queues that bound themselves.
struct Fifo<Element> {
    /// As many as a power of two says, so that wrapping around is a mask.
    private var slots: [Element?] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { self.count == 0 }
    var first: Element? { self.isEmpty ? nil : self.slots[self.head] }

    /// The element at a distance from the first.
    subscript(place: Int) -> Element? {
        guard place < self.count else { return nil }
        return self.slots[(self.head + place) & (self.slots.count - 1)]
    }

    /// Puts another element in a place that has one.
    mutating func replace(at place: Int, with element: Element) {
        precondition(place < self.count, "there is nothing at this place")
        self.slots[(self.head + place) & (self.slots.count - 1)] = element
    }

    mutating func append(_ element: Element) {
        if self.count == self.slots.count { self.grow() }
        self.slots[(self.head + self.count) & (self.slots.count - 1)] = element
        self.count += 1
    }

    mutating func popFirst() -> Element? {
        guard self.count > 0 else { return nil }
        let element = self.slots[self.head].take()
        self.head = (self.head + 1) & (self.slots.count - 1)
        self.count -= 1
        return element
    }

    private mutating func grow() {
        var slots: [Element?] = []
        slots.reserveCapacity(max(8, self.slots.count * 2))
        for index in 0..<self.count {
            slots.append(self.slots[(self.head + index) & (self.slots.count - 1)])
        }
        while slots.count < max(8, self.slots.count * 2) { slots.append(nil) }
        self.slots = slots
        self.head = 0
    }
}

extension Fifo: Sendable where Element: Sendable {}
