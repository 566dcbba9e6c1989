import Rooms
import Testing

struct ChatPlaceTests {
    @Test(arguments: ["", "top", "archive", "folder:work", "folder:folder:work", "folder:\u{301}x"])
    func everyPlaceIsReadAsItWasWritten(text: String) {
        #expect(ChatPlace(text)?.text == text)
    }

    @Test(arguments: [
        "list", "Top", "top ", "folder", "folder:", "folder: ", "folder:work ", "folder: work",
        "folder:a\nb", "folder:\u{1B}[2J",
        "folder:" + String(repeating: "a", count: 41),
    ])
    func anythingElseIsNone(text: String) {
        #expect(ChatPlace(text) == nil)
    }
}
