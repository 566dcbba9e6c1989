import Canvas
import Interface
import Rooms
import Testing
import Units

/// What is the same on all devices: read marks, mutes, drafts; and who writes.
struct StandingTests {
    private static func summary(
        read: UInt64 = 0, unread: Int = 0, mentions: Int = 0, isMuted: Bool = false,
    ) -> ChatSummary {
        var summary = ChatSummary.ops
        summary.standing = StandingView(
            read: read, unreadCount: unread, mentionCount: mentions, isMuted: isMuted)
        return summary
    }

    @Test func countsAreTheServers() {
        var screen = Screen.ready()
        screen.send(.chats([.team, .bob, Self.summary(unread: 7)]))
        #expect(screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains(" 7│") })
        screen.send(.chats([.team, .bob, Self.summary(unread: 7, mentions: 2)]))
        #expect(screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains(" @2/7│") })
        #expect(screen.style(of: "@2/7│") == Theme.standard[.listMention])
        #expect(screen.style(of: "/7│") == Theme.standard[.listUnread])
        #expect(screen.text[0].hasSuffix(" 3:@2/7"))
        screen.send(.chats([.team, .bob, Self.summary(unread: 7, mentions: 7)]))
        #expect(screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains(" @7│") })
        screen.send(.chats([.team, .bob, Self.summary(unread: 4000, mentions: 1)]))
        #expect(screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains(" @1/999+│") })
        screen.send(.chats([.team, .bob, Self.summary(unread: 7, isMuted: true)]))
        #expect(screen.style(of: " 7│") == Theme.standard[.screenDim])
    }

