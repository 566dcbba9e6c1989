import Rooms
import Sessions
import Simulation
import Testing
import Units
import Wire

/// Nothing the server sends is longer than what clients accept.
struct AnswerSizeTests {
    /// 16 KiB on the wire: the longest message there can be.
    private static let longest = String(repeating: "\u{1F600}", count: MessageText.lengthMaximum)

    /// A group with messages of 16 KiB, which `ada` and `bob` may see.
    private func talkative(
        _ desk: inout Desk, messages: Int
    ) throws -> (ada: ConnectionID, chat: String) {
        let ada = try desk.enter(1, "ada")
        let chat = try desk.group(ada, "team", with: "bob")
        for number in 0..<messages {
            desk.ask(ada, Desk.post(Self.longest, to: chat, number: number))
            desk.advance(.milliseconds(100))
        }
        return (ada, chat)
    }

    @Test func catchingUpComesInPagesOfAFewBytesAndLosesNothing() throws {
        var desk = try Desk("ada", "bob")
        _ = try self.talkative(&desk, messages: 40)
        let bob = try desk.enter(2, "bob")
        var sync = Sync()
        var revisions: [UInt64] = []
        var isComplete = false
        while !isComplete {
            guard case .syncPage(let page)? = desk.ask(bob, .sync(sync)) else {
                throw Desk.Unexpected()
            }
            try #require(!page.events.isEmpty)
            #expect(desk.answerLength <= SwitchboardLimits().pageBytesMaximum.bytes)
            revisions += page.events.map(\.revision)
            #expect(page.revision == revisions.last)
            sync.since = page.revision
            isComplete = page.complete
        }
        #expect(
            revisions == desk.store.visible(to: try #require(AccountName("bob"))).map(\.revision))
        #expect(revisions.count == 41)
    }

    @Test func aPageOfHistoryKeepsTheNewest() throws {
        var desk = try Desk("ada", "bob")
        let (ada, chat) = try self.talkative(&desk, messages: 40)
        var history = History()
        history.chat = chat
        history.count = 100
        guard case .historyPage(let page)? = desk.ask(ada, .history(history)),
            let oldest = page.events.first
        else { throw Desk.Unexpected() }
        #expect(desk.answerLength <= SwitchboardLimits().pageBytesMaximum.bytes)
        #expect(page.events.last?.revision == desk.store.messages.last?.revision)
        history.before = oldest.revision
        guard case .historyPage(let older)? = desk.ask(ada, .history(history)) else {
            throw Desk.Unexpected()
        }
        #expect(older.events.last?.revision == oldest.revision - 1)
    }

    @Test func anAnswerThatIsTooLongIsARefusalAndNotATrap() throws {
        var limits = SwitchboardLimits()
        limits.pageBytesMaximum = .mebibytes(64)
        var desk = try Desk("ada", "bob", limits: limits)
        let (ada, chat) = try self.talkative(&desk, messages: 80)
        var history = History()
        history.chat = chat
        history.count = 100
        #expect(Desk.refusal(desk.ask(ada, .history(history))) == .tooLong)
        #expect(desk.closed.isEmpty)
    }

    @Test func newsThatAreTooLongForAnybodyAreNotTold() throws {
        var limits = SwitchboardLimits()
        limits.bootFramesMaximum = .mebibytes(32)
        var desk = try Desk("ada", "bob", limits: limits)
        let ada = try desk.enter(1, "ada")
        let bob = try desk.enter(2, "bob")
        let conference = try desk.conference(ada, in: desk.group(ada, "team", with: "bob"))
        _ = try desk.joined(ada, conference)
        _ = try desk.joined(bob, conference)
        desk.forgetTold()
        var camera = Wire.Stream()
        camera.kind = .camera
        camera.layers = [Layer(), Layer()]
        camera.layers[1].bootFrame = .init(octets: [UInt8](repeating: 1, count: 17 << 20))
        var publish = PublishStreams()
        publish.streams = [camera]
        #expect(desk.ask(ada, .publishStreams(publish)) == .done(Done()))
        #expect(desk.told[bob] == nil)
    }

    /// More chats than the limit lets in, each with the longest title and many members.
    @Test func theFullestListOfChatsIsShortEnough() throws {
        let ada = try #require(AccountName("ada"))
        let title = String(repeating: "\u{1F600}", count: ChatTitle.lengthMaximum)
        let crowd = (0..<60).compactMap { AccountName("\($0)" + String(repeating: "x", count: 30)) }
        let chats = try (0..<600).map { number in
            var members = [ada: ChatRole.user]
            for name in crowd.prefix(number % 61) { members[name] = .user }
            let padding = String(repeating: "i", count: ChatID.lengthMaximum - 3)
            return Chat(
                id: try #require(ChatID(padding + "\(100 + number)")), kind: .group, title: title,
                members: members)
        }
        var desk = try Desk("ada", chats: chats)
        let id = try desk.enter(1, "ada")
        guard case .chatList(let list)? = desk.ask(id, .listChats(ListChats())) else {
            throw Desk.Unexpected()
        }
        #expect(desk.answerLength <= FrameLimits.afterLogin.control.bytes)
        #expect(list.chats.count == SwitchboardLimits().chatsMaximum)
        // Who is in the small ones is always there: a private chat is named after the other person.
        #expect(list.chats.filter { $0.members.isEmpty }.count < 300)
        #expect(list.chats.contains { $0.members.count == 2 })
    }

    @Test func groupsLeaveRoomForPrivateChats() throws {
        var limits = SwitchboardLimits()
        limits.groupsMaximum = 2
        limits.chatsMaximum = 3
        var desk = try Desk("ada", "bob", "eve", limits: limits)
        let eve = try desk.enter(1, "eve")
        let ada = try desk.enter(2, "ada")
        _ = try desk.group(eve, "one", with: "bob")
        _ = try desk.group(eve, "two", with: "bob")
        // Neither the one who makes it nor one who is put into it may have too many.
        #expect(Desk.refusal(desk.ask(eve, Desk.newChat(.group, "3", with: []))) == .full)
        #expect(Desk.refusal(desk.ask(ada, Desk.newChat(.group, "3", with: ["bob"]))) == .full)
        let chat = try desk.group(ada, "three")
        var add = AddMember()
        add.account = "bob"
        #expect(Desk.refusal(desk.ask(ada, Desk.act(.add(add), in: chat, number: 1))) == .full)
        guard case .chat? = desk.ask(ada, Desk.newChat(.private, "", with: ["bob"])) else {
            throw Desk.Unexpected()
        }
        #expect(Desk.refusal(desk.ask(eve, Desk.newChat(.private, "", with: ["bob"]))) == .full)
    }

    @Test func aChatHasOnlySoManyConferences() throws {
        var desk = try Desk("ada", "bob")
        let ada = try desk.enter(1, "ada")
        let chat = try desk.group(ada, "team", with: "bob")
        var start = StartConference()
        start.chat = chat
        // Those that wait for the store count as well.
        desk.holdsStore = true
        for _ in 0..<(SwitchboardLimits().conferencesPerChatMaximum + 1) {
            desk.ask(ada, .startConference(start))
        }
        desk.holdsStore = false
        desk.answerStore()
        guard case .conferenceList(let list)? = desk.ask(ada, .listConferences(ListConferences()))
        else { throw Desk.Unexpected() }
        #expect(list.conferences.count == SwitchboardLimits().conferencesPerChatMaximum)
        #expect(Desk.refusal(desk.ask(ada, .startConference(start))) == .full)
    }
}
