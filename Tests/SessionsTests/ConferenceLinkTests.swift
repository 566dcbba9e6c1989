import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Unlinking a running conference from its chat, and linking it again (L2.4–L2.10).
struct ConferenceLinkTests {
    private func members(_ desk: Desk, _ table: Desk.Table) -> [String: ChatRole] {
        let chats = (try? desk.store.snapshot().chats) ?? []
        let own = chats.first { $0.id.text == "meeting:\(table.conference)" }
        return Dictionary(
            uniqueKeysWithValues: (own?.members ?? [:]).map { ($0.key.text, $0.value.role) })
    }

    @Test func exactlyThoseInsideReadWhatIsSaidAfterUnlinking() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        let eve = try desk.enter(3, "eve")
        desk.goLive(eve)
        #expect(desk.act(table.bob, .unlink(Empty())) == .accessDenied)
        #expect(desk.act(table.ada, .unlink(Empty())) == nil)
        #expect(self.members(desk, table) == ["ada": .owner, "bob": .user])
        for id in [table.ada, table.bob] {
            #expect(desk.audience(id)?.audience == "private to this meeting (2)")
            #expect(desk.audience(id)?.writeChat == "meeting:\(table.conference)")
        }
        desk.forgetTold()
        let post = Desk.post("hello", to: "meeting:\(table.conference)", number: 1)
        #expect(Desk.refusal(desk.ask(table.bob, post)) == nil)
        #expect(desk.told[table.ada]?.count == 1)
        #expect(desk.told[eve] == nil)
        #expect(Desk.refusal(desk.ask(eve, post)) == .chatNotFound)
        // Whoever comes later reads from there on.
        let joined = try desk.joined(eve, table.conference)
        #expect(joined.audience == "private to this meeting (3)")
        var history = History()
        (history.chat, history.count) = (joined.conference.writeChat, 10)
        guard case .historyPage(let page)? = desk.ask(eve, .history(history)) else {
            throw Desk.Unexpected()
        }
        #expect(!page.events.contains { $0.kind == .message })
        guard case .historyPage(let all)? = desk.ask(table.ada, .history(history)) else {
            throw Desk.Unexpected()
        }
        #expect(all.events.contains { $0.kind == .message })
    }

    @Test func theChatSaysThatItWasUnlinkedAndLinked() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        desk.act(table.ada, .unlink(Empty()))
        desk.act(table.ada, .link(Empty()))
        let facts = (desk.told[table.bob] ?? []).compactMap { event -> ChatEventKind? in
            guard case .chatEvent(let event) = event, event.chat == table.chat else { return nil }
            return event.kind
        }
        #expect(facts == [.unlinked, .linked])
        #expect(desk.audience(table.bob)?.writeChat == table.chat)
        #expect(desk.audience(table.bob)?.audience == "shared with #team (3)")
    }

    @Test func whoLeavesWhileItIsLinkedReadsNoMoreOfItsOwnChat() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        desk.act(table.ada, .unlink(Empty()))
        desk.act(table.ada, .link(Empty()))
        desk.ask(table.bob, .leaveConference(LeaveConference()))
        #expect(self.members(desk, table) == ["ada": .owner])
        // Back while it is linked: still none of its readers, until it is unlinked once more.
        _ = try desk.joined(table.bob, table.conference)
        #expect(self.members(desk, table) == ["ada": .owner])
        #expect(desk.act(table.ada, .unlink(Empty())) == nil)
        #expect(self.members(desk, table) == ["ada": .owner, "bob": .user])
    }

    @Test func rolesInTheChatFollowThoseInTheConference() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(isUnlinked: true)
        #expect(self.members(desk, table) == ["ada": .owner, "bob": .user])
        desk.act(table.ada, .appoint(table.bobNumber))
        #expect(self.members(desk, table) == ["ada": .owner, "bob": .admin])
        desk.act(table.ada, .dismiss("bob"))
        #expect(self.members(desk, table) == ["ada": .owner, "bob": .user])
        desk.ask(table.ada, .leaveConference(LeaveConference()))
        #expect(self.members(desk, table) == ["bob": .owner])
    }

    @Test func whoComesWhileItIsBeingUnlinkedReadsItToo() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(withBob: false)
        desk.holdsStore = true
        desk.act(table.ada, .unlink(Empty()))
        desk.ask(table.bob, Desk.join(table.conference))
        #expect(desk.act(table.ada, .link(Empty())) == .notPossibleNow)
        desk.holdsStore = false
        desk.answerStore()
        #expect(self.members(desk, table) == ["ada": .owner, "bob": .user])
        #expect(desk.audience(table.ada)?.audience == "private to this meeting (2)")
    }

    @Test func aConferenceByItselfOrWithGuestsIsNotLinked() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(.make { $0.public = true })
        #expect(desk.act(table.ada, .link(Empty())) == .notPossibleNow)
        #expect(desk.act(table.ada, .change(.make())) == nil)
        #expect(desk.act(table.ada, .link(Empty())) == nil)
        #expect(desk.act(table.ada, .change(.make { $0.public = true })) == .notPossibleNow)
    }
}
