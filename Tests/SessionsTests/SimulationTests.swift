import Simulation
import Testing
import Units

struct SimulationTests {
    /// Each seed: six clients and 80 steps of everything people do, with cut connections and crashes;
    /// polls in every second life, guests in every third. `conclave-lab sim --seed N` is the same.
    @Test(arguments: UInt64(0)..<1000)
    func nothingIsLostDoubledReorderedOrLeaked(seed: UInt64) throws {
        var world = try World(seed: seed)
        try world.run(steps: 80)
        try world.settle()
    }

    /// The runs would prove little if hardly anybody was where something could go wrong.
    @Test func guestsWriteBlocksHoldAndVotesAreCounted() throws {
        let lives = try (UInt64(0)..<30).map { seed in
            var world = try World(seed: seed * 3)
            try world.run(steps: 80)
            return world
        }
        #expect(lives.count { $0.guestMessageCount > 0 } >= 10)
        #expect(lives.count { $0.blockedLineCount > 0 } >= 2)
        #expect(lives.count { $0.hasCountedVotes } >= 1)
        #expect(lives.count { $0.hasSharedPlans } >= 3)
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
        try first.run(steps: 200)
        try second.run(steps: 200)
        #expect(first.trace == second.trace)
        var other = try World(seed: 43, clientCount: 4)
        try other.run(steps: 200)
        #expect(other.trace != first.trace)
    }
}
