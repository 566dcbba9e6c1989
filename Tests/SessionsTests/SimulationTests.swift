import Simulation
import Testing
import Units

struct SimulationTests {
    /// Each seed: six clients, 400 steps of posting, inviting, meeting, cut connections and crashes.
    @Test(arguments: UInt64(0)..<1000)
    func nothingIsLostDoubledReorderedOrLeaked(seed: UInt64) throws {
        var world = try World(seed: seed, clientCount: 6)
        try world.run(steps: 400)
        try world.settle()
    }

    /// The same where people also ask, vote and close polls: at the end everybody knows how each one
    /// stands, and nobody was told who voted in an anonymous one.
    @Test(arguments: UInt64(0)..<400)
    func everybodyKnowsHowPollsStand(seed: UInt64) throws {
        var world = try World(seed: seed, clientCount: 6, asksPolls: true)
        try world.run(steps: 400)
        try world.settle()
    }

    /// Nothing arrives for half a minute; then everybody is back, once each, and nothing is
    /// missing.
    ///
    /// In most lives within five seconds; who has just begun an attempt when the network heals, and
    /// whose token is refused after it, takes longer.
    @Test func afterABlackHoleEverybodyIsBackWithinSeconds() throws {
        let times = try (UInt64(0)..<20).map { seed in
            var world = try World(seed: seed, clientCount: 2)
            let time = try world.returnTime(afterBlackHoleOf: .seconds(30))
            try world.settle()
            return time
        }
        #expect(times.count { $0 < .seconds(5) } >= 18)
        #expect(times.allSatisfy { $0 < .seconds(8) }, "\(times)")
    }

    @Test func theSeedAloneRepeatsARun() throws {
        var first = try World(seed: 42, clientCount: 4)
        var second = try World(seed: 42, clientCount: 4)
        try first.run(steps: 300)
        try second.run(steps: 300)
        #expect(first.trace == second.trace)
        var other = try World(seed: 43, clientCount: 4)
        try other.run(steps: 300)
        #expect(other.trace != first.trace)
    }
}
