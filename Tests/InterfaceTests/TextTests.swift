import Canvas
import Interface
import Rooms
import Testing
import Units

/// What stands out in messages, and who stands beside them.
struct TextTests {
    private static let address = "https://example.org/a/very/long/path/that/does/not/fit/here"

    /// The cells of one link, wherever it was broken.
    @Test func anAddressIsOneLinkOverAllItsRows() throws {
        var screen = Screen.ready(60, 12)
        screen.send(.line(.said("bob", "look: (\(Self.address)), or http://x.example.", 1)))
        let canvas = screen.canvas
        var cells: [Link: String] = [:]
        for row in 0..<canvas.rows {
            for column in 0..<canvas.columns {
                guard let link = canvas.link(at: Point(column: column, row: row)) else { continue }
                cells[link, default: ""] += canvas[column, row].text
            }
        }
        #expect(Set(cells.keys.map(\.target)) == [Self.address, "http://x.example"])
        for (link, text) in cells { #expect(text == link.target) }
        #expect(Set(cells.keys.map(\.id)).count == 2)
    }

    @Test(arguments: ["javascript:x", "file:///etc/passwd", "https://", "ssh://a.example"])
    func otherSchemesLeadNowhere(address: String) {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "see \(address) now", 1)))
        let canvas = screen.canvas
        for row in 0..<canvas.rows {
            for column in 0..<canvas.columns {
                #expect(canvas.link(at: Point(column: column, row: row)) == nil)
            }
        }
    }

    /// What follows a line break is no part of the address before it.
    @Test func anAddressEndsWithItsLine() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "https://good.example\n@evil.example/", 1)))
        screen.send(.line(.said("bob", "https://good.example\\@evil.example/", 2)))
        let canvas = screen.canvas
        let links = (0..<canvas.rows).flatMap { row in
            (0..<canvas.columns).compactMap { canvas.link(at: Point(column: $0, row: row))?.target }
        }
        #expect(Set(links) == ["https://good.example"])
    }

    @Test func anyTextIsShownWholeAroundItsMarks() throws {
        var random = SeededRandom(seed: 3)
        let pieces = [
            "@alice", "@all", "@bob,", "https://a.example/b?c=d", "漢字", "👍🏽", " ", "  ", "(", ").",
            "http://x.example/" + String(repeating: "y", count: 90), "word", "mailto:a@b.example",
        ]
        for _ in 0..<300 {
            let text = (0..<8).map { _ in pieces.randomElement(using: &random)! }.joined()
            var screen = Screen.ready(64, 24)
            screen.send(.line(.said("bob", text, 1)))
            let rows = screen.text.dropLast(2).compactMap { row -> String? in
                guard let bar = row.lastIndex(of: "│") else { return nil }
                return String(row[row.index(after: bar)...])
            }
            let shown = rows.joined().filter { !$0.isWhitespace }
            #expect(shown.contains(text.filter { !$0.isWhitespace }))
        }
    }

    @Test func whatIsForOneStandsOut() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "ask @alice or @carol", 1)))
        #expect(screen.style(of: "@alice") == Theme.standard[.messageMention])
        #expect(screen.style(of: "@carol") == Theme.standard[.messageText])
    }

    @Test func theRosterTellsWhoIsHereAndWhoDecides() throws {
        var screen = Screen.ready(120, 40)
        var team = ChatSummary.team
        team.roles = [.carol: .owner, .bob: .admin]
        screen.send(.chats([team, .bob, .ops]))
        screen.send(.presence(.bob, .busy))
        let rows = screen.text.compactMap { $0.split(separator: "│").last.map(String.init) }
        let first = try #require(rows.firstIndex { $0.hasPrefix(" 3 people") })
        #expect(rows[first + 1].contains("◐ bob") && rows[first + 1].contains("admin"))
        #expect(rows[first + 2].contains("● alice"))
        #expect(rows[first + 3].contains("○ carol") && rows[first + 3].contains("owner"))
        screen.keys("f5")
        #expect(!screen.shows("○ carol"))
        screen.keys("f5")
        screen.send(.resize(columns: 80, rows: 24))
        #expect(!screen.shows("○ carol"))
    }
}
