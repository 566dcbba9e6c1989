import Canvas
import Testing

struct KeyTests {
    @Test(arguments: [
        "a", "X", "ctrl+r", "alt+1", "pageup", "f1", "f24", "enter", "space", "ctrl+space",
        "alt+enter", "backtab", "ctrl+alt+x", "shift+left", "+", "ctrl++", "é", "漢", "?",
    ])
    func printsAsItIsWritten(text: String) {
        #expect(Key(text)?.description == text)
    }

    @Test(arguments: ["", "f0", "f25", "ctrl+", "hyper+x", "abc", "shift+x", "ctrl"])
    func refusesWhatIsNoKey(text: String) {
        #expect(Key(text) == nil)
    }

    @Test func hasOneValueForOneKey() {
        #expect(Key(.character("R"), .control) == "ctrl+r")
        #expect(Key(.named(.tab), .shift) == "backtab")
        #expect(Key(.character("x"), .shift) == "x")
        #expect(("x" as Key).typed == "x")
        #expect(("alt+x" as Key).typed == nil)
    }
}
