import ArgumentParser
import Simulation

struct SimCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sim",
        abstract: "Random lives of a server and its clients, each repeated by its seed alone.",
        discussion: """
            Six clients do in random order what people do, lose their connections, and the server \
            crashes and comes back, all in virtual time. In every second life they ask polls; in every \
            third two of them are guests. At the end nobody may miss, see twice or see in another order \
            anything that is meant for it, and nobody anything else. The first violation is printed \
            with its seed and step, and ends the command.
            """)
    @Option(help: "The first seed.")
    var seed: UInt64
    @Option(help: "How many seeds, one after the other.")
    var count: UInt64 = 1
    @Option(help: "Steps of each.")
    var steps = 80

    func run() throws {
        for seed in self.seed..<(self.seed + self.count) {
            var world = try World(seed: seed)
            do {
                try world.run(steps: self.steps)
                try world.settle()
            } catch let violation as World.Violation {
                say("\(violation)")
                throw ExitCode.failure
            }
            if self.count == 1 { say("seed \(seed): trace \(String(world.trace, radix: 16))") }
        }
        say("\(self.count) seeds from \(self.seed), \(self.steps) steps each: nothing wrong")
    }
}
