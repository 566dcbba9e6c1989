import Canvas
import Interface
import Rooms
import Testing
import Units

/// Files that are sent and fetched.
struct FileTests {
    private static func screen() -> Screen {
        var screen = Screen.ready()
        var line = ChatLine.said("bob", "the plan", 1)
        line.details.file = .init(name: "plan.pdf", size: 1_234_567)
        screen.send(.line(line))
        line = ChatLine.said("carol", "", 2)
        line.details.file = .init(name: "huge.iso", size: 4_700_000_000)
        screen.send(.line(line))
        screen.send(.line(.said("bob", "thanks", 3)))
        return screen
    }

    @Test func aFileIsShownWithItsSize() {
        let screen = Self.screen()
        #expect(screen.shows("│ the plan") && screen.shows("│ file plan.pdf, 1.2 MB: /save"))
        #expect(screen.shows("14:02 carol │ file huge.iso, 4.7 GB: /save"))
    }

    @Test(arguments: [
        ("/file a.pdf", Effect.sendFile(chat: .team, path: "a.pdf", caption: "")),
        ("/file ~/a.pdf see  this", .sendFile(chat: .team, path: "~/a.pdf", caption: "see  this")),
        ("/file \"a b.pdf\" see", .sendFile(chat: .team, path: "a b.pdf", caption: "see")),
        ("/save", .saveFile(message: 3, path: "huge.iso")),
        ("/save /tmp/x", .saveFile(message: 3, path: "/tmp/x")),
        ("/save ^3", .saveFile(message: 2, path: "plan.pdf")),
        ("/save ^3 \"my plan\"", .saveFile(message: 2, path: "my plan")),
    ])
    func linesSayWhatIsToBeDone(line: String, effect: Effect) {
        var screen = Self.screen()
        screen.enter(line)
        #expect(screen.take() == [effect])
    }

    @Test(arguments: ["/file", "/file \"a b", "/save ^1", "/save a b"])
    func whatIsNotRightStays(line: String) {
        var screen = Self.screen()
        screen.enter(line)
        #expect(screen.take() == [] && screen.text[0].hasPrefix("error: "))
        #expect(screen.line.hasPrefix("#team> \(line)"))
    }

    @Test(arguments: [".zshenv", "-rf", "~"])
    func aNameOfAPeerIsHarmless(name: String) {
        var screen = Screen.ready()
        var line = ChatLine.said("bob", "", 1)
        line.details.file = .init(name: name, size: 1)
        screen.send(.line(line))
        screen.enter("/save")
        #expect(screen.take() == [.saveFile(message: 2, path: "_" + name)])
    }

    @Test func aNameWithSpacesIsCompletedInQuotes() {
        var screen = Screen.ready()
        screen.type("/file my")
        screen.keys("tab")
        #expect(screen.take() == [.listFiles("my")])
        screen.send(.files(["my plan.pdf"], prefix: "my"))
        #expect(screen.line.hasPrefix("#team> /file \"my plan.pdf\" "))
        screen.keys("ctrl+u")
        screen.type("/file \"my pl")
        screen.keys("tab")
        #expect(screen.take() == [.listFiles("my pl")])
        screen.send(.files(["my plan/"], prefix: "my pl"))
        #expect(screen.line.hasPrefix("#team> /file \"my plan/ "))
        screen.keys("tab")
        screen.send(.files(["my plan/a.pdf"], prefix: "my plan/"))
        screen.keys("enter")
        #expect(
            screen.take() == [
                .listFiles("my plan/"), .sendFile(chat: .team, path: "my plan/a.pdf", caption: ""),
            ])
    }

    @Test func theWayOfAFileIsInTheStatusLine() {
        var screen = Self.screen()
        let view = TransferView(name: "plan.pdf", done: 300, size: 1000, isUpload: false)
        screen.send(.transfer(view))
        #expect(screen.status.contains("fetching plan.pdf 30 %"))
        screen.send(.transfer(nil))
        #expect(!screen.status.contains("plan.pdf"))
    }

    @Test func pathsAreCompletedByWhatThereIs() {
        var screen = Self.screen()
        screen.type("/file do")
        screen.keys("tab")
        #expect(screen.take() == [.listFiles("do")])
        screen.send(.files(["documents/", "dot.txt", "do not.txt"], prefix: "do"))
        #expect(screen.line.hasPrefix("#team> /file documents/ "))
        screen.keys("tab")
        #expect(screen.line.hasPrefix("#team> /file dot.txt "))
        screen.keys("ctrl+u")
        screen.type("/file documents/")
        screen.keys("tab")
        // What comes too late is not wanted any more.
        screen.type("x")
        screen.send(.files(["documents/y"], prefix: "documents/"))
        #expect(screen.line.hasPrefix("#team> /file documents/x "))
    }
}
