import Testing
import Units

struct BoundedQueueTests {
    @Test func refusesOrEvictsWhenFullAndKeepsOrder() {
        var queue = BoundedQueue<Int>(capacity: 2)
        let answers = [1, 2, 3].map { queue.append($0) }
        #expect(answers == [true, true, false])
        let evicted = queue.appendEvicting(3)
        #expect(evicted == 1)
        let rest = (0..<3).map { _ in queue.popFirst() }
        #expect(rest == [2, 3, nil])
    }
}
