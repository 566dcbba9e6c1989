import Media
import Testing
import Units
import Wire

@testable import conclave_lab

struct ForwardTests {
    @Test func aFanOutsMessagesHaveTheSizeThatIsAskedFor() throws {
        for size in [120, 1200] {
            let stream = ForwardLoad.fanOut(size: size, batch: 8, receivers: 50)[0]
            let messages = stream.messages(of: 3, number: 5, isKey: true, at: .start)
            #expect(messages.count == 8)
            for (index, message) in messages.enumerated() {
                let bodies = MediaFragment.split(message, participant: 3, kind: stream.kind)
                #expect(bodies.map(\.count) == [size])
                let header = try MediaHeader(parsing: message)
                #expect(header.number == 5 + UInt32(index))
                #expect(header.flags.contains(.key) == (stream.kind.isVideo && index == 0))
            }
        }
    }

    @Test func manyLargeMessagesComeLessOften() {
        let few = ForwardLoad.fanOut(size: 120, batch: 1, receivers: 50)[0]
        let many = ForwardLoad.fanOut(size: 12_000, batch: 8, receivers: 200)[0]
        #expect(few.interval == ForwardLoad.voiceInterval)
        #expect(many.interval > .milliseconds(190))
    }

    @Test func everybodySendsAtTimesOfTheirOwn() {
        let streams = ForwardLoad.everybody(10)
        #expect(streams.count == 20)
        #expect(Set(streams.map(\.phase)).count == 20)
        #expect(streams.allSatisfy { $0.phase < $0.interval })
    }

    @Test func figuresAreOfWhatHasArrived() {
        let figures = ForwardFigures(
            processorTime: 0.01, duration: .seconds(2), deliveredCount: 5000, expectedCount: 10_000,
            delays: [])
        #expect(figures.costPerFrame == 2)
        #expect(figures.load == 0.5)
        #expect(figures.lost == 50)
    }

    @Test func aRowsFiguresAreItsLeastAndItsMedian() {
        func run(_ cost: Double) -> ForwardFigures {
            ForwardFigures(
                processorTime: cost / 1e6, duration: .seconds(1), deliveredCount: 1,
                expectedCount: 1, delays: [])
        }
        let ours = ForwardRow(name: "ours", runs: [run(3), run(2), run(9)])
        let bare = ForwardRow(name: "bare", runs: [run(2), run(1), run(1.5)])
        #expect(abs(ours.minimum - 2) < 1e-9)
        #expect(abs(ours.median - 3) < 1e-9)
        #expect(ours.ratio(to: bare) == "2.00 (2.00) × bare")
    }
}
