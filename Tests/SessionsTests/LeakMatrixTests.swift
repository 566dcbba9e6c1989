import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Every way that data leave the server, for every kind of outsider (L2.7, L2.9, L2.10, L2.14).
///
/// Two servers get the same days from the same seed. On one, insiders say, edit, pin and react to what
/// the outsider must not know; on the other they only breathe. **Every byte that the outsider is ever
/// sent must be the same on both**: then nothing leaks, be it a text, a count, a number or a word.
struct LeakMatrixTests {
    @Test(arguments: LeakStage.Outsider.allCases, LeakStage.Way.allCases)
    func `nothing of it reaches an outsider`(
        outsider: LeakStage.Outsider, way: LeakStage.Way
    ) throws {
        let loud = try LeakStage.observed(outsider, way, insidersSpeak: true)
        let silent = try LeakStage.observed(outsider, way, insidersSpeak: false)
        try #require(!loud.isEmpty)
        #expect(loud.count == silent.count)
        for (one, other) in zip(loud, silent) where one != other {
            Issue.record("\(String(decoding: one, as: UTF8.self)) is told only if they speak")
        }
    }

    /// The stage could be blind: whoever belongs there does notice.
    @Test(arguments: LeakStage.Outsider.allCases)
    func `an insider notices`(outsider: LeakStage.Outsider) throws {
        let loud = try LeakStage.observed(outsider, .liveEvents, insidersSpeak: true, by: "ada")
        let silent = try LeakStage.observed(outsider, .liveEvents, insidersSpeak: false, by: "ada")
        #expect(loud != silent)
    }
}

/// Ada and bob talk where eve is not.
struct LeakStage {
    enum Outsider: CaseIterable {
        /// In the group, not in the group's unlinked conference.
        case parentMember
        /// Was in the conference and has left it.
        case formerParticipant
        /// Comes in after it was said.
        case lateJoiner
        /// Was in the group and was removed.
        case removedMember
        /// Added to the group after it was said, without its history.
        case newMember
        /// Not in the private chat of two others.
        case third
        /// The same, with every right that the administrator can give.
        case operatorOfTheServer
    }

    enum Way: CaseIterable {
        case liveEvents, sync, syncFromNow, chatList, openChat, history, search, searchEverywhere
        case conferenceList, join, typing, reactionByGuess, forwardByGuess, readMark, newPrivateChat
        case login
    }

    private var desk: Desk
    private let speaks: Bool
    private let ada: ConnectionID
    private let bob: ConnectionID
    private var eve: ConnectionID
    private var group = ""
    private var conference = ""
    /// Where it is said.
    private var secret = ""
    private var guess: UInt64 = 0
    private var count = 0

    static func observed(
        _ outsider: Outsider, _ way: Way, insidersSpeak: Bool, by name: String = "eve"
    ) throws -> [[UInt8]] {
        var stage = try LeakStage(insidersSpeak: insidersSpeak, outsider)
        try stage.prepare(outsider)
        stage.desk.forgetTold()
        try stage.speak()
        try stage.arrive(outsider)
        try stage.go(way)
        let observer = name == "ada" ? stage.ada : stage.eve
        return stage.desk.received[observer] ?? []
    }

