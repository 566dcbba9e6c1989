import Canvas
import Foundation
import Interface
import Testing

/// conclave-commands(7) against the tables that the program works with.
struct ManualTests {
    private static func page() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "man/conclave-commands.7")
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// Every key stands there with what it does, under the place where it does that.
    @Test(arguments: KeyBinding.Place.allCases)
    func keysAreInTheManual(place: KeyBinding.Place) throws {
        let title = place.words.prefix(1).uppercased() + place.words.dropFirst()
        let keys = try #require(try Self.page().components(separatedBy: ".Sh KEYS").last)
        let section = try #require(keys.components(separatedBy: ".Ss \(title)\n").last)
        let list = try #require(section.components(separatedBy: ".El").first)
        var expected: [String] = []
        var seen: Set<KeyDeed> = []
        let bindings = KeyTable.standard.bindings.filter { $0.place == place }
        for binding in bindings where seen.insert(binding.deed).inserted {
            let keys = bindings.filter { $0.deed == binding.deed }.map(\.key.description)
            let help = binding.deed.help(in: place)
            expected += [
                ".It Ic " + keys.joined(separator: " , "),
                help.prefix(1).uppercased() + help.dropFirst() + ".",
                ".Pq Cm " + binding.deed.text,
            ]
        }
        let written = list.split(separator: "\n").map(String.init).drop { !$0.hasPrefix(".It") }
        #expect(Array(written) == expected)
    }
}
