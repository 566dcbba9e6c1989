import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Everything that can be asked of a chat, by everybody, over the wire: hiding a key in an interface
/// is never the protection.
struct ChatRightMatrixTests {
    /// Who asks. `s` is not in the chat.
    static let columns: [(ChatKind, String)] = [
        (.group, "oaus"), (.channel, "oawus"), (.privateChat, "us"), (.favourites, "os"),
        (.meeting, "oaus"),
    ]

    /// ✓ done, ✗ access-denied, ? chat-not-found; a column for each letter above.
    static let table: [(String, String)] = [
        ("say", "✓✓✓? ✓✓✓✗? ✓? ✓? ✓✓✓?"),
        ("reply", "✓✓✓? ✓✓✓✗? ✓? ✓? ✓✓✓?"),
        ("forward", "✓✓✓? ✓✓✓✗? ✓? ✓? ✓✓✓?"),
        ("edit own", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("edit others'", "✗✗✗? ✗✗✗✗? ✗? ✗? ✗✗✗?"),
        ("delete own for all", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("delete others' for all", "✓✓✗? ✓✓✗✗? ✗? ✗? ✓✓✗?"),
        ("delete own for me", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("delete others' for me", "✓✓✓? ✓✓✓✓? ✓? ✗? ✓✓✓?"),
        ("ask", "✓✓✓? ✓✓✓✗? ✓? ✗? ✓✓✓?"),
        ("vote", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("close own poll", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("close others' poll", "✓✓✗? ✓✓✗✗? ✗? ✗? ✓✓✗?"),
        ("edit own poll", "✗✗✗? ✗✗✗✗? ✗? ✗? ✗✗✗?"),
        ("react", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("take reaction back", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("pin", "✓✓✗? ✓✓✗✗? ✗? ✓? ✓✓✗?"),
        ("unpin", "✓✓✗? ✓✓✗✗? ✗? ✓? ✓✓✗?"),
        ("retitle", "✓✓✗? ✓✓✗✗? ✗? ✗? ✓✓✗?"),
        ("add", "✓✓✗? ✓✓✗✗? ✗? ✗? ✗✗✗?"),
        ("add with history", "✓✓✗? ✓✓✗✗? ✗? ✗? ✗✗✗?"),
        ("remove a user", "✓✓✗? ✓✓✗✗? ✗? ✗? ✗✗✗?"),
        ("remove an admin", "✓✗✗? ✓✗✗✗? ✗? ✗? ✗✗✗?"),
        ("leave", "✓✓✓? ✓✓✓✓? ✗? ✗? ✗✗✗?"),
        ("make admin", "✓✗✗? ✓✗✗✗? ✗? ✗? ✗✗✗?"),
        ("make an admin user", "✓✗✗? ✓✗✗✗? ✗? ✗? ✗✗✗?"),
        ("make owner", "✓✗✗? ✓✗✗✗? ✗? ✗? ✗✗✗?"),
        ("grant history", "✓✓✗? ✓✓✗✗? ✗? ✗? ✓✗✗?"),
        ("clear for all", "✓✓✗? ✓✓✗✗? ✗? ✗? ✓✓✗?"),
        ("clear for me", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("dissolve", "✓✗✗? ✓✗✗✗? ✗? ✗? ✗✗✗?"),
        ("mark read", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("mute", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("place", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("draft", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("history", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("search", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("open", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
        ("tell typing", "✓✓✓? ✓✓✓✓? ✓? ✓? ✓✓✓?"),
    ]

    @Test(arguments: Self.table)
    func `what is asked is done or refused as the table says`(name: String, row: String) throws {
        for ((kind, actors), cells) in zip(Self.columns, row.split(separator: " ")) {
            try #require(cells.count == actors.count)
            for (actor, cell) in zip(actors, cells) {
                var hall = try MatrixHall(kind)
                let answer = hall.desk.ask(try hall.enter(actor), try hall.request(name))
                let expected: Refusal? =
                    switch cell {
                    case "✗": .accessDenied
                    case "?": .chatNotFound
                    default: nil
                    }
                #expect(Desk.refusal(answer) == expected, "\(actor) in \(kind)")
            }
        }
    }

    @Test func `every deed of the wire has a row`() throws {
        let hall = try MatrixHall(.group)
        let deeds = try Self.table.compactMap { row -> String? in
            guard case .act(let act) = try hall.request(row.0), let deed = act.deed else {
                return nil
            }
            return String("\(deed)".prefix { $0 != "(" })
        }
        // As many as the schema has in its `oneof`.
        #expect(Set(deeds).count == 25)
    }
}

/// A chat of a kind with somebody in every role, and one message of each.
struct MatrixHall {
    var desk: Desk
    let chat: Chat
    private let members: [Character: AccountName]
    private var actor: Character = "s"

    private static let names: [(Character, String, ChatRole)] = [
        ("o", "olga", .owner), ("a", "anton", .admin), ("A", "alma", .admin),
        ("w", "wim", .writer), ("u", "ute", .user), ("U", "udo", .user),
    ]
    /// Who says what is others'.
    private static let otherSays: UInt64 = 50
    private static let otherAsks: UInt64 = 60

    init(_ kind: ChatKind) throws {
        self.desk = try Desk("olga", "anton", "alma", "wim", "ute", "udo", "sam")
        self.desk.now.timestamp = Timestamp(milliseconds: 1_000_000)
        let roles = ChatRole.roles(in: kind)
        let cast = Self.names.filter { letter, _, role in
            roles.contains(role) && (kind != .privateChat || "uU".contains(letter))
        }
        var members: [AccountName: ChatRole] = [:]
        var named: [Character: AccountName] = [:]
        for (letter, name, role) in cast {
            let account = try #require(AccountName(name))
            named[letter] = account
            members[account] = role
        }
        self.members = named
        self.chat = Chat(
            id: try #require(ChatID("chat:1")), kind: kind, title: "title", members: members,
            since: 1)
        let founder = try #require(named.values.min())
        self.desk.found(self.chat, by: founder)
        // In favourites nobody else can say anything; but what was forwarded may be there.
        let udo = try #require(AccountName("udo"))
        let other = named["U"] ?? udo
        self.desk.said("of another", Self.otherSays, in: self.chat.id, by: other)
        try self.desk.asked(Self.otherAsks, in: self.chat.id, by: other)
        for (place, (letter, _, _)) in Self.names.enumerated() {
            guard let account = named[letter] else { continue }
            self.desk.said("own word", Self.own(place), in: self.chat.id, by: account)
            try self.desk.asked(Self.ownPoll(place), in: self.chat.id, by: account)
        }
    }

    private static func own(_ place: Int) -> UInt64 { UInt64(100 + place) }
    private static func ownPoll(_ place: Int) -> UInt64 { UInt64(200 + place) }

    mutating func enter(_ actor: Character) throws -> ConnectionID {
        self.actor = actor
        return try self.desk.enter(1, self.members[actor]?.text ?? "sam")
    }

    private func about(_ message: UInt64) -> MessageName {
        var name = MessageName()
        name.message = message
        return name
    }

    func request(_ name: String) throws -> Request.OneOf_Body {
        let chat = self.chat.id.text
        switch name {
        case "history":
            var history = History()
            history.chat = chat
            return .history(history)
        case "search":
            var search = Search()
            search.chat = chat
            search.text = "word"
            return .search(search)
        case "open":
            var open = OpenChat()
            open.chat = chat
            return .openChat(open)
        case "tell typing":
            var tell = TellTyping()
            tell.chat = chat
            return .tellTyping(tell)
        default: return Desk.act(try self.deed(name), in: chat, number: 1)
        }
    }

    private func deed(_ name: String) throws -> Act.OneOf_Deed {
        let place = Self.names.firstIndex { $0.0 == self.actor } ?? 0
        let own = Self.own(place)
        var say = Say()
        say.text = "hello"
        var edit = Edit()
        edit.text = "better"
        var react = React()
        react.message = Self.otherSays
        react.emoji = "👍"
        var add = AddMember()
        add.account = "sam"
        switch name {
        case "say": return .say(say)
        case "reply":
            say.replyTo = Self.otherSays
            return .say(say)
        case "forward":
            var forward = Forward()
            forward.fromChat = self.chat.id.text
            forward.message = Self.otherSays
            return .forward(forward)
        case "edit own", "edit own poll":
            edit.message = name == "edit own" ? own : Self.ownPoll(place)
            return .edit(edit)
        case "edit others'":
            edit.message = Self.otherSays
            return .edit(edit)
        case "delete own for all": return .deleteForAll(self.about(own))
        case "delete others' for all": return .deleteForAll(self.about(Self.otherSays))
        case "delete own for me": return .deleteForMe(self.about(own))
        case "delete others' for me": return .deleteForMe(self.about(Self.otherSays))
        case "ask", "vote", "close own poll", "close others' poll":
            return self.pollDeed(name, own: Self.ownPoll(place))
        case "react": return .react(react)
        case "take reaction back": return .takeReactionBack(react)
        case "pin": return .pin(self.about(Self.otherSays))
        case "unpin": return .unpin(self.about(Self.otherSays))
        case "retitle": return .retitle("new")
        case "add": return .add(add)
        case "add with history":
            add.history.all = Empty()
            return .add(add)
        case "remove a user": return .remove("udo")
        case "remove an admin": return .remove("alma")
        case "leave": return .leave(Empty())
        case "make admin": return self.giving(.admin, to: "udo")
        case "make an admin user": return self.giving(.user, to: "alma")
        case "make owner": return self.giving(.owner, to: "udo")
        case "grant history":
            var grant = GrantHistory()
            grant.account = "udo"
            grant.history.all = Empty()
            return .grantHistory(grant)
        case "clear for all": return .wipeForAll(Empty())
        case "clear for me": return .wipeForMe(Empty())
        case "dissolve": return .dissolve(Empty())
        case "mark read": return .markRead(self.about(Self.otherSays))
        case "mute": return .mute(true)
        case "place": return .place("folder:work")
        case "draft": return .draft("not yet")
        default: throw Desk.Unexpected()
        }
    }

    private func giving(_ role: ChatRoleCode, to account: String) -> Act.OneOf_Deed {
        var set = SetRole()
        (set.account, set.role) = (account, role)
        return .setRole(set)
    }

    private func pollDeed(_ name: String, own: UInt64) -> Act.OneOf_Deed {
        switch name {
        case "ask":
            var new = NewPoll()
            new.question = "well?"
            new.options = ["yes", "no"]
            return .ask(new)
        case "vote":
            var vote = Vote()
            vote.message = Self.otherAsks
            vote.choice.options = [1]
            return .vote(vote)
        default: return .closePoll(self.about(name == "close own poll" ? own : Self.otherAsks))
        }
    }
}
