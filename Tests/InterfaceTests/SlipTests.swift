import Canvas
import Interface
import Rooms
import Testing
import Units

/// Slips of the hand: what a key or a paste does that was not meant.
struct SlipTests {
    private static let secret = "hunter2!Aq"

    @Test func aQuestionMarkIsAMessage() throws {
        var screen = Screen.ready()
        screen.enter("?")
        let text = try #require(MessageText("?"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1))])
    }

    @Test func outsideTheLineAQuestionMarkIsHelp() {
        var screen = Screen.inCall()
        screen.keys("?")
        #expect(screen.shows("Help"))
    }

    /// Somebody who begins to write right after joining is not seen and not heard.
    @Test(arguments: ["morning", "very well"])
    func theFirstLetterAfterJoiningOpensNothing(text: String) {
        var screen = Screen.inCall()
        screen.send(.devices(microphoneOn: false, cameraOn: false))
        screen.type(text)
        #expect(screen.take() == [])
        #expect(screen.line.hasPrefix("#team> \(text)"))
    }

    @Test func aLineLeftOnPurposeLeavesTheLettersToTheDevices() {
        var screen = Screen.inCall()
        screen.send(.devices(microphoneOn: false, cameraOn: false))
        #expect(screen.line.contains("Esc, then m mute"))
        screen.keys("escape", "m", "v", "space")
        #expect(screen.take() == [.microphone(true), .camera(true), .microphone(true)])
    }

    @Test func whoIsTalkingInTheChatGoesOn() {
        var screen = Screen.ready()
        screen.enter("hello")
        screen.send(.joined(.meeting()))
        screen.send(.devices(microphoneOn: true, cameraOn: true))
        _ = screen.take()
        screen.type("more")
        #expect(screen.take() == [])
        #expect(screen.line.hasPrefix("#team> more"))
    }

    // MARK: Secrets

    @Test(arguments: [
        "/msg @bob \(Self.secret)", "/reply \(Self.secret)", "/reply ^ \(Self.secret)",
        "/edit \(Self.secret)", "/me \(Self.secret)", "//\(Self.secret)", Self.secret,
    ])
    func aSecretIsAskedAbout(line: String) {
        var screen = Screen.ready()
        screen.send(.line(.said("alice", "mine", 1)))
        screen.enter(line)
        #expect(screen.shows("this looks like a password or a key"))
        #expect(screen.take() == [])
        screen.keys("n")
        #expect(screen.line.contains(line))
        screen.keys("enter", "y")
        #expect(screen.take().count == 1)
        #expect(!screen.line.contains(Self.secret))
    }

    @Test func aTextWithoutAQuestionIsPossible() {
        var screen = Screen.ready()
        screen.enter("/plain-text \(Self.secret)")
        #expect(screen.take().count == 1)
    }

    @Test func aSecretIsNoDraft() {
        var screen = Screen.ready()
        screen.send(.paste(Self.secret))
        screen.pass(.seconds(5))
        screen.keys("alt+3")
        #expect(!screen.takeAll().contains { if case .act(_, .draft) = $0 { true } else { false } })
        screen.keys("alt+1")
        #expect(screen.line.contains(Self.secret))
        screen.keys("ctrl+u")
        screen.type("hello")
        screen.pass(.seconds(5))
        #expect(screen.takeAll().contains { if case .act(_, .draft) = $0 { true } else { false } })
    }

    // MARK: Names

    /// One rule for what is heard, counted and marked.
    @Test func onlyANameWithAnAtIsAMention() {
        var screen = Screen.ready()
        screen.send(.line(.said("carol", "alice is late", 1, in: .ops)))
        #expect(screen.take() == [])
        screen.send(.line(.said("carol", "where is @alice", 2, in: .ops)))
        #expect(screen.take() == [.bell])
        #expect(screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains(" @1/2│") })
    }

    @Test func aNameIsCompletedToAMention() {
        var screen = Screen.ready()
        screen.type("bo")
        screen.keys("tab")
        #expect(screen.line.hasPrefix("#team> @bob "))
    }

    // MARK: What is unread

    @Test func whatWantsOneMostComesFirstAndThenTheWayBack() {
        var screen = Screen(80, 24)
        screen.send(.connection(.online))
        let quiet = ChatID("group:quiet") ?? .ops
        var muted = ChatSummary(id: quiet, kind: .group, title: "quiet", members: [.alice, .bob])
        muted.standing = StandingView(read: 0, unreadCount: 4, mentionCount: 0, isMuted: true)
        let named = ChatID("group:named") ?? .ops
        let last = ChatSummary(id: named, kind: .group, title: "named", members: [.alice, .bob])
        screen.send(.chats([.team, .ops, .bob, muted, last]))
        screen.send(.line(.said("carol", "for all", 1, in: .ops)))
        screen.send(.line(.said("bob", "for you", 2, in: .bob)))
        screen.send(.line(.said("bob", "@alice", 3, in: named)))
        var places: [String] = []
        for _ in 0..<5 {
            screen.keys("alt+a")
            places.append(String(screen.line.prefix { $0 != ">" }))
        }
        #expect(places == ["#named", "@bob", "#ops", "#team", "#team"])
        #expect(screen.text[0].hasPrefix("nothing unread"))
    }
}