    private init(insidersSpeak: Bool, _ outsider: Outsider) throws {
        self.speaks = insidersSpeak
        self.desk = try Desk("ada", "bob", "eve")
        self.desk.now.timestamp = Timestamp(milliseconds: 1_700_000_000_000)
        if outsider == .operatorOfTheServer {
            let all = try #require(GroupName("all"))
            try self.desk.store.database.addGroup(all, rights: Rights(Right.allCases))
            try self.desk.store.database.changeMembers(
                of: all, add: [try #require(AccountName("eve"))])
        }
        self.ada = try self.desk.enter(1, "ada")
        self.bob = try self.desk.enter(2, "bob")
        self.eve = try self.desk.enter(3, "eve")
        for id in [self.ada, self.bob, self.eve] {
            var sync = Sync()
            sync.fromNow = true
            self.ask(id, .sync(sync))
        }
        self.group = try self.desk.group(self.ada, "team", with: "bob", "eve")
    }

    /// Each step takes a while, so that the clocks of both servers agree.
    @discardableResult
    private mutating func ask(
        _ id: ConnectionID, _ body: Request.OneOf_Body
    ) -> Response.OneOf_Body? {
        self.desk.live(10)
        return self.desk.ask(id, body)
    }

    private mutating func act(_ id: ConnectionID, _ deed: Act.OneOf_Deed, in chat: String) {
        self.count += 1
        self.ask(id, Desk.act(deed, in: chat, number: self.count))
    }

    // MARK: Before

    private mutating func prepare(_ outsider: Outsider) throws {
        switch outsider {
        case .parentMember, .lateJoiner: try self.meet()
        case .formerParticipant:
            try self.meet()
            self.ask(self.eve, Desk.join(self.conference))
            self.ask(self.eve, .leaveConference(LeaveConference()))
        case .removedMember, .newMember:
            self.act(self.ada, .remove("eve"), in: self.group)
            self.secret = self.group
        case .third, .operatorOfTheServer:
            let request = Desk.newChat(.private, "", with: ["bob"])
            guard case .chat(let chat)? = self.ask(self.ada, request) else {
                throw Desk.Unexpected()
            }
            self.secret = chat.id
        }
    }

    private mutating func meet() throws {
        self.conference = try self.desk.conference(self.ada, in: self.group, isUnlinked: true)
        self.ask(self.ada, Desk.join(self.conference))
        self.ask(self.bob, Desk.join(self.conference))
        self.secret = "meeting:\(self.conference)"
    }

    // MARK: What must not be known

    private mutating func speak() throws {
        let revision = UInt64(self.desk.now.timestamp.milliseconds + 10) * 1000
        self.guess = revision
        var say = Say()
        say.text = "sesame @eve @all"
        var edit = Edit()
        edit.message = revision
        edit.text = "sesame, open"
        var react = React()
        react.message = revision
        react.emoji = "👍"
        var name = MessageName()
        name.message = revision
        var reply = Say()
        reply.text = "an answer"
        reply.replyTo = revision
        var tell = TellTyping()
        tell.chat = self.secret
        let deeds: [(ConnectionID, Act.OneOf_Deed)] = [
            (self.ada, .say(say)), (self.ada, .edit(edit)), (self.bob, .react(react)),
            (self.ada, .pin(name)), (self.bob, .say(reply)), (self.bob, .markRead(name)),
            (self.bob, .draft("dear sesame")), (self.ada, .deleteForMe(name)),
        ]
        for (id, deed) in deeds {
            if self.speaks {
                self.act(id, deed, in: self.secret)
            } else {
                self.count += 1
                self.ask(id, .ping(Ping()))
            }
        }
        self.ask(self.bob, self.speaks ? .tellTyping(tell) : .ping(Ping()))
    }

    // MARK: After

    private mutating func arrive(_ outsider: Outsider) throws {
        switch outsider {
        case .lateJoiner: self.ask(self.eve, Desk.join(self.conference))
        case .newMember:
            var add = AddMember()
            add.account = "eve"
            self.act(self.ada, .add(add), in: self.group)
        default: break
        }
    }

    private mutating func go(_ way: Way) throws {
        var sync = Sync()
        var history = History()
        history.chat = self.secret
        var search = Search()
        search.text = "sesame"
        switch way {
        case .liveEvents: self.ask(self.eve, .ping(Ping()))
        case .sync: self.ask(self.eve, .sync(sync))
        case .syncFromNow:
            sync.fromNow = true
            self.ask(self.eve, .sync(sync))
        case .chatList: self.ask(self.eve, .listChats(ListChats()))
        case .openChat:
            var open = OpenChat()
            open.chat = self.secret
            self.ask(self.eve, .openChat(open))
        case .history: self.ask(self.eve, .history(history))
        case .search:
            search.chat = self.secret
            self.ask(self.eve, .search(search))
        case .searchEverywhere: self.ask(self.eve, .search(search))
        case .conferenceList: self.ask(self.eve, .listConferences(ListConferences()))
        case .join: self.ask(self.eve, Desk.join(self.conference))
        case .typing:
            var tell = TellTyping()
            tell.chat = self.secret
            self.ask(self.eve, .tellTyping(tell))
        case .reactionByGuess:
            var react = React()
            react.message = self.guess
            react.emoji = "👍"
            self.act(self.eve, .react(react), in: self.secret)
            self.act(self.eve, .react(react), in: self.group)
        case .forwardByGuess: try self.forward()
        case .readMark:
            var name = MessageName()
            name.message = .max
            self.act(self.eve, .markRead(name), in: self.secret)
            self.act(self.eve, .markRead(name), in: self.group)
            self.ask(self.eve, .listChats(ListChats()))
        case .newPrivateChat:
            self.ask(self.eve, Desk.newChat(.private, "", with: ["ada"]))
            self.ask(self.eve, .listChats(ListChats()))
        case .login:
            self.eve = try self.desk.enter(4, "eve")
            self.ask(self.eve, .sync(sync))
        }
    }

    /// Into one's own notes, from where it might be.
    private mutating func forward() throws {
        let request = Desk.newChat(.favourites, "", with: [])
        guard case .chat(let notes)? = self.ask(self.eve, request) else { throw Desk.Unexpected() }
        var forward = Forward()
        forward.message = self.guess
        for chat in [self.secret, self.group, notes.id] {
            forward.fromChat = chat
            self.act(self.eve, .forward(forward), in: notes.id)
        }
    }
}
