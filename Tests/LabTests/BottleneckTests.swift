import TestLinks
import Testing
import Units

struct BottleneckTests {
    private func at(_ milliseconds: Int64) -> Instant {
        Instant(nanoseconds: milliseconds * 1_000_000)
    }

    private func arrivals(
        _ link: inout Bottleneck<Int>, from first: Int64, through last: Int64
    ) -> [Int64: [Int]] {
        var arrivals: [Int64: [Int]] = [:]
        for millisecond in first...last {
            while let item = link.next(at: self.at(millisecond)) {
                arrivals[millisecond, default: []].append(item)
            }
        }
        return arrivals
    }

    @Test func eachItemTakesItsTimeAndThenTheWay() {
        // 1000 bytes take 10 ms at 800 kbit/s.
        var link = Bottleneck<Int>(
            LinkConditions(rate: .kilobits(800), delay: .milliseconds(30)))
        for item in 1...3 { link.add(item, size: ByteCount(1000), at: self.at(5)) }
        #expect(link.queued == ByteCount(3000))
        #expect(link.deadline == self.at(15))
        #expect(
            self.arrivals(&link, from: 5, through: 100) == [45: [1], 55: [2], 65: [3]])
        #expect(link.queued == ByteCount(0))
        #expect(link.deadline == nil)
    }

    @Test func withoutARateOnlyTheWayTakesTime() {
        var link = Bottleneck<Int>(LinkConditions(delay: .milliseconds(7)))
        for item in 1...2 { link.add(item, size: ByteCount(100_000), at: self.at(0)) }
        #expect(self.arrivals(&link, from: 0, through: 20) == [7: [1, 2]])
    }

    @Test func aChangeOfRateHoldsForWhatIsHalfThrough() {
        var link = Bottleneck<Int>(LinkConditions(rate: .kilobits(800)))
        link.add(1, size: ByteCount(1000), at: self.at(0))
        // Half of it has passed; the rest takes ten times as long.
        link.change(LinkConditions(rate: .kilobits(80)), at: self.at(5))
        #expect(link.deadline == self.at(55))
        #expect(self.arrivals(&link, from: 5, through: 100) == [55: [1]])
    }

    @Test func whatStandsInAStallGoesOnAfterIt() {
        var link = Bottleneck<Int>(LinkConditions(rate: .kilobits(800)))
        link.add(1, size: ByteCount(1000), at: self.at(0))
        link.add(2, size: ByteCount(1000), at: self.at(0))
        var stalled = link.conditions
        stalled.isStalled = true
        link.change(stalled, at: self.at(4))
        #expect(link.deadline == nil)
        #expect(self.arrivals(&link, from: 4, through: 1000) == [:])
        stalled.isStalled = false
        link.change(stalled, at: self.at(1000))
        #expect(self.arrivals(&link, from: 1000, through: 1100) == [1006: [1], 1016: [2]])
    }

    @Test func whatIsBehindTheBottleneckArrivesInSpiteOfAStall() {
        var link = Bottleneck<Int>(LinkConditions(delay: .milliseconds(50)))
        link.add(1, size: ByteCount(1000), at: self.at(0))
        var stalled = link.conditions
        stalled.isStalled = true
        link.change(stalled, at: self.at(1))
        #expect(self.arrivals(&link, from: 1, through: 100) == [50: [1]])
    }

    @Test func theQueueHasAnEnd() {
        var link = Bottleneck<Int>(
            LinkConditions(rate: .kilobits(8), queue: ByteCount(2000)))
        link.add(1, size: ByteCount(1500), at: self.at(0))
        #expect(link.hasRoom)
        link.add(2, size: ByteCount(1500), at: self.at(0))
        #expect(!link.hasRoom)
    }

    @Test func anIdleLinkSavesNothingUp() {
        var link = Bottleneck<Int>(LinkConditions(rate: .kilobits(800)))
        link.add(1, size: ByteCount(1000), at: self.at(0))
        _ = self.arrivals(&link, from: 0, through: 500)
        link.add(2, size: ByteCount(1000), at: self.at(500))
        #expect(self.arrivals(&link, from: 500, through: 600) == [510: [2]])
    }
}
