/// A first-in first-out queue that never holds more than its capacity.
///
/// What happens when it is full is the caller's stated policy: `append` refuses, `appendEvicting`
/// drops the oldest.
public struct BoundedQueue<Element> {
    /// The most elements held at once.
    public let capacity: Int
    private var elements: [Element?]
    private var head = 0
    public private(set) var count = 0

    /// - Precondition: `capacity` is at least one.
    public init(capacity: Int) {
        precondition(capacity > 0, "a queue holds at least one element")
        self.capacity = capacity
        self.elements = Array(repeating: nil, count: capacity)
    }

    public var isEmpty: Bool { self.count == 0 }
    public var isFull: Bool { self.count == self.capacity }
    public var first: Element? { self.isEmpty ? nil : self.elements[self.head] }

    /// Appends, or answers `false` and changes nothing when the queue is full.
    public mutating func append(_ element: Element) -> Bool {
        guard !self.isFull else { return false }
        self.elements[(self.head + self.count) % self.capacity] = element
        self.count += 1
        return true
    }

    /// Appends and returns the oldest element if it had to make room.
    public mutating func appendEvicting(_ element: Element) -> Element? {
        let evicted = self.isFull ? self.popFirst() : nil
        _ = self.append(element)
        return evicted
    }

    public mutating func popFirst() -> Element? {
        guard !self.isEmpty else { return nil }
        defer {
            self.elements[self.head] = nil
            self.head = (self.head + 1) % self.capacity
            self.count -= 1
        }
        return self.elements[self.head]
    }

    public mutating func removeAll() {
        while self.popFirst() != nil {}
    }
}

extension BoundedQueue: Sendable where Element: Sendable {}
