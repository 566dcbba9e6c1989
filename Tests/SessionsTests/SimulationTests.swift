import Simulation
import Testing

struct SimulationTests {
    /// Each seed: six clients, 400 steps of posting, inviting, meeting, cut connections and crashes.
    @Test(arguments: UInt64(0)..<100)
    func nothingIsLostDoubledReorderedOrLeaked(seed: UInt64) throws {
        var world = World(seed: seed, clientCount: 6)
        try world.run(steps: 400)
        try world.settle()
    }

    @Test func theSeedAloneRepeatsARun() throws {
        var first = World(seed: 42, clientCount: 4)
        var second = World(seed: 42, clientCount: 4)
        try first.run(steps: 300)
        try second.run(steps: 300)
        #expect(first.trace == second.trace)
        var other = World(seed: 43, clientCount: 4)
        try other.run(steps: 300)
        #expect(other.trace != first.trace)
    }
}
