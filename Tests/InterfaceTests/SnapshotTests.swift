import Canvas
import Foundation
import Interface
import Rooms
import Testing
import Units

/// Whole screens.
struct SnapshotTests {
    private static let sizes = [(80, 24), (120, 40), (40, 12)]

    /// Every moment at three sizes in every theme, against what was looked at and kept.
    ///
    /// After a change that is meant, `UPDATE_SNAPSHOTS=1 swift test --filter SnapshotTests` keeps
    /// the new ones; look at the difference.
    @Test(arguments: Scene.allCases, Self.sizes)
    func looksAsItWasKept(scene: Scene, size: (columns: Int, rows: Int)) throws {
        let name = "\(scene.rawValue)-\(size.columns)x\(size.rows)"
        let snapshot = Snapshot(scene.screen(size.columns, size.rows), name: name)
        if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil { try snapshot.keep() }
        let kept = try #require(snapshot.kept, "no snapshot \(name)")
        guard snapshot.text != kept else { return }
        let pairs = zip(
            snapshot.text.split(separator: "\n", omittingEmptySubsequences: false),
            kept.split(separator: "\n", omittingEmptySubsequences: false))
        let first = pairs.enumerated().first { $0.element.0 != $0.element.1 }
        let line = first.map { "line \($0.offset + 1) is '\($0.element.0)'" } ?? "its end differs"
        Issue.record("\(name): \(line)")
    }

    @Test func everySnapshotIsOfSomething() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Snapshot.folder.path)
        let names = Scene.allCases.flatMap { scene in
            Self.sizes.map { "\(scene.rawValue)-\($0.0)x\($0.1).txt" }
        }
        #expect(Set(files) == Set(names))
    }

    /// Pictures left, messages right, nobody needs a second line.
    @Test func usesTheRoomOfALargeScreen() throws {
        var screen = Screen.inCall(200, 60)
        screen.send(.line(.said("bob", "grüße, 漢字 and 👍🏽 to all", 5)))
        let areas = screen.canvas.videos.map(\.area)
        #expect(areas.count == 2)
        for area in areas { #expect(area.columns >= 100 && area.rows >= 17) }
        #expect(screen.shows("14:05   bob │ grüße, 漢字 and 👍🏽 to all"))
        let row = try #require(screen.text.firstIndex { $0.contains("grüße") })
        #expect(row == 57)
        #expect(screen.status.hasSuffix("online  cam on  mic on  end to end"))
        screen.keys("f2")
        #expect(screen.canvas.videos.map(\.area.columns).allSatisfy { $0 >= 80 })
        #expect(!screen.shows("grüße"))
    }

    /// A terminal of any size gets something sensible, and nothing traps.
    @Test func drawsInEverySmallSize() {
        for columns in 0...30 {
            for rows in 0...8 {
                var screen = Screen.inCall()
                screen.send(.resize(columns: columns, rows: rows))
                screen.type("ab")
                for key in ["f1", "escape", "ctrl+u", "ctrl+c"] as [Key] {
                    let canvas = screen.canvas
                    #expect(canvas.columns == columns && canvas.rows == rows)
                    expectWhole(canvas)
                    screen.keys(key)
                }
                expectWhole(screen.canvas)
            }
        }
    }

    @Test func aTinyScreenSaysSoAndStillTakesALine() {
        var screen = Screen.ready(10, 3)
        screen.type("hi")
        #expect(screen.text[0] == "too small ")
        #expect(screen.text[2].contains("> hi"))
        screen.keys("enter")
        #expect(screen.take().count == 1)
        screen.keys("ctrl+c")
        #expect(screen.text[2].hasSuffix("y/n"))
    }
}
