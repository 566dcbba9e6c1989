import Media
import Testing
import Units

struct StartPacingTests {
    @Test func requestsWithinASecondAreGrantedTogetherAfterIt() {
        var pacing = StartPacing()
        var granted: [Int] = []
        // Ten requests a second for five seconds, ten pictures a second.
        for tenth in 0..<50 {
            let now = Duration.milliseconds(100 * tenth)
            pacing.want([1])
            if pacing.due(at: now).contains(1) {
                granted.append(tenth)
                pacing.note([1], at: now)
            }
        }
        #expect(granted == [0, 10, 20, 30, 40])
    }

    @Test func whatIsNotGrantedIsKept() {
        var pacing = StartPacing()
        pacing.note([0, 1, 2], at: .zero)
        pacing.want([2])
        #expect(pacing.due(at: .milliseconds(999)) == [])
        #expect(pacing.due(at: .seconds(1)) == [2])
        #expect(pacing.due(at: .seconds(9)) == [2])
        pacing.note([2], at: .seconds(9))
        #expect(pacing.due(at: .seconds(20)) == [])
    }

    @Test func layersDoNotWaitForEachOther() {
        var pacing = StartPacing()
        pacing.note([1], at: .zero)
        pacing.want([0, 1, 2])
        #expect(pacing.due(at: .milliseconds(500)) == [0, 2])
        #expect(!pacing.mayStart(1, at: .milliseconds(500)))
        #expect(pacing.mayStart(2, at: .milliseconds(500)))
    }

    @Test func anIntervalOfNothingGrantsAll() {
        var pacing = StartPacing(interval: .zero)
        for _ in 0..<3 {
            pacing.want([1])
            #expect(pacing.due(at: .zero) == [1])
            pacing.note([1], at: .zero)
        }
    }
}
