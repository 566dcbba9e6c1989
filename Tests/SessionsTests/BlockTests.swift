import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Ada has blocked Bob (B.14): she hears nothing of him, and he learns nothing of it.
struct BlockTests {
    private var desk: Desk
    private let ada: ConnectionID
    private let bob: ConnectionID
    private let eve: ConnectionID

    init() throws {
        self.desk = try Desk("ada", "bob", "eve", "zoe")
        self.ada = try self.desk.enter(1, "ada")
        self.bob = try self.desk.enter(2, "bob")
        self.eve = try self.desk.enter(3, "eve")
        for id in [self.ada, self.bob, self.eve] { self.desk.goLive(id) }
        self.desk.live(1000)
        self.desk.feed(.timeout)
        self.desk.forgetTold()
    }

    private static func block(_ name: String, ends: Bool = false) -> Request.OneOf_Body {
        var block = Block()
        (block.account, block.ends) = (name, ends)
        return .block(block)
    }

    private static func refused(_ answer: Response.OneOf_Body?) -> String? {
        guard case .refused(let refused)? = answer else { return nil }
        return "\(refused.cause): \(refused.text)"
    }

    private static let unavailable = "unavailable: the user can't be reached"

    private func privateChat(_ desk: inout Desk, _ id: ConnectionID, with name: String) -> String? {
        guard case .chat(let chat)? = desk.ask(id, Desk.newChat(.private, "", with: [name])) else {
            return nil
        }
        return chat.id
    }

    private func presences(_ desk: Desk, _ id: ConnectionID) -> [String] {
        (desk.told[id] ?? []).flatMap { event -> [String] in
            guard case .presenceChanged(let news) = event else { return [] }
            return news.people.map { "\($0.account) \($0.presence)" }
        }
    }

    // MARK: The list

