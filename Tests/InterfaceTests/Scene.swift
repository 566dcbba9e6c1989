import Canvas
import Interface
import Rooms
import Units

/// Moments of a day with Conclave, as the screen shows them.
enum Scene: String, CaseIterable, Sendable {
    case chat, messages, writing, completion, picker, palette, question, help, log
    case conference, speaker, recorded, muted, late

    func screen(_ columns: Int, _ rows: Int) -> Screen {
        var screen = Screen.ready(columns, rows)
        var team = ChatSummary.team
        team.roles = [.carol: .owner, .bob: .admin]
        screen.send(.chats([team, .bob, .ops]))
        screen.send(.presence(.bob, .online))
        self.fill(&screen)
        self.act(on: &screen)
        screen.pass(.seconds(self == .log || self == .muted ? 1 : 9))
        if self == .conference || self == .speaker { screen.send(.levels([1: 42, 2: 12])) }
        return screen
    }

    /// What has been said, and who is in a conference.
    private func fill(_ screen: inout Screen) {
        screen.send(.line(.line(.created(by: "carol", title: "team"), 0)))
        for line in Self.lines { screen.send(.line(line)) }
        screen.send(.line(.said("bob", "are you there, @alice?", 13, in: .bob)))
        screen.send(.line(.said("carol", "the log is at https://ops.example/log", 14, in: .ops)))
        guard [.conference, .speaker, .recorded, .muted, .late].contains(self) else { return }
        var view = ConferenceView.meeting(unlinked: self == .muted)
        if self == .recorded {
            view.encryption = .endToEndVerified
            view.participants.append(
                ParticipantView(
                    id: 9, name: "dave", kind: .recorder, isMicrophoneOn: false, isCameraOn: false))
        }
        screen.send(.joined(view))
        screen.send(.devices(microphoneOn: self != .muted, cameraOn: true))
        screen.send(.levels([2: 12]))
    }

    private func act(on screen: inout Screen) {
        switch self {
        case .messages: screen.keys("ctrl+up", "ctrl+up", "ctrl+up")
        case .writing:
            screen.type("a message of two lines")
            screen.keys("alt+enter")
            screen.type(
                "with an answer that is longer than what fits into a row of the screen, "
                    + "so that it is broken")
        case .completion:
            screen.type("/m")
            screen.keys("tab", "tab")
        case .picker: screen.keys("alt+g")
        case .palette:
            screen.keys("alt+x")
            screen.type("chat")
        case .question:
            screen.type("/quti")
            screen.keys("ctrl+c", "ctrl+c")
        case .help: screen.keys("f1")
        case .log:
            screen.send(.notice(.warning, "the camera has gone"))
            screen.send(.notice(.error, "cannot open the microphone: busy"))
            screen.enter("/log")
        case .speaker: screen.keys("f3", "f2")
        case .muted: screen.send(.spokeMuted)
        case .late:
            screen.send(
                .network(NetworkState(delay: .milliseconds(420), remark: "slow link: 320x180")))
        case .chat, .conference, .recorded: break
        }
    }

    private static var lines: [ChatLine] {
        var question = ChatLine.said("bob", "who brings the cake? @all", 5)
        question.details.isPinned = true
        var answer = ChatLine.said("carol", "I do, grüße, 漢字 and 👍🏽: https://cake.example/recipe", 6)
        answer.details = MessageDetails(replyTo: 6)
        answer.details.reactions = [
            .init("🎂", count: 2, accounts: ["alice", "bob"]), .init("👍", count: 1, accounts: []),
        ]
        var edited = ChatLine.said("alice", "from another chat", 8)
        edited.details = MessageDetails(forwardedFrom: "dave")
        edited.details.edited = edited.time
        var deleted = ChatLine.said("bob", "", 7)
        deleted.details.isDeleted = true
        return [
            question, answer, deleted, edited, .said("alice", "@bob see you at 5", 9),
            .said("bob", "/me nods", 10),
        ]
    }
}
