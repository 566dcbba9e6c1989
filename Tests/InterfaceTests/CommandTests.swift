import Canvas
import Interface
import Rooms
import Testing

struct CommandTests {
    private static let title = ChatTitle("road map")
    private static let text = MessageText("hi there")

    @Test(
        arguments: [
            ("/join k7f2-mq9x-d3tv", [.join(.one)]),
            ("/j K7F2-MQ9X-D3TV", [.join(.one)]),
            ("/call", [.call(CallDraft(chat: .team))]),
            ("/call --unlinked", [.call(CallDraft(chat: .team, isUnlinked: true))]),
            (
                "/call lecture @bob carol",
                [.call(CallDraft(chat: .team, kind: .lecture, callees: [.bob, .carol]))]
            ),
            (
                "/invite @bob carol",
                [.act(chat: .team, .add(.bob, .none)), .act(chat: .team, .add(.carol, .none))]
            ),
            ("/invite --history @bob", [.act(chat: .team, .add(.bob, .all))]),
            ("/role @bob admin", [.act(chat: .team, .setRole(.bob, .admin))]),
            ("/role bob OWNER", [.act(chat: .team, .setRole(.bob, .owner))]),
            ("/mute-chat", [.act(chat: .team, .mute(true))]),
            ("/search-all green", [.search("green", chat: nil)]),
            ("/s  green tea", [.search("green tea", chat: .team)]),
            ("/members", []), ("/pins", []), ("/favourites", [.openFavourites]),
            ("/quit", [.quit]), ("/q", [.quit]), ("/EXIT", [.quit]),
            ("/help", []), ("/help join", []), ("/log", []), ("/conferences", []), ("/who", []),
            ("/chat #ops", []), ("/chat 2", []),
        ] as [(String, [Effect])])
    func does(line: String, effects: [Effect]) {
        var screen = Screen.ready()
        screen.enter(line)
        #expect(screen.take() == effects)
        #expect(!screen.line.contains(line))
    }

    @Test func aCallInAPrivateChatRingsTheOther() {
        var screen = Screen.ready()
        screen.enter("/chat @bob")
        screen.enter("/call")
        #expect(screen.take().last == .call(CallDraft(chat: .bob, kind: .call, callees: [.bob])))
        screen.enter("/call --unlinked all-on-screen @carol")
        let wide = CallDraft(
            chat: .bob, isUnlinked: true, kind: .allOnScreen, callees: [.carol])
        #expect(screen.take() == [.call(wide)])
    }

    @Test func makesChats() throws {
        var screen = Screen.ready()
        screen.enter("/new road map @bob @carol")
        let title = try #require(Self.title)
        #expect(screen.take() == [.newChat(title: title, members: [.bob, .carol])])
        let id = try #require(ChatID("group:new"))
        let made = ChatSummary(id: id, kind: .group, title: "road map", members: [.alice, .bob])
        screen.send(.chats([.team, .bob, .ops, made]))
        #expect(screen.text[0].hasPrefix("#road map · 2 people"))
    }

