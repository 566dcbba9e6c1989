import Media
import Testing
import Units
import Wire

/// What is chosen to be sent, and when.
extension SendSchedulerTests {
    @Test mutating func whatIsWantedIsChosenThoughNothingWaits() {
        self.observe()
        #expect(self.scheduler.deadline == nil)
        self.scheduler.want(self.camera(1), layer: 1)
        #expect(self.scheduler.deadline == .start)
        self.observe(after: 1)
        #expect(self.scheduler.takeNews().contains(.receives(self.camera(1), layer: 0)))
        #expect(self.scheduler.deadline == nil)
        self.scheduler.want(self.camera(1), layer: 1)
        #expect(self.scheduler.deadline == nil)
        self.scheduler.prefer([1])
        #expect(self.scheduler.deadline == .start)
    }

    @Test func nothingIsToBeChosenBeforeAnythingIsWanted() {
        #expect(SendScheduler().deadline == nil)
    }
}
