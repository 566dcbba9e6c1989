import Canvas
import Interface
import Rooms
import Units

/// Moments of a day with Conclave, as the screen shows them.
enum Scene: String, CaseIterable, Sendable {
    case chat, messages, poll, writing, completion, picker, palette, question, help, log
    case conference, speaker, recorded, muted, late
    case ringing, waiting, hall, meeting, nine
    case results, search, unread, refused, offline, transfer
    case places, markup
    case connecting, unreachable

    func screen(_ columns: Int, _ rows: Int) -> Screen {
        if self == .connecting || self == .unreachable { return self.start(columns, rows) }
        var screen = Screen.ready(columns, rows)
        var team = ChatSummary.team
        team.roles = [.carol: .owner, .bob: .admin]
        screen.send(.chats([team, .bob, .ops]))
        screen.send(.presence(.bob, .online))
        self.fill(&screen)
        self.act(on: &screen)
        screen.pass(.seconds(self.isBrief ? 1 : 9))
        if self == .conference || self == .speaker { screen.send(.levels([1: 42, 2: 12])) }
        return screen
    }

    /// Before there has been a connection; somebody has begun to write.
    private func start(_ columns: Int, _ rows: Int) -> Screen {
        var screen = Screen(columns, rows)
        screen.state.server = "example.org"
        screen.send(.connection(.connecting))
        screen.type("good morning")
        guard self == .unreachable else { return screen }
        let reason = "nothing listens on port 4307 of example.org"
        screen.send(.connection(.offline(reason: reason, retryIn: .seconds(15))))
        screen.pass(.seconds(4))
        return screen
    }

    /// Whether what the program has to say still stands in the title.
    private var isBrief: Bool { [.log, .muted, .ringing, .waiting, .hall].contains(self) }

    private var isConference: Bool {
        [
            .conference, .speaker, .recorded, .muted, .late, .waiting, .hall, .meeting, .nine,
        ].contains(self)
    }

    /// What has been said, and who is in a conference.
    private func fill(_ screen: inout Screen) {
        screen.send(.line(.line(.created(by: "carol", title: "team"), 0)))
        for line in Self.lines { screen.send(.line(line)) }
        screen.send(.line(.said("bob", "are you there, @alice?", 13, in: .bob)))
        screen.send(.line(.said("carol", "the log is at https://ops.example/log", 14, in: .ops)))
        guard self.isConference else { return }
        var view = ConferenceView.meeting(unlinked: self == .muted || self == .meeting)
        if self == .nine {
            view.participants += (4...9).map {
                ParticipantView(
                    id: $0, name: "guest \($0)", isMicrophoneOn: $0.isMultiple(of: 2),
                    isCameraOn: true)
            }
        }
        if self == .waiting { view.participants[0].role = .moderator }
        if self == .hall {
            view.kind = .lecture
            view.participants[0].seat = .hall
            view.participants[2].isHandUp = true
        }
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
        case .poll:
            for line in Self.polls { screen.send(.line(line)) }
            screen.keys("ctrl+up")
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
        default: self.happen(on: &screen)
        }
    }

    /// What comes from elsewhere.
    private func happen(on screen: inout Screen) {
        let caller = ConferenceSummary(
            id: .one, chat: .bob, isUnlinked: false, startedBy: "bob", participantCount: 1)
        switch self {
        case .ringing: screen.send(.invited(caller, by: "bob", rings: true))
        case .waiting:
            screen.send(.floor(.waits(WaiterView(id: 20, name: "erin", account: "erin"))))
            screen.send(.floor(.waits(WaiterView(id: 21, name: "Frank", account: "guest-1"))))
        case .hall: screen.send(.floor(.handRaised(1)))
        case .results: screen.send(.found(Self.lines, words: "the"))
        case .search:
            screen.send(.found([Self.lines[0], Self.lines[4]], words: "cake"))
            screen.keys("escape", "alt+,", "alt+,")
        case .unread:
            screen.send(.line(.said("dave", "@alice, a word?", 15, in: .ops)))
            screen.send(.line(.line(.retitled("ops", by: "carol"), 16, in: .ops)))
        case .places:
            screen.send(.chats(Self.placedChats))
            screen.send(.line(.said("carol", "one more thing", 15, in: .ops)))
        case .markup:
            for (number, text) in Self.markedUp.enumerated() {
                screen.send(.line(.said("bob", text, 15 + number)))
            }
            screen.keys("ctrl+up", "alt+k", "ctrl+up", "alt+k", "ctrl+up")
        case .refused:
            screen.enter("the first")
            screen.enter("one of two\u{2028}lines")
            screen.send(.postFailed(PostID(1), reason: "you may only read here"))
            screen.send(.postFailed(PostID(2), reason: "it is longer than a message can be"))
            screen.keys("ctrl+up")
        case .offline:
            screen.send(.connection(.offline(reason: "no route", retryIn: .seconds(20))))
            screen.enter("said meanwhile")
        case .transfer:
            screen.send(
                .transfer(
                    TransferView(
                        name: "a long name of a file.tar.gz", done: 42, size: 100, isUpload: true)))
        default: break
        }
    }

    /// On top, in a folder, in the archive with and without something new.
    private static var placedChats: [ChatSummary] {
        [("group:old", "archive"), ("group:news", "folder:at work"), ("group:top", "top")].map {
            let id = ChatID($0) ?? .ops
            return Self.placed(
                ChatSummary(
                    id: id, kind: .group, title: String(id.text.dropFirst(6)), members: [.alice]),
                $1)
        } + [.team, Self.placed(.bob, "folder:at work"), Self.placed(.ops, "archive")]
    }

    private static func placed(_ summary: ChatSummary, _ place: String) -> ChatSummary {
        var summary = summary
        summary.standing = StandingView(
            read: 0, unreadCount: 0, mentionCount: 0, isMuted: false,
            place: ChatPlace(place) ?? .list)
        return summary
    }

    private static let markedUp = [
        "**Friday** at *noon*, says `cron`",
        "## The plan\n> nobody knows\nso:\n```\nmake cake_v2\n```",
        "plain words with snake_case and 2*3*4",
    ]

    private static var polls: [ChatLine] {
        let secret = ChatLine.poll(
            "carol", "shall we move the release?", ["yes", "no", "to the week after the next"], 15,
            isAnonymous: true
        ) { $0.vote([3], [1], [1], own: [1]) }
        let open = ChatLine.poll(
            "bob", "lunch?", ["soup", "rice with everything that is left"], 16, isMultiple: true
        ) { tally in
            tally.vote([1], [2, 1], [1], own: nil)
            tally.counts[0].accounts = [.alice, .bob]
            tally.counts[1].accounts = [.bob]
        }
        return [secret, open]
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