    @Test func whatWasReadElsewhereIsReadHere() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "one", 1, in: .ops)))
        screen.send(.line(.said("bob", "two @alice", 2, in: .ops)))
        #expect(screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains(" @1/2│") })
        var change = ChatChange.by("alice", .read(2))
        change.chat = .ops
        screen.send(.change(change))
        #expect(screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains("1│") })
        change.kind = .read(3)
        screen.send(.change(change))
        #expect(screen.text.contains { $0.hasPrefix("3 #ops            │") })
    }

    @Test func theFirstUnreadLineIsMarkedFromTheStart() {
        var screen = Screen.ready()
        screen.send(.chats([Self.summary(read: 2, unread: 1)]))
        screen.send(
            .history(
                [.said("bob", "old", 1, in: .ops), .said("bob", "fresh", 2, in: .ops)], chat: .ops,
                .before(0)))
        let rows = screen.text
        let marker = rows.firstIndex { $0.contains("── new ─") }
        #expect(marker.map { rows[$0 + 1].contains("fresh") } == true)
    }

    private static func marks(_ effects: [Effect]) -> [Effect] {
        effects.filter { if case .act(_, .markRead) = $0 { true } else { false } }
    }

    @Test func onlyWhatWasOnAFocusedScreenIsRead() {
        var screen = Screen.ready()
        // Not before it is known what was said before.
        screen.send(.page(0..<0, .before(0)))
        screen.send(.line(.said("bob", "one", 1)))
        screen.send(.line(.said("bob", "two", 2)))
        #expect(Self.marks(screen.takeAll()) == [])
        screen.pass(.seconds(1))
        #expect(Self.marks(screen.takeAll()) == [.act(chat: .team, .markRead(3))])
        screen.send(.focus(false))
        screen.send(.line(.said("bob", "three", 3)))
        screen.send(.line(.said("bob", "elsewhere", 4, in: .ops)))
        screen.pass(.seconds(60))
        #expect(Self.marks(screen.takeAll()) == [])
        screen.send(.focus(true))
        screen.pass(.seconds(1))
        #expect(Self.marks(screen.takeAll()) == [.act(chat: .team, .markRead(4))])
        screen.send(.line(.said("alice", "mine", 5)))
        screen.pass(.seconds(1))
        #expect(Self.marks(screen.takeAll()) == [])
    }

    @Test func aMutedChatIsSilentExceptForMentions() {
        var screen = Screen.ready()
        screen.send(.chats([.team, .bob, Self.summary(isMuted: true)]))
        screen.send(.focus(false))
        screen.send(.line(.said("carol", "noise", 1, in: .ops)))
        screen.send(.line(.said("carol", "alice said so", 2, in: .ops)))
        #expect(screen.take() == [])
        screen.send(.line(.said("carol", "@all look", 3, in: .ops)))
        #expect(screen.take().first == .bell)
        var change = ChatChange.by("alice", .muted(false))
        change.chat = .ops
        screen.send(.change(change))
        screen.pass(.seconds(2))
        screen.send(.line(.said("carol", "noise", 4, in: .ops)))
        #expect(screen.take().first == .bell)
    }

    private static func drafts(_ effects: [Effect]) -> [Effect] {
        effects.filter { if case .act(_, .draft) = $0 { true } else { false } }
    }

    @Test func aDraftIsKeptAfterAPauseAndOnLeaving() throws {
        var screen = Screen.ready()
        screen.type("to be")
        screen.pass(.milliseconds(1900))
        screen.type(" or")
        screen.pass(.milliseconds(1900))
        #expect(Self.drafts(screen.takeAll()) == [])
        screen.pass(.milliseconds(100))
        let first = try #require(DraftText("to be or"))
        #expect(Self.drafts(screen.takeAll()) == [.act(chat: .team, .draft(first))])
        screen.type(" not")
        screen.keys("ctrl+n")
        let second = try #require(DraftText("to be or not"))
        #expect(Self.drafts(screen.takeAll()) == [.act(chat: .team, .draft(second))])
        screen.keys("ctrl+p")
        #expect(screen.line.hasPrefix("#team> to be or not"))
        screen.keys("enter")
        screen.pass(.seconds(2))
        let none = try #require(DraftText(""))
        #expect(Self.drafts(screen.takeAll()) == [.act(chat: .team, .draft(none))])
    }

    @Test func neitherCommandsNorEditsNorHeldLinesAreDrafts() {
        var screen = Screen.ready()
        screen.send(.line(.said("alice", "mine", 1)))
        screen.type("/part")
        screen.pass(.seconds(5))
        screen.keys("ctrl+u", "up")
        screen.pass(.seconds(5))
        screen.keys("escape")
        screen.type("for the team only")
        _ = screen.takeAll()
        screen.send(.chats([.ops]))
        screen.pass(.seconds(5))
        #expect(screen.line.hasPrefix("held> "))
        #expect(Self.drafts(screen.takeAll()) == [])
    }

    @Test func aDraftComesBackUnlessSomethingElseIsBeingWritten() {
        var screen = Screen.ready()
        screen.send(.opened(chat: .team, pinned: [], draft: "begun yesterday"))
        #expect(screen.line.hasPrefix("#team> begun yesterday"))
        screen.send(.change(.by("alice", .drafted("on the phone"))))
        #expect(screen.line.hasPrefix("#team> on the phone"))
        screen.type("!")
        screen.send(.change(.by("alice", .drafted("other"))))
        #expect(screen.line.hasPrefix("#team> on the phone!"))
        _ = screen.takeAll()
        screen.enter("")
        screen.type("x")
        screen.keys("backspace")
        screen.enter("/quit")
        #expect(screen.takeAll().last == .quit)
    }

    @Test func saysWhoWritesAndTellsTheOthers() {
        var screen = Screen.ready()
        screen.send(.typing(chat: .team, account: .bob))
        #expect(screen.text[0].hasPrefix("#team · 3 people · bob is writing"))
        screen.send(.typing(chat: .team, account: .carol))
        screen.send(.typing(chat: .ops, account: .carol))
        #expect(screen.text[0].contains("bob and carol are writing"))
        screen.send(.line(.said("bob", "done", 1)))
        #expect(screen.text[0].contains("carol is writing"))
        screen.pass(.seconds(8))
        #expect(!screen.text[0].contains("writing"))
        _ = screen.takeAll()
        screen.type("hello")
        #expect(screen.takeAll() == [.typing(chat: .team)])
        screen.pass(.seconds(4))
        _ = screen.takeAll()
        screen.type(" you")
        #expect(screen.takeAll() == [.typing(chat: .team)])
    }

    @Test func namesRolesAndTheWholeNumberOfMembers() {
        var screen = Screen.ready(120, 24)
        var team = ChatSummary.team
        team.roles = [.alice: .owner, .bob: .admin]
        team.memberCount = 5000
        screen.send(.chats([team]))
        #expect(screen.status.hasPrefix("shared with #team (5000)"))
        screen.enter("/members")
        #expect(
            screen.text[0].hasPrefix(
                "5000 in #team, among them: alice (owner), bob (admin), carol"))
    }
}
