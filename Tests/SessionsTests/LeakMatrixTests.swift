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

    /// Neither the cause nor the words of a refusal tell what there is from what never was.
    @Test(
        arguments: LeakStage.Outsider.allCases.filter { !$0.comesIn },
        [LeakStage.Way.openChat, .history, .search, .typing, .reactionByGuess, .forwardByGuess])
    func `what one may not know of is answered like what never was`(
        outsider: LeakStage.Outsider, way: LeakStage.Way
    ) throws {
        let real = try LeakStage.observed(outsider, way, insidersSpeak: true)
        let never = try LeakStage.observed(
            outsider, way, insidersSpeak: true, asking: "group:abcdefghijkmnpqr")
        try #require(!real.isEmpty)
        #expect(real == never)
    }

    /// Who reads the server's log learns who is there, and not what they say.
    @Test(arguments: LeakStage.Outsider.allCases)
    func `no line of the log has a word of it`(outsider: LeakStage.Outsider) throws {
        let lines = try LeakStage.logged(outsider)
        try #require(!lines.isEmpty)
        for word in LeakStage.words {
            #expect(!lines.contains { $0.contains(word) }, "\(word)")
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
        /// Has no account, and is in another conference.
        case guestElsewhere
        /// Has no account, and comes in after it was said.
        case lateGuest

        /// Belongs there in the end, and sees what is said from then on.
        var comesIn: Bool { [.lateJoiner, .newMember, .lateGuest].contains(self) }
    }

    enum Way: CaseIterable {
        case liveEvents, sync, syncFromNow, chatList, openChat, history, search, searchEverywhere
        case conferenceList, join, typing, reactionByGuess, forwardByGuess, readMark, newPrivateChat
        case login, fileByGuess, sessionList, voteByGuess
    }

    /// Of what is said, of a file's name and its caption.
    static let words = ["sesame", "answer", "treasure", "buried"]

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
    /// The message that a file came with.
    private var fileGuess: UInt64 = 0
    private var count = 0

    static func observed(
        _ outsider: Outsider, _ way: Way, insidersSpeak: Bool, by name: String = "eve",
        asking about: String? = nil,
    ) throws -> [[UInt8]] {
        var stage = try LeakStage(insidersSpeak: insidersSpeak, outsider)
        try stage.play(outsider)
        if let about { stage.secret = about }
        try stage.go(way)
        let observer = name == "ada" ? stage.ada : stage.eve
        return stage.desk.received[observer] ?? []
    }

    static func logged(_ outsider: Outsider) throws -> [String] {
        var stage = try LeakStage(insidersSpeak: true, outsider)
        try stage.play(outsider)
        for way in [Way.search, .openChat, .join] { try stage.go(way) }
        return stage.desk.logged
    }

    private mutating func play(_ outsider: Outsider) throws {
        try self.prepare(outsider)
        self.desk.forgetTold()
        try self.speak()
        self.sendFile()
        try self.arrive(outsider)
    }

    private init(insidersSpeak: Bool, _ outsider: Outsider) throws {
        self.speaks = insidersSpeak
        self.desk = try Desk("ada", "bob", "eve", "max")
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
        case .guestElsewhere:
            try self.meet()
            let max = try self.desk.enter(5, "max")
            try self.visit(try self.open(by: max))
        case .lateGuest:
            self.conference = try self.open(by: self.ada)
            self.ask(self.bob, Desk.join(self.conference))
            self.secret = "meeting:\(self.conference)"
        }
    }

    /// Begins a conference that takes guests, and goes in.
    private mutating func open(by id: ConnectionID) throws -> String {
        var start = StartConference()
        start.setup = .make { $0.public = true }
        guard case .conference(let entry)? = self.ask(id, .startConference(start)) else {
            throw Desk.Unexpected()
        }
        self.ask(id, Desk.join(entry.id))
        return entry.id
    }

    /// From here on a guest is the outsider.
    private mutating func visit(_ conference: String) throws {
        self.desk.live(10)
        self.eve = self.desk.guest(30, conference).id
        self.ask(self.eve, Desk.join(conference))
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
            (self.bob, .draft("dear sesame")), (self.bob, .place("folder:sesame")),
            (self.ada, .deleteForMe(name)),
        ]
        let polled = self.askAndVote(after: revision)
        for (id, deed) in deeds + polled {
            if self.speaks {
                self.act(id, deed, in: self.secret)
            } else {
                self.count += 1
                self.ask(id, .ping(Ping()))
            }
        }
        self.ask(self.bob, self.speaks ? .tellTyping(tell) : .ping(Ping()))
    }

    /// A file with a name and a caption, the whole way.
    private mutating func sendFile() {
        let bytes: [UInt8] = [1, 2, 3]
        var offer = OfferFile()
        offer.chat = self.secret
        offer.clientID = .init(octets: [UInt8](repeating: 9, count: 16))
        (offer.name, offer.caption) = ("treasure.pdf", "where it is buried")
        offer.size = UInt64(bytes.count)
        offer.sha256 = .init(octets: [UInt8](repeating: 3, count: 32))
        self.ask(self.ada, self.speaks ? .offerFile(offer) : .ping(Ping()))
        self.work(.measured(0))
        var finish = FinishFile()
        if case .fileOffered(let offered)? = self.desk.lastAnswer(to: self.ada) {
            finish.file = offered.file
            let chunk = FileChunk(file: offered.file, offset: 0, data: bytes)
            self.desk.feed(.frame(self.ada, chunk.frame))
            self.work(.measured(UInt64(bytes.count)))
        }
        self.fileGuess = UInt64(self.desk.now.timestamp.milliseconds + 10) * 1000
        self.ask(self.ada, self.speaks ? .finishFile(finish) : .ping(Ping()))
        self.work(.stored)
    }

    private mutating func work(_ reply: StoreReply) {
        guard !self.desk.jobs.isEmpty else { return }
        self.desk.feed(.stored(self.desk.jobs.removeFirst().ticket, reply))
    }

    /// A poll behind the eight deeds of before, voted on and closed.
    private func askAndVote(after revision: UInt64) -> [(ConnectionID, Act.OneOf_Deed)] {
        var new = NewPoll()
        new.question = "sesame?"
        new.options = ["open", "shut"]
        var vote = Vote()
        vote.message = revision + 80_000
        vote.choice.options = [2]
        var name = MessageName()
        name.message = vote.message
        return [
            (self.ada, .ask(new)), (self.bob, .vote(vote)), (self.ada, .vote(vote)),
            (self.ada, .closePoll(name)),
        ]
    }

    // MARK: After

    private mutating func arrive(_ outsider: Outsider) throws {
        switch outsider {
        case .lateJoiner: self.ask(self.eve, Desk.join(self.conference))
        case .newMember:
            var add = AddMember()
            add.account = "eve"
            self.act(self.ada, .add(add), in: self.group)
        case .lateGuest: try self.visit(self.conference)
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
        case .voteByGuess:
            var vote = Vote()
            vote.message = self.guess + 80_000
            vote.choice.options = [1]
            for chat in [self.secret, self.group] { self.act(self.eve, .vote(vote), in: chat) }
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
        case .fileByGuess:
            var fetch = FetchFile()
            (fetch.message, fetch.count) = (self.fileGuess, 1024)
            self.ask(self.eve, .fetchFile(fetch))
        case .sessionList: self.ask(self.eve, .listSessions(ListSessions()))
        }
    }

    /// Into one's own notes, from where it might be; a guest has none.
    private mutating func forward() throws {
        let request = Desk.newChat(.favourites, "", with: [])
        guard case .chat(let notes)? = self.ask(self.eve, request) else { return }
        var forward = Forward()
        forward.message = self.guess
        for chat in [self.secret, self.group, notes.id] {
            forward.fromChat = chat
            self.act(self.eve, .forward(forward), in: notes.id)
        }
    }
}
