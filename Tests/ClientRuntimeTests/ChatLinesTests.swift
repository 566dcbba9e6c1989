import Testing
import Wire

@testable import ClientRuntime

/// The lines that scripts read, whole.
struct ChatLinesTests {
    private static func event(
        _ kind: ChatEventKind, _ text: String = "", message: UInt64 = 0, account: String = "",
    ) -> ChatEvent {
        var event = ChatEvent()
        event.revision = 7
        event.chat = "group:x"
        event.kind = kind
        event.sender = "alice"
        event.text = text
        event.milliseconds = 1_795_615_500_000
        event.message = message
        event.account = account
        return event
    }

    private static let head =
        #","sequence":1,"time":"2026-11-25T14:05:00.000Z","revision":7,"chat":"group:x","sender":"alice""#

    @Test(
        arguments: [
            (
                event(.message, "hi", message: 5, account: "bob"), "message",
                #""text":"hi","reply_to":5,"forwarded_from":"bob""#
            ),
            (event(.edited, "ho", message: 5), "message-edited", #""text":"ho","message":5"#),
            (event(.reacted, "👍", message: 5), "reaction-added", #""emoji":"👍","message":5"#),
            (event(.retitled, "news"), "title-changed", #""title":"news""#),
            (event(.removed, account: "bob"), "member-removed", #""account":"bob""#),
            (event(.read, message: 5), "read", #""message":5"#),
            (event(.placed, "folder:work"), "placed", #""place":"folder:work""#),
            (event(.drafted, "be"), "draft", #""text":"be""#),
        ] as [(ChatEvent, String, String)])
    func anEventIsOneObject(event: ChatEvent, type: String, rest: String) {
        #expect(event.json(sequence: 1) == "{\"v\":1,\"type\":\"\(type)\"\(Self.head),\(rest)}")
    }

    @Test func whatHasBecomeOfAMessageIsInIt() {
        var event = Self.event(.message, "hi\u{1B}")
        event.state.editedMilliseconds = 1_795_615_560_000
        event.state.pinned = true
        var reaction = Reaction()
        reaction.emoji = "👍"
        reaction.count = 2
        reaction.accounts = ["alice", "bob"]
        event.state.reactions = [reaction]
        let state =
            #""edited":"2026-11-25T14:06:00.000Z","pinned":true,"reactions":"#
            + #"[{"emoji":"👍","count":2,"accounts":["alice","bob"]}]"#
        #expect(
            event.json(sequence: 1)
                == "{\"v\":1,\"type\":\"message\"\(Self.head),\"text\":\"hi\\u001b\",\(state)}")
        #expect(
            event.numberedLine
                == #"7 2026-11-25 14:05 group:x alice: hi\u{1B} (edited, pinned, 👍 2)"#)
        event.text = ""
        event.state = MessageState()
        event.state.deleted = true
        #expect(event.numberedLine == "7 2026-11-25 14:05 group:x alice:  (deleted)")
    }

    @Test func aPollIsInItWithItsCounts() {
        var event = Self.event(.message, "lunch?")
        var poll = PollState()
        poll.question = "lunch?"
        var soup = PollOption()
        soup.text = "soup"
        soup.votes = 1
        soup.accounts = ["bob"]
        var rice = PollOption()
        rice.text = "rice\u{1B}"
        poll.options = [soup, rice]
        poll.voters = 1
        poll.own.options = []
        event.state.polls = [poll]
        let object =
            #"{"question":"lunch?","options":[{"text":"soup","votes":1,"accounts":["bob"]},"#
            + #"{"text":"rice\u001b","votes":0,"accounts":[]}],"multiple":false,"anonymous":false,"#
            + #""closed":false,"voters":1,"own":[]}"#
        #expect(
            event.json(sequence: 1)
                == "{\"v\":1,\"type\":\"message\"\(Self.head),\"text\":\"lunch?\",\"poll\":\(object)}"
        )
        let words = #"poll: 1 soup 1, 2 rice\u{1B} 0"#
        #expect(event.plainLine == "14:05 group:x alice: lunch? (\(words))")
        event.state.polls[0].closed = true
        event.state.pinned = true
        #expect(
            event.numberedLine
                == "7 2026-11-25 14:05 group:x alice: lunch? (pinned, \(words), closed)")
        // Of what another chose in an anonymous poll, there is neither a sender nor an own choice.
        event = Self.event(.voted, message: 5)
        event.sender = ""
        poll.clearOwn()
        event.state.polls = [poll]
        #expect(event.json(sequence: 1).contains(#""sender":"","message":5,"poll":{"#))
        #expect(!event.json(sequence: 1).contains("own"))
    }

    @Test func aGuestIsCalledByTheNameItGave() {
        var event = Self.event(.message, "hi")
        event.sender = "guest.abcd2345"
        var guest = NamedGuest()
        guest.account = event.sender
        guest.name = "Gwen\u{202E}"
        event.guests = [guest]
        #expect(event.plainLine == #"14:05 group:x guest Gwen\u{202E}: hi"#)
        #expect(event.numberedLine == #"7 2026-11-25 14:05 group:x guest Gwen\u{202E}: hi"#)
        let names = #""guests":[{"account":"guest.abcd2345","name":"Gwen\u202e"}]}"#
        #expect(event.json(sequence: 1).hasSuffix(#""text":"hi","# + names))
        event.guests = []
        #expect(event.plainLine == "14:05 group:x guest.abcd2345: hi")
    }

    @Test func aChatSaysWhereOneIsInIt() {
        var entry = ChatEntry()
        entry.id = "channel:x"
        entry.kind = .channel
        entry.title = "news"
        entry.memberCount = 1
        entry.role = .writer
        entry.standing.read = 3
        entry.standing.newest = 9
        entry.standing.unread = 2
        entry.standing.mentions = 1
        entry.standing.muted = true
        entry.standing.place = "top"
        var member = Member()
        member.account = "alice"
        member.role = .writer
        entry.members = [member]
        #expect(
            entry.json == #"{"v":1,"type":"chat","id":"channel:x","kind":"channel","title":"news","#
                + #""members":["alice"],"member_count":1,"role":"writer","read":3,"unread":2,"#
                + #""mentions":1,"newest":9,"muted":true,"place":"top"}"#)
        #expect(member.plainLine == "alice writer")
        #expect(
            member.json(in: "channel:x")
                == #"{"v":1,"type":"member","chat":"channel:x","account":"alice","role":"writer"}"#)
    }

    @Test func meIsOneObjectOrALineForEachThing() {
        var me = Me()
        me.account = "alice"
        me.kind = .person
        me.rights = ["call", "create"]
        var window = PolicyEntry()
        (window.name, window.value) = ("edit-window", "2d")
        #expect(
            me.json([window])
                == #"{"v":1,"type":"me","account":"alice","display_name":"","kind":"person","#
                + #""rights":["call","create"],"policies":{"edit_window":"2d"}}"#)
        #expect(window.plainLine == "policy edit-window 2d")
        #expect(me.plainLines == ["account alice", "kind person", "rights call create"])
        var list = PolicyList()
        list.policies = [window]
        #expect(
            list.json(sequence: 7)
                == #"{"v":1,"type":"policies-changed","sequence":7,"policies":{"edit_window":"2d"}}"#
        )
        #expect(
            window.noticeWords == "edit-window is 2d from now on: "
                + "how long people can edit their messages, and delete them for all")
        window.name = "of-tomorrow"
        #expect(window.noticeWords == "of-tomorrow is 2d from now on")
        me.displayName = "Al\u{1B}ice"
        me.rights = []
        #expect(
            me.plainLines
                == ["account alice", #"name Al\u{1B}ice"#, "kind person", "rights none"])
    }

    @Test func aPersonIsOneLine() {
        var person = PersonEntry()
        (person.account, person.name, person.presence) = ("bob", "Bob\u{1B}", .busy)
        #expect(person.plainLine == "bob\tBob\\u{1B}\tbusy")
        #expect(
            person.json == #"{"v":1,"type":"person","account":"bob","name":"Bob\u001b","#
                + #""bot":false,"presence":"busy"}"#)
        person.presence = .unspecified
        #expect(person.plainLine.hasSuffix("\t"))
    }

    @Test func everyKindOfEventHasAWordOfItsOwn() {
        let words = ChatEventKind.allCases.filter { $0 != .unspecified }.map(\.word)
        #expect(Set(words).count == words.count && !words.contains("unknown"))
    }
}
