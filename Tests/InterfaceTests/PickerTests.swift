import Canvas
import Interface
import Rooms
import Testing

/// Lists that are chosen from by some of their letters, and what Tab goes through.
struct PickerTests {
    /// What stands in a picker, below its title.
    private static func picked(_ screen: Screen) -> [String] {
        screen.text.map { String($0.dropFirst(8).prefix(64)) }
            .dropFirst(2).prefix(18)
            .map { $0.dropFirst().split(separator: "  ").first.map(String.init) ?? "" }
            .filter { !$0.allSatisfy(\.isWhitespace) }
    }

    @Test func aChatIsPickedByLettersInOrder() {
        var screen = Screen.ready()
        screen.type("draft")
        screen.keys("alt+g")
        #expect(screen.shows(" Chats  3"))
        screen.type("op")
        #expect(Self.picked(screen) == ["> op", "#ops"])
        screen.keys("enter")
        #expect(screen.line.hasPrefix("#ops>"))
        screen.keys("alt+1")
        #expect(screen.line.hasPrefix("#team> draft"))
    }

    @Test func whatIsUnreadComesFirst() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "one", 1, in: .ops)))
        screen.send(.line(.said("bob", "hello @alice", 2, in: .bob)))
        screen.keys("ctrl+g")
        let rows = screen.text.filter { $0.contains("unread") }
        #expect(rows.count == 2)
        #expect(rows[0].contains("@bob  1 unread, one names you"))
        #expect(rows[1].contains("#ops  1 unread "))
        screen.send(.line(.said("bob", "@alice, well?", 3, in: .bob)))
        #expect(screen.shows("@bob  2 unread, 2 name you"))
    }

    @Test func aCommandIsPickedWithWhatItNeeds() {
        var screen = Screen.ready()
        screen.keys("alt+x")
        screen.type("invi")
        #expect(screen.shows("/invite [--history] @user…"))
        screen.keys("enter")
        #expect(screen.line.hasPrefix("#team> /invite "))
        screen.keys("ctrl+c")
        screen.type("a draft")
        screen.keys("alt+x")
        screen.type("who")
        screen.keys("enter")
        #expect(screen.text[0].hasPrefix("3 here: alice, bob, carol"))
        #expect(screen.line.hasPrefix("#team> a draft"))
    }

    /// What a line was begun for, and for whom, outlives a command that was picked meanwhile.
    @Test func aPickedCommandLeavesTheDraftWhatItIs() {
        var screen = Screen.inCall(unlinked: true)
        screen.type("for the meeting only")
        screen.send(.audience(.team))
        for command in ["who", "unread"] {
            screen.keys("alt+x")
            screen.type(command)
            screen.keys("enter")
        }
        #expect(screen.line.hasPrefix("held> for the meeting only"))
        screen = Screen.ready()
        screen.send(.line(.said("bob", "really?", 1)))
        screen.enter("/reply")
        screen.type("yes")
        screen.keys("alt+x")
        // It can't: there is no conference.
        screen.type("/leave")
        screen.keys("enter")
        #expect(screen.line.hasPrefix("reply> yes"))
        screen.keys("escape")
        #expect(screen.line.hasPrefix("#team> yes"))
    }

    @Test func aPasteEndsACompletion() {
        var screen = Screen.ready()
        screen.type("/re")
        screen.keys("tab")
        screen.send(.paste("to be kept"))
        screen.keys("tab")
        #expect(screen.line.contains("to be kept"))
    }

    @Test func thePaletteTellsTheKeys() {
        var screen = Screen.ready(120, 40)
        screen.keys("alt+x")
        screen.type("/roster")
        #expect(screen.shows("who is in the chat beside it, or not (f5)"))
        screen.keys("escape")
        screen.enter("/bind f9 roster")
        screen.enter("/bind f5 none")
        screen.keys("alt+x")
        screen.type("/roster")
        #expect(screen.shows("who is in the chat beside it, or not (f9)"))
    }

    @Test func theChoiceGoesRoundAndStaysInside() {
        var screen = Screen.ready()
        screen.keys("alt+g", "up", "enter")
        #expect(screen.line.hasPrefix("#ops>"))
        screen.keys("alt+g", "down", "down", "down", "enter")
        #expect(screen.line.hasPrefix("#team>"))
        screen.keys("alt+g", "pagedown", "pagedown", "enter")
        #expect(screen.line.hasPrefix("#ops>"))
        screen.keys("alt+g")
        screen.type("zzz")
        #expect(screen.shows("nothing fits"))
        screen.keys("enter", "escape")
        #expect(screen.line.hasPrefix("#ops>"))
    }

    @Test func sentLinesAreFoundAgain() {
        var screen = Screen.ready()
        screen.enter("the first thing")
        screen.enter("another")
        screen.keys("ctrl+r")
        screen.type("fth")
        screen.keys("enter")
        #expect(screen.line.hasPrefix("#team> the first thing"))
    }

    @Test func wordsAreFoundInAllChats() {
        var screen = Screen.ready()
        screen.keys("ctrl+s")
        screen.type("needle")
        screen.keys("enter")
        #expect(screen.take() == [.search("needle", chat: nil)])
    }

    @Test func somebodyIsPickedForAPrivateChat() {
        var screen = Screen.ready()
        screen.keys("alt+q")
        screen.type("car")
        screen.keys("enter")
        #expect(screen.take() == [.openPrivate(.carol)])
        #expect(screen.line.hasPrefix("@carol>"))
    }

    @Test func linksAreListedTheNewestFirstAndCopied() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "see https://a.example/x, and (https://b.example)", 1)))
        screen.send(.line(.said("bob", "mailto:c@d.example javascript:alert(1)", 2)))
        screen.keys("alt+l")
        #expect(screen.shows("Links; Enter copies  3"))
        #expect(!screen.shows("> javascript"))
        screen.keys("down", "enter")
        #expect(screen.take() == [.copy(["https://b.example"])])
    }

    @Test func fuzzyFindsTheBestFirst() {
        var screen = Screen.ready()
        let titles = ["backstage", "stage", "small-talk", "sta"]
        screen.send(
            .chats(
                titles.map {
                    ChatSummary(
                        id: ChatID("group:\($0)") ?? .team, kind: .group, title: $0, members: [])
                }))
        screen.keys("alt+g")
        screen.type("sta")
        #expect(
            Self.picked(screen) == ["> sta", "#stage", "#sta", "#small-talk", "#backstage"])
    }

    // MARK: Tab

    @Test func tabShowsWhatThereIsToChooseFrom() {
        var screen = Screen.ready()
        screen.type("/re")
        screen.keys("tab")
        #expect(screen.shows("/react") && screen.shows("/reply"))
        #expect(screen.line.hasPrefix("#team> /react "))
        screen.keys("tab")
        #expect(screen.line.hasPrefix("#team> /remark "))
        screen.keys("backtab")
        #expect(screen.line.hasPrefix("#team> /react "))
        screen.type("x")
        #expect(!screen.shows("/reply"))
        screen.keys("ctrl+_", "ctrl+_", "ctrl+_", "ctrl+_")
        #expect(screen.line.hasPrefix("#team> /re "))
    }

    /// Who spoke last is answered most.
    @Test func namesAreCompletedFromWhoSpokeLast() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "one", 1)))
        screen.send(.line(.said("carol", "two", 2)))
        screen.type("@")
        screen.keys("tab")
        #expect(screen.line.hasPrefix("#team> @carol "))
        screen.keys("ctrl+u")
        screen.send(.line(.said("bob", "three", 3)))
        screen.type("@")
        screen.keys("tab")
        #expect(screen.line.hasPrefix("#team> @bob "))
    }

    /// What a command takes, at its place among the arguments.
    @Test(arguments: [
        ("/role @bob a", "/role @bob admin "), ("/role bo", "/role @bob "),
        ("/call rol", "/call role-based "), ("/call --u", "/call --unlinked "),
        ("/call lecture bo", "/call lecture @bob "), ("/invite --h", "/invite --history "),
        ("/poll --m", "/poll --multiple "),
        ("/poll --multiple --a", "/poll --multiple --anonymous "),
        ("/new --c", "/new --channel "), ("/clear --e", "/clear --everybody "),
        ("/waiting un", "/waiting uninvited "), ("/kind sm", "/kind smart "),
        ("/guests o", "/guests on "), ("/conference guest-v", "/conference guest-video "),
        ("/conference guest-video of", "/conference guest-video off "),
        ("/entry-pin o", "/entry-pin off "), ("/folder wo", "/folder work "),
        ("/unblock da", "/unblock @dave "), ("/ask --c", "/ask --camera "),
        ("/ask --camera bo", "/ask --camera @bob "), ("/silence al", "/silence all "),
        ("/admit ze", "/admit @zed "), ("/view spe", "/view speaker "), ("/view @b", "/view @bob "),
        // Who is not there can't be meant.
        ("/silence @d", "/silence @d"), ("/admit @b", "/admit @b"),
        ("/role @bob x", "/role @bob x"),
    ])
    func tabKnowsWhatACommandTakes(typed: String, line: String) throws {
        var screen = Screen.inCall(100, 24)
        var ops = ChatSummary.ops
        ops.standing = StandingView(
            read: 0, unreadCount: 0, mentionCount: 0, isMuted: false,
            place: .folder(try #require(FolderName("work"))))
        screen.send(.chats([.team, .bob, ops]))
        screen.send(.blocked([try #require(AccountName("dave"))]))
        screen.send(.floor(.waits(WaiterView(id: 9, name: "Zed", account: "zed"))))
        screen.keys("enter")
        screen.type(typed)
        screen.keys("tab")
        #expect(screen.line.hasPrefix("#team> \(line)"), "\(screen.line)")
    }

    /// By its number, since a name is nobody's property; with the name beside it.
    @Test func aGuestIsCompletedByNumber() {
        var screen = Screen.inCall(100, 24)
        var guest = ParticipantView(
            id: 12, name: "Gwen", isMicrophoneOn: true, isCameraOn: false)
        (guest.account, guest.role) = ("guest.x7", .guest)
        screen.send(.participantJoined(guest))
        screen.keys("enter")
        screen.type("/silence gw")
        screen.keys("tab")
        #expect(screen.line.hasPrefix("#team> /silence 12 "))
        screen.keys("ctrl+u")
        screen.type("/silence ")
        screen.keys("tab")
        #expect(screen.text.contains { $0.hasPrefix(" 12 ") && $0.contains(" Gwen ") })
    }

    @Test(arguments: [
        (":thumbsu", "👍 "), ("nice :tada", "nice 🎉 "), (":SMIL", "😄 "), (":zzzz", ":zzzz"),
        ("/set pa", "/set paste_lines "), ("/set bell f", "/set bell false "),
        ("/bind f9 ros", "/bind f9 roster "), ("/chat #o", "/chat #ops "),
    ])
    func tabKnowsEmojiAndSettings(typed: String, line: String) {
        var screen = Screen.ready()
        screen.type(typed)
        screen.keys("tab")
        #expect(screen.line.hasPrefix("#team> \(line)"))
    }
}
