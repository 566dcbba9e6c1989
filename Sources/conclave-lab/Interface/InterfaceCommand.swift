import ArgumentParser
import Canvas
import Interface
import Rooms
import Units

/// How long the interface takes between a key and the canvas that shows what came of it; what the
/// terminal takes comes on top: `terminal`.
struct InterfaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interface",
        abstract: "Milliseconds of the interface: long chats, many chats, keys in a conference.")

    @Option(help: "Messages of the chat that is scrolled through.")
    var messages = 100_000
    @Option(help: "Chats of the list.")
    var chats = 500
    @Option(help: "Columns of the screen.")
    var columns = 120
    @Option(help: "Rows of the screen.")
    var rows = 40

    func run() throws {
        let size = "\(self.columns)x\(self.rows)"
        var desk = InterfaceDesk(self.columns, self.rows, chats: 1, messages: self.messages)
        desk.open()
        var pages: [Duration] = []
        while !desk.isAtStart { pages.append(desk.press("pageup")) }
        var down: [Duration] = []
        while !desk.isAtEnd { down.append(desk.press("pagedown")) }
        say("\(self.messages) messages at \(size), through all of them:")
        say("  up   \(Figures(pages))")
        say("  down \(Figures(down))")

        var many = InterfaceDesk(self.columns, self.rows, chats: self.chats, messages: 100)
        say(
            "\(self.chats) chats: from the server's list to a canvas \(many.open().milliseconds) ms"
        )
        let switches = (0..<200).map { _ in many.press("ctrl+n") }
        say("  next chat \(Figures(switches))")
        let picks = (0..<50).flatMap { _ in
            [many.press("ctrl+g")] + "c4".map { many.press(Key(character: $0)) }
                + [many.press("escape")]
        }
        say("  picking   \(Figures(picks))")

        var call = InterfaceDesk(200, 60, chats: 20, messages: 1000)
        call.open()
        call.enterConference(participants: 9)
        let keys = (0..<500).map { call.press(Key(character: $0 % 2 == 0 ? "x" : "y")) }
        say("nine pictures at 200x60: a key \(Figures(keys))")
        let levels = (0..<500).map { call.hear($0) }
        say("  voices \(Figures(levels))")
    }
}

/// Durations of many repetitions.
struct Figures: CustomStringConvertible {
    private let sorted: [Duration]

    init(_ durations: [Duration]) {
        self.sorted = durations.sorted()
    }

    private func quantile(_ share: Double) -> String {
        guard !self.sorted.isEmpty else { return "-" }
        let index = min(self.sorted.count - 1, Int(Double(self.sorted.count) * share))
        return self.sorted[index].milliseconds
    }

    var description: String {
        "p50 \(self.quantile(0.5)), p99 \(self.quantile(0.99)), max \(self.quantile(1)) ms"
            + " (\(self.sorted.count))"
    }
}

extension Duration {
    /// With two digits behind the point.
    var milliseconds: String {
        let hundredths = self.nanoseconds / 10_000
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