    @Test func aBlockHoldsAlsoWhenTheLinkOfWhoBlocksHasBroken() throws {
        var desk = self.desk
        // Whom one shares a chat with need not be looked up.
        desk.ask(self.ada, Desk.newChat(.group, "team", with: ["bob"]))
        desk.holdsStore = true
        desk.ask(self.ada, Self.block("bob"))
        let held = desk.held
        #expect(held.count == 1)
        desk.holdsStore = false
        desk.forgetHeld()
        desk.feed(.closed(self.ada))
        for (ticket, command) in held {
            desk.feed(.stored(ticket, desk.store.perform(command)))
        }
        #expect(
            Self.refused(desk.ask(self.bob, Desk.newChat(.private, "", with: ["ada"])))
                == Self.unavailable)
    }

    @Test func theListIsTheSameOnAllDevicesAndAfterARestart() throws {
        var desk = self.desk
        let second = try desk.enter(9, "ada")
        desk.goLive(second)
        desk.forgetTold()
        var list = BlockedList()
        list.accounts = ["bob"]
        #expect(desk.ask(self.ada, Self.block("BOB")) == .blockedList(list))
        #expect(desk.told[second] == [.blockedChanged(list)])
        #expect(desk.told[self.ada] == [.blockedChanged(list)])
        #expect(desk.told[self.bob] == nil)
        // Again is no news.
        desk.forgetTold()
        #expect(desk.ask(second, Self.block("bob")) == .blockedList(list))
        #expect(desk.told.isEmpty)
        #expect(desk.ask(self.bob, .listBlocked(ListBlocked())) == .blockedList(BlockedList()))
        try desk.restart()
        let later = try desk.enter(20, "ada")
        #expect(desk.ask(later, .listBlocked(ListBlocked())) == .blockedList(list))
        #expect(desk.ask(later, Self.block("bob", ends: true)) == .blockedList(BlockedList()))
    }

    @Test(arguments: ["nobody-at-all", "no name", "guest.abcdefgh", ""])
    func whoCanNotBeFoundCanNotBeBlocked(name: String) {
        var desk = self.desk
        #expect(Desk.refusal(desk.ask(self.ada, Self.block(name))) == .userNotFound)
    }

    @Test func nobodyBlocksOneself() {
        var desk = self.desk
        #expect(Desk.refusal(desk.ask(self.ada, Self.block("ada"))) == .notPossibleNow)
    }

    /// Somebody in one's group can be a nuisance without being in one's part of the directory.
    @Test func whoSharesAChatCanBeBlockedUnseen() throws {
        var desk = self.desk
        _ = try desk.group(self.bob, "team", with: "ada")
        let all = GroupName.everyone
        try desk.store.database.changeView(of: all, remove: [all])
        #expect(Self.refused(desk.ask(self.ada, Self.block("bob"))) == nil)
        #expect(Desk.refusal(desk.ask(self.ada, Self.block("zoe"))) == .userNotFound)
    }

    // MARK: Lines

    @Test func noPrivateChatIsBegunWithWhoBlocks() {
        var desk = self.desk
        desk.ask(self.ada, Self.block("bob"))
        let request = Desk.newChat(.private, "", with: ["ada"])
        #expect(Self.refused(desk.ask(self.bob, request)) == Self.unavailable)
        #expect(self.privateChat(&desk, self.eve, with: "ada") != nil)
        // Who blocks may write first.
        #expect(self.privateChat(&desk, self.ada, with: "bob") != nil)
    }

    /// A block must not tell of an account that is none of one's business.
    @Test func whoIsUnseenStaysUnseen() throws {
        var desk = self.desk
        desk.ask(self.ada, Self.block("bob"))
        let all = GroupName.everyone
        try desk.store.database.changeView(of: all, remove: [all])
        let request = Desk.newChat(.private, "", with: ["ada"])
        #expect(Desk.refusal(desk.ask(self.bob, request)) == .userNotFound)
    }

    @Test func inThePrivateChatThatThereIsNothingReachesTheOther() throws {
        var desk = self.desk
        let chat = try #require(self.privateChat(&desk, self.bob, with: "ada"))
        guard case .posted(let said)? = desk.ask(self.bob, Desk.post("hi", to: chat, number: 1))
        else { throw Desk.Unexpected() }
        desk.ask(self.ada, Self.block("bob"))
        desk.forgetTold()
        var (edit, react, name) = (Edit(), React(), MessageName())
        (edit.message, edit.text) = (said.revision, "hey")
        (react.message, react.emoji) = (said.revision, "👍")
        name.message = said.revision
        var say = Say()
        say.text = "hello?"
        let deeds: [Act.OneOf_Deed] = [
            .say(say), .edit(edit), .react(react), .takeReactionBack(react),
        ]
        for (number, deed) in deeds.enumerated() {
            let answer = desk.ask(self.bob, Desk.act(deed, in: chat, number: 10 + number))
            #expect(Self.refused(answer) == Self.unavailable, "\(deed)")
        }
        var offer = OfferFile()
        (offer.chat, offer.name, offer.size) = (chat, "a.pdf", 1)
        #expect(Self.refused(desk.ask(self.bob, .offerFile(offer))) == Self.unavailable)
        var tell = TellTyping()
        tell.chat = chat
        #expect(desk.ask(self.bob, .tellTyping(tell)) == .done(Done()))
        var start = StartConference()
        start.chat = chat
        #expect(Self.refused(desk.ask(self.bob, .startConference(start))) == Self.unavailable)
        #expect(desk.told[self.ada] == nil)
        // What concerns only himself goes on, and so does taking back.
        for (number, deed) in [
            Act.OneOf_Deed.markRead(name), .mute(true), .place("top"), .draft("oh"),
        ]
        .enumerated() {
            let answer = desk.ask(self.bob, Desk.act(deed, in: chat, number: 20 + number))
            #expect(Self.refused(answer) == nil)
        }
        let delete = Desk.act(.deleteForAll(name), in: chat, number: 30)
        #expect(Self.refused(desk.ask(self.bob, delete)) == nil)
        // Sent before the block and asked about again: it was said.
        #expect(
            desk.ask(self.bob, Desk.post("hi", to: chat, number: 1)) == .posted(said))
        desk.ask(self.ada, Self.block("bob", ends: true))
        let again = Desk.post("again", to: chat, number: 40)
        #expect(Self.refused(desk.ask(self.bob, again)) == nil)
    }

    @Test func inAGroupEverybodyIsHeard() throws {
        var desk = self.desk
        let chat = try desk.group(self.eve, "team", with: "ada", "bob")
        desk.ask(self.ada, Self.block("bob"))
        desk.forgetTold()
        #expect(Self.refused(desk.ask(self.bob, Desk.post("hi", to: chat, number: 1))) == nil)
        #expect(desk.told[self.ada]?.count == 1)
        // That he writes is not told.
        var tell = TellTyping()
        tell.chat = chat
        desk.forgetTold()
        desk.ask(self.bob, .tellTyping(tell))
        #expect(desk.told[self.ada] == nil && desk.told[self.eve]?.count == 1)
    }

    // MARK: Calls

    @Test func aCallFromWhoIsBlockedIsAnsweredAsIfNobodyWereThere() throws {
        var desk = self.desk
        let chat = try desk.group(self.bob, "team", with: "eve")
        let conference = try desk.conference(self.bob, in: chat)
        _ = try desk.joined(self.bob, conference)
        desk.ask(self.ada, Self.block("bob"))
        desk.forgetTold()
        func refusals(of name: String) -> [String] {
            desk.forgetTold()
            desk.act(self.bob, .invite(name))
            return desk.changes(self.bob).compactMap {
                if case .callRefused(let refused) = $0 { refused.cause } else { nil }
            }
        }
        // Zoe is not there.
        #expect(refusals(of: "zoe") == ["unavailable"])
        #expect(refusals(of: "ada") == ["unavailable"])
        #expect(desk.told[self.ada] == nil)
    }

    @Test func whoIsBlockedDoesNotKnockByCalling() throws {
        var desk = self.desk
        let own = try desk.conference(self.ada, in: "")
        _ = try desk.joined(self.ada, own)
        desk.ask(self.ada, Self.block("bob"))
        desk.forgetTold()
        var join = JoinConference()
        (join.calls, join.kind) = ("ada", .person)
        let blocked = Self.refused(desk.ask(self.bob, .joinConference(join)))
        join.calls = "zoe"
        #expect(blocked == Self.refused(desk.ask(self.bob, .joinConference(join))))
        #expect(blocked == Self.unavailable)
        #expect(desk.told[self.ada] == nil)
    }

    // MARK: Presence

    @Test func whoIsBlockedSeesOneGoAndNeverCome() throws {
        var desk = self.desk
        _ = try desk.group(self.eve, "team", with: "ada", "bob")
        desk.ask(self.ada, Self.block("bob"))
        #expect(self.presences(desk, self.bob) == ["ada offline"])
        #expect(!self.presences(desk, self.eve).contains("ada offline"))
        desk.forgetTold()
        let own = try desk.conference(self.ada, in: "")
        _ = try desk.joined(self.ada, own)
        desk.live(1000)
        desk.feed(.timeout)
        #expect(self.presences(desk, self.eve) == ["ada busy"])
        #expect(self.presences(desk, self.bob).isEmpty)
        // A device that catches up learns no more; Ada sees him as ever.
        let again = try desk.enter(9, "bob")
        desk.goLive(again)
        #expect(self.presences(desk, again) == ["eve online"])
        let adas = try desk.enter(10, "ada")
        desk.goLive(adas)
        #expect(self.presences(desk, adas) == ["bob online", "eve online"])
        desk.forgetTold()
        desk.ask(self.ada, Self.block("bob", ends: true))
        #expect(self.presences(desk, self.bob) == ["ada busy"])
    }

    @Test func aStrangerIsToldNothingByABlock() {
        var desk = self.desk
        desk.ask(self.ada, Self.block("bob"))
        #expect(desk.told[self.bob] == nil)
    }

    @Test func aRemovedAccountsListIsForgotten() throws {
        var desk = self.desk
        desk.ask(self.ada, Self.block("bob"))
        let name = try #require(AccountName("ada"))
        desk.feed(.accountsChanged([.init(name: name, profile: nil, isRemoved: true)]))
        #expect(desk.switchboard.blocks == BlockLists())
    }
}
