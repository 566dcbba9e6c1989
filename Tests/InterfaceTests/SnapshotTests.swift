import Canvas
import Interface
import Rooms
import Testing
import Units

/// Whole screens.
struct SnapshotTests {
    private static func scene(_ columns: Int, _ rows: Int, inCall: Bool) -> String {
        var screen = Screen.ready(columns, rows)
        screen.send(.line(.line(.created(by: "carol", title: "team"), 0)))
        screen.send(.line(.said("bob", "grüße, 漢字 and 👍🏽 to all of you in the team room", 5)))
        screen.send(.line(.said("alice", "hello", 6)))
        screen.send(.line(.said("carol", "look at this", 7, in: .ops)))
        if inCall {
            screen.send(.joined(.meeting()))
            screen.send(.devices(microphoneOn: true, cameraOn: false))
            screen.pass(.seconds(9))
            screen.send(.levels([2: 10]))
        }
        return screen.picture
    }

    @Test(arguments: [
        (80, 24, true, wideCall), (80, 24, false, wideChat), (40, 12, true, narrowCall),
        (40, 12, false, narrowChat),
    ])
    func showsTheScene(columns: Int, rows: Int, inCall: Bool, expected: String) {
        let shown = Self.scene(columns, rows, inCall: inCall)
        let pairs = zip(
            shown.split(separator: "\n", omittingEmptySubsequences: false),
            expected.split(separator: "\n", omittingEmptySubsequences: false))
        for (row, pair) in pairs.enumerated() { #expect(pair.0 == pair.1, "row \(row)") }
        #expect(shown == expected)
    }

    /// What has become of messages, and one that is chosen and being answered.
    @Test func showsWhatBecameOfMessages() {
        var screen = Screen.ready(72, 16)
        var line = ChatLine.said("bob", "who brings the cake?", 1)
        line.details.isPinned = true
        screen.send(.line(line))
        line = .said("carol", "I do, and it is a very long answer to a short question", 2)
        line.details = MessageDetails(replyTo: 2)
        line.details.reactions = [
            .init("🎂", count: 2, accounts: ["alice", "bob"]),
            .init("👍", count: 1, accounts: ["bob"]),
        ]
        screen.send(.line(line))
        screen.send(.line(.said("bob", "oops", 3)))
        screen.send(.change(.by("bob", .deleted(4))))
        line = .said("alice", "from the other chat", 4)
        line.details = MessageDetails(forwardedFrom: "dave")
        line.details.edited = line.time
        screen.send(.line(line))
        screen.keys("ctrl+up", "ctrl+up")
        screen.enter("/reply")
        screen.pass(.seconds(9))
        #expect(screen.picture == Self.messages)
    }

    private static let messages = """
        #team · 3 people
        1 #team           │
        2 @bob            │
        3 #ops            │── 2026-11-25 ───────────────────────────────────────
                          │14:01       bob │ who brings the cake?
                          │                │ pinned
                          │14:02     carol ▌ > bob: who brings the cake?
                          │                ▌ I do, and it is a very long answer
                          │                ▌ to a short question
                          │                ▌ 🎂 2  👍
                          │14:03       bob │ deleted
                          │14:04     alice │ forwarded from dave
                          │                │ from the other chat
                          │                │ edited 14:04
        shared with #team (3)                                             online
        reply> to carol: I do, and it is a very long answer to a…  Esc gives up
        """

    /// Pictures left, messages right, nobody needs a second line.
    @Test func usesTheRoomOfALargeScreen() throws {
        var screen = Screen.inCall(200, 60)
        screen.send(.line(.said("bob", "grüße, 漢字 and 👍🏽 to all", 5)))
        let areas = screen.canvas.videos.map(\.area)
        #expect(areas.count == 2)
        for area in areas { #expect(area.columns >= 100 && area.rows >= 17) }
        #expect(screen.shows("14:05            bob │ grüße, 漢字 and 👍🏽 to all"))
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

    private static let wideCall = """
        #team · 3 people · in conference k7f2-mq9x-d3tv (3)
        1 #team          ●│
        2 @bob            │
        3 #ops           1│
                          │
                          │
                          │       alice                                    carol
                          │
                          │
                          │
                          │
                          │
                          │  alice (you)       ● bob (muted)         carol
                          │
                          │
                          │── 2026-11-25 ───────────────────────────────────────────────
                          │14:00             -- │ carol made the chat team
                          │14:05            bob │ grüße, 漢字 and 👍🏽 to all of you in
                          │                     │ the team room
                          │14:06          alice │ hello
                          │                  -- │ sound and picture are encrypted end
                          │                     │ to end
        shared with #team (3)                        online  cam off  mic on  end to end
        #team> M mute  V camera  Enter write  F1 help
        """

    private static let wideChat = """
        #team · 3 people
        1 #team           │
        2 @bob            │
        3 #ops           1│
                          │
                          │
                          │
                          │
                          │
                          │
                          │
                          │
                          │
                          │
                          │
                          │
                          │
                          │── 2026-11-25 ───────────────────────────────────────────────
                          │14:00             -- │ carol made the chat team
                          │14:05            bob │ grüße, 漢字 and 👍🏽 to all of you in
                          │                     │ the team room
                          │14:06          alice │ hello
        shared with #team (3)                                                     online
        #team> F1 help
        """

    private static let narrowCall = """
        #team · 3 people · i… mic on cam off 3:1


           alice                      carol

          alice      ● bob muted    carol
                        │ team room
        14:06     alice │ hello
                     -- │ sound and picture are
                        │ encrypted end to end
        shared with #team (3)         end to end
        #team> M mute  V camera  Enter write  F1
        """

    private static let narrowChat = """
        #team · 3 people                     3:1


        ── 2026-11-25 ──────────────────────────
        14:00        -- │ carol made the chat
                        │ team
        14:05       bob │ grüße, 漢字 and 👍🏽 to
                        │ all of you in the
                        │ team room
        14:06     alice │ hello
        shared with #team (3)             online
        #team> F1 help
        """
}
