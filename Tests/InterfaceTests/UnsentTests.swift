import Canvas
import Interface
import Rooms
import Testing
import Units

/// Lines that the server has refused.
struct UnsentTests {
    /// `#team`, where two lines were refused.
    private func refused() -> Screen {
        var screen = Screen.ready(120, 24)
        screen.send(.line(.said("bob", "hi", 1)))
        screen.enter("first")
        screen.enter("second")
        screen.send(.postFailed(PostID(1), reason: "you may only read here"))
        screen.send(.postFailed(PostID(2), reason: "you may only read here"))
        _ = screen.take()
        return screen
    }

    private func post(_ text: String, _ id: UInt64) throws -> Effect {
        .post(chat: .team, text: try #require(MessageText(text)), id: PostID(id))
    }

    @Test func theLastOneIsSentAgain() throws {
        var screen = self.refused()
        screen.enter("/again")
        #expect(screen.take() == [try self.post("second", 3)])
        #expect(screen.style(of: "second") == Theme.standard[.messagePending])
        #expect(screen.style(of: "first") == Theme.standard[.messageFailed])
    }

    @Test func whatCannotBeSentNowEitherStays() {
        var screen = self.refused()
        // As many as may wait.
        for _ in 0..<1000 { screen.keys("w", "enter") }
        _ = screen.take()
        screen.enter("/again")
        #expect(screen.take() == [])
        #expect(screen.shows("too many messages are waiting for the server"))
        screen.enter("/again edit")
        #expect(screen.line.hasPrefix("#team> second"))
    }

    @Test func theKeysChooseOneAndEnterSendsIt() throws {
        var screen = self.refused()
        screen.keys("ctrl+up", "ctrl+up", "enter")
        #expect(screen.take() == [try self.post("first", 3)])
        screen.keys("ctrl+up", "ctrl+up")
        screen.enter("/react +1")
        #expect(screen.take().count == 1)
    }

    @Test func aClickChoosesOne() throws {
        var screen = self.refused()
        let row = try #require(screen.text.firstIndex { $0.contains("first") })
        let point = Point(column: 60, row: row)
        screen.send(.mouse(MouseEvent(.press(.left), at: point)))
        screen.keys("enter")
        #expect(screen.take() == [try self.post("first", 3)])
    }

    @Test func upTakesItBackIntoTheLine() {
        var screen = self.refused()
        screen.keys("up")
        #expect(screen.line.hasPrefix("#team> second"))
        screen.keys("ctrl+u")
        screen.enter("/again edit")
        #expect(screen.line.hasPrefix("#team> first"))
        screen.pass(.seconds(9))
        #expect(!screen.shows("not sent"))
    }

    @Test func oneIsDropped() {
        var screen = self.refused()
        screen.enter("/again drop")
        screen.keys("ctrl+up")
        screen.enter("/delete")
        screen.pass(.seconds(9))
        #expect(!screen.shows("first") && !screen.shows("second"))
        screen.enter("/again")
        #expect(screen.text[0].hasPrefix("error: nothing here was refused"))
        #expect(screen.take() == [])
    }

    /// What answered a message answers it again.
    @Test func anAnswerStaysAnAnswer() throws {
        var screen = Screen.ready(120, 24)
        screen.send(.line(.said("bob", "hi", 1)))
        screen.enter("/reply yes")
        screen.send(.postFailed(PostID(1), reason: "busy"))
        _ = screen.take()
        screen.enter("/again")
        let text = try #require(MessageText("yes"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(2), replyTo: 2)])
    }

    @Test func onlyTheNewestFiftyAreKept() throws {
        var screen = Screen.ready()
        for number in 1...52 {
            screen.enter("line \(number)")
            screen.send(.postFailed(PostID(UInt64(number)), reason: "busy"))
        }
        _ = screen.take()
        for _ in 0..<60 { screen.keys("ctrl+up") }
        screen.keys("enter")
        #expect(screen.take() == [try self.post("line 3", 53)])
    }
}
