import Testing
import Units

struct BoundedQueueTests {
    @Test func refusesOrEvictsWhenFullAndKeepsOrder() {
        var queue = BoundedQueue<Int>(capacity: 2)
        #expect(queue.append(1) && queue.append(2))
        #expect(!queue.append(3))
        #expect(queue.appendEvicting(3) == 1)
        #expect(queue.popFirst() == 2)
        #expect(queue.popFirst() == 3)
        #expect(queue.popFirst() == nil)
    }
}
