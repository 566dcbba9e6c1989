import Canvas
import Interface
import Rooms
import Testing
import Units

/// Guests are shown by the names they gave, and marked (L1.22).
struct GuestTests {
    private static let account = "guest.abcd2345"

    private static func names(_ name: String) -> Message {
        guard let account = AccountName(self.account) else { return .tick }
        return .guests([account: name])
    }

    @Test func aGuestsLineHasItsNameAndItsMark() {
        var screen = Screen.ready(80, 24)
        screen.send(Self.names("Gwen"))
        screen.send(.line(.said(Self.account, "hello", 5)))
        screen.send(.line(.said(Self.account, "/me waves", 6)))
        screen.send(.line(.line(.added(Self.account, by: Self.account), 7)))
        #expect(screen.shows("guest Gwen │ hello"))
        #expect(screen.shows("guest Gwen waves") && screen.shows("guest Gwen joined"))
        #expect(!screen.shows(Self.account))
    }

    /// However long its name is and however little room there is.
    @Test(arguments: [80, 50, 34])
    func noGuestLooksLikeAnAccount(columns: Int) {
        var screen = Screen.ready(columns, 24)
        screen.send(Self.names("alice.of.wonderland"))
        screen.send(.line(.said(Self.account, "hello", 5)))
        let row = screen.text.first { $0.contains("hello") } ?? ""
        #expect(row.contains("guest"))
    }

    @Test func aGuestInTheConferenceIsKnownBeforeItSaysAnything() {
        var screen = Screen.inCall(80, 24)
        var guest = ParticipantView(
            id: 9, name: "Gwen", account: Self.account, isMicrophoneOn: false, isCameraOn: false)
        guest.role = .guest
        screen.send(.participantJoined(guest))
        #expect(screen.shows("Gwen joined as a guest"))
        screen.send(.line(.said(Self.account, "hello", 5)))
        #expect(screen.shows("guest Gwen"))
        screen.send(.participantLeft(9))
        #expect(screen.shows("guest Gwen left") && screen.shows("guest Gwen │ hello"))
    }

    @Test func onlyTemporaryAccountsAreRenamed() {
        var screen = Screen.ready(80, 24)
        screen.send(.guests([.bob: "carol"]))
        screen.send(.line(.said("bob", "hello", 5)))
        #expect(screen.shows("bob │ hello") && !screen.shows("carol │"))
    }

    @Test func plainLinesSayTheNameToo() {
        var front = PlainFront(account: .alice)
        _ = front.update(.connection(.online), at: .start)
        _ = front.update(.chats([.team]), at: .start)
        _ = front.update(Self.names("Gwen\u{1B}"), at: .start)
        let said = front.update(.line(.said(Self.account, "hello", 5)), at: .start)
        #expect(said.lines.map(\.text) == [#"14:05 #team guest Gwen\u{1B}: hello"#])
        let put = front.update(
            .change(.by(Self.account, .reacted(6, "👍"))), at: .start)
        #expect(put.lines.first?.text.contains("guest Gwen") == true)
    }
}