    @Test func opensPrivateChats() throws {
        var screen = Screen.ready()
        let text = try #require(Self.text)
        screen.enter("/msg @bob hi there")
        #expect(screen.take() == [.post(chat: .bob, text: text, id: PostID(1))])
        screen.enter("/msg carol hi there")
        let carol = ChatID.privateChat(.alice, .carol)
        #expect(
            screen.take() == [
                .openPrivate(.carol), .post(chat: carol, text: text, id: PostID(2)),
            ])
        #expect(screen.line.hasPrefix("@carol> "))
        #expect(screen.status.hasPrefix("shared with @alice and @carol (2)"))
    }

    @Test func sendsWhatBeginsWithASlash() throws {
        var screen = Screen.ready()
        for (line, sent) in [
            ("//etc/passwd", "/etc/passwd"), ("/plain-text /quit", "/quit"),
            ("/plain-text Tr0ub4dor&3", "Tr0ub4dor&3"), ("/me waves", "/me waves"),
        ] {
            screen.enter(line)
            let text = try #require(MessageText(sent))
            guard case .post(.team, text, _, nil) = screen.take().first else {
                Issue.record("\(line) was not sent")
                continue
            }
        }
        screen.send(.line(.said("bob", "/me dances", 1)))
        #expect(screen.shows("* │ bob dances"))
    }

    @Test func commandsOfAConference() {
        var screen = Screen.inCall()
        for (line, effects) in [
            ("/mute", [.microphone(false)]), ("/cam", [.camera(false)]), ("/leave", [.leave]),
            ("/layout", []), ("/who", []),
        ] as [(String, [Effect])] {
            screen.enter(line)
            #expect(screen.take() == effects, "\(line)")
        }
        #expect(screen.shows("3 here: alice, bob, carol"))
        screen.enter("/quit")
        #expect(screen.take() == [])
        screen.keys("y")
        #expect(screen.take() == [.quit])
    }

    @Test(arguments: [
        ("/quti", "error: there is no command '/quti'; the nearest is /quit"),
        ("/etc/passwd", "error: there is no command '/etc/passwd'; the nearest is"),
        ("/", "error: there is no command '/'; the nearest is"),
        ("/confer", "error: there is no command '/confer'; the nearest is /conference"),
        ("/mute", "error: you are not in a conference; /call starts one, /join ID enters one"),
        ("/cam", "error: you are not in a conference;"),
        ("/leave", "error: you are not in a conference;"),
        ("/layout", "error: you are not in a conference;"),
        ("/call --linked", "error: it is written /call [--unlinked]"),
        ("/join", "error: no conference is running in this chat; /call starts one"),
        ("/join nonsense", "error: 'nonsense' cannot be a conference; they look like k7f2-mq9x"),
        ("/msg", "error: it is written /msg @user [TEXT]"),
        ("/msg @Ä", "error: '@Ä' cannot be an account; they look like @alice"),
        ("/msg @alice", "error: '@alice' cannot be an account"),
        ("/new", "error: it is written /new [--channel] TITLE [@user…]"),
        ("/invite", "error: it is written /invite [--history] @user…"),
        ("/reply", "error: there is no message '^' here; ^ is the last one, ^5 the fifth last"),
        ("/delete ^3", "error: there is no message '^3' here"),
        ("/edit ^^2", "error: there is no message '^^2' here"),
        ("/hide ^0", "error: there is no message '^0' here"),
        ("/role @bob", "error: it is written /role @user ROLE"),
        ("/role @bob king", "error: 'king' is not a role: owner, admin, writer or user"),
        ("/goto 1", "error: nothing is listed as '1'; /search or /pins makes a list"),
        ("/goto x", "error: it is written /goto NUMBER"),
        ("/search ...", "error: it is written /search WORDS"),
        ("/clear all", "error: it is written /clear [--everybody]"),
        ("/chat", "error: it is written /chat CHAT"),
        ("/chat nowhere", "error: there is no chat 'nowhere' in the list"),
        ("/me", "error: it is written /me TEXT"),
        ("/plain-text", "error: it is written /plain-text TEXT"),
        ("/help quti", "error: there is no command '/quti'; the nearest is /quit"),
    ])
    func saysWhatIsWrongAndKeepsTheLine(line: String, error: String) {
        var screen = Screen.ready(120, 24)
        screen.enter(line)
        #expect(screen.take() == [])
        #expect(screen.text[0].hasPrefix(error))
        #expect(screen.line.hasPrefix("#team> \(line)"))
    }

    @Test func withoutAChatNothingIsSent() {
        var screen = Screen(80, 24)
        screen.send(.connection(.online))
        for line in ["hello", "/me waves", "/call", "/invite @bob", "/join", "/plain-text x"] {
            screen.enter(line)
            #expect(screen.take() == [], "\(line)")
            #expect(screen.text[0].hasPrefix("error: there is no chat"), "\(line)")
            screen.keys("ctrl+u")
        }
        screen.enter("/quit")
        #expect(screen.take() == [.quit])
    }

    @Test func joinsWhatRunsInTheChat() {
        var screen = Screen.ready()
        screen.send(
            .conferenceList([
                ConferenceSummary(
                    id: .one, chat: .team, isUnlinked: false, startedBy: "bob", participantCount: 2)
            ]))
        #expect(screen.text[0].hasPrefix("#team · 3 people · conference k7f2-mq9x-d3tv is running"))
        screen.enter("/join")
        #expect(screen.take() == [.join(.one)])
        screen.enter("/conferences")
        #expect(screen.shows("k7f2-mq9x-d3tv in #team, 2 there: /join k7f2-mq9x-d3tv"))
    }

    @Test func helpNamesEveryCommandAndKey() {
        var screen = Screen.ready(200, 240)
        screen.enter("/help")
        let help = screen.picture
        for command in Commands.all { #expect(help.contains(command.synopsis)) }
        for binding in KeyTable.standard.bindings {
            #expect(help.contains(binding.deed.help(in: binding.place)))
        }
        screen.keys("escape", "f1")
        #expect(screen.shows("Keys everywhere"))
        screen.keys("q")
        screen.enter("/help call")
        #expect(screen.shows("With --unlinked it gets a chat of its own"))
    }

    @Test func helpScrollsToItsEnd() {
        var screen = Screen.ready(40, 12)
        screen.keys("f1")
        #expect(screen.shows("alt+x"))
        for _ in 0..<80 { screen.keys("pagedown") }
        #expect(screen.shows("which keeps it"))
        screen.keys("home")
        #expect(screen.shows("alt+x"))
    }

    /// Whoever presses F1 for the first time wants keys, and then the commands of where one is.
    @Test func helpBeginsWithTheKeysAndHasTheCommandsByWhereTheyWork() {
        var screen = Screen.ready(200, 240)
        screen.enter("/alias hi = /me waves")
        screen.keys("f1")
        let titles = [
            "Keys everywhere", "Keys in the line", "Keys in a conference, outside the line",
            "Commands everywhere", "Commands in a chat", "Commands in a conference",
            "Names of your own", "Keys on a chosen poll",
        ]
        let rows = titles.compactMap { title in
            screen.text.firstIndex { $0.contains("│ " + title) }
        }
        #expect(rows.count == titles.count && rows == rows.sorted())
        let join = screen.text.firstIndex { $0.contains("│ /join") }
        let mute = screen.text.firstIndex { $0.contains("│ /mute ") }
        #expect(join ?? 0 < rows[4] && mute ?? 0 > rows[5])
    }

    @Test(arguments: [(80, 24, true), (64, 16, true), (60, 24, false), (80, 15, false)])
    func whatLiesOverTheScreenHasABorderWhereThereIsRoom(
        columns: Int, rows: Int, hasBorder: Bool,
    ) {
        for key in ["f1", "alt+g"] as [Key] {
            var screen = Screen.ready(columns, rows)
            screen.keys(key)
            let title = screen.text[1]
            #expect(title.contains("┌ ") == hasBorder && title.contains("┐") == hasBorder)
            #expect(screen.shows("└─") == hasBorder)
            #expect(
                screen.text.dropFirst(2).contains { $0.contains("┘") } == hasBorder)
            guard hasBorder else { continue }
            #expect(screen.style(of: "┌") == Theme.standard[.overlayBorder])
            // A click on the border is no click beside it.
            let column = screen.text[2].prefix { $0 != "│" }.count
            screen.send(.mouse(MouseEvent(.press(.left), at: Point(column: column, row: 2))))
            #expect(screen.shows("└─"))
        }
    }

    @Test func namesAreUniqueAndTextsAreInOneVoice() {
        let names = Commands.all.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
        #expect(Commands.all.map(\.name) == Commands.all.map(\.name).sorted())
        for help in Commands.all.map(\.help) + Action.allCases.map(\.help) {
            #expect(help.first?.isUppercase == false && help.last != ".", "\(help)")
        }
        for place in KeyBinding.Place.allCases {
            let keys = KeyTable.standard.bindings.filter { $0.place == place }.map(\.key)
            #expect(Set(keys).count == keys.count)
        }
    }
}
