import Canvas
import Interface
import Rooms
import Testing
import Units

/// Where chats stand in the list: on top, in folders, in the archive.
struct PlaceTests {
    private static func summary(
        _ summary: ChatSummary, _ place: ChatPlace, unread: Int = 0, mentions: Int = 0,
        isMuted: Bool = false,
    ) -> ChatSummary {
        var summary = summary
        summary.standing = StandingView(
            read: 0, unreadCount: unread, mentionCount: mentions, isMuted: isMuted, place: place)
        return summary
    }

    private static func folder(_ name: String) throws -> ChatPlace {
        .folder(try #require(FolderName(name)))
    }

    /// The list's column.
    private static func list(_ screen: Screen) -> [String] {
        screen.text.dropFirst().dropLast(2).compactMap { row in
            let entry = row.prefix(18).trimming
            return entry.isEmpty ? nil : entry
        }
    }

    @Test func theListIsInTheOrderOfThePlaces() throws {
        var screen = Screen.ready()
        let work = try Self.folder("work")
        screen.send(.chats([.team, Self.summary(.bob, work), Self.summary(.ops, .top)]))
        #expect(Self.list(screen) == ["1 #ops", "2 #team", "── work", "3 @bob"])
        screen.send(.change(.by("alice", .placed(.top))))
        #expect(Self.list(screen) == ["1 #team", "2 #ops", "── work", "3 @bob"])
        screen.send(.change(.by("alice", .placed(work))))
        #expect(Self.list(screen) == ["1 #ops", "── work", "2 #team", "3 @bob"])
        screen.keys("alt+1")
        #expect(screen.line.hasPrefix("#ops>"))
    }

    @Test func foldersAreInTheOrderOfTheirNamesAndTheirHeadingsNoChats() throws {
        var screen = Screen.ready()
        screen.send(
            .chats([
                .team, Self.summary(.bob, try Self.folder("zoo")),
                Self.summary(.ops, try Self.folder("art")),
            ]))
        #expect(Self.list(screen) == ["1 #team", "── art", "2 #ops", "── zoo", "3 @bob"])
        screen.send(.mouse(MouseEvent(.press(.left), at: Point(column: 3, row: 2))))
        #expect(screen.line.hasPrefix("#team>"))
        screen.send(.mouse(MouseEvent(.press(.left), at: Point(column: 3, row: 3))))
        #expect(screen.line.hasPrefix("#ops>"))
    }

    @Test func whatIsArchivedIsSeenWhileThereIsSomethingNew() {
        var screen = Screen.ready()
        screen.send(.chats([.team, .bob, Self.summary(.ops, .archive)]))
        #expect(Self.list(screen) == ["1 #team", "2 @bob", "── archive (1)"])
        screen.send(.line(.said("carol", "news", 5, in: .ops)))
        #expect(Self.list(screen) == ["1 #team", "2 @bob", "── archive (1)", "3 #ops           1"])
        screen.keys("alt+3")
        #expect(screen.text[0].contains("#ops · 2 people · archived"))
        screen.keys("ctrl+p", "ctrl+p")
        #expect(screen.line.hasPrefix("#team>"))
        #expect(Self.list(screen) == ["1 #team", "2 @bob", "── archive (1)"])
        // It is not walked into.
        screen.keys("ctrl+n", "ctrl+n")
        #expect(screen.line.hasPrefix("#team>"))
    }

    @Test(arguments: [false, true])
    func aMutedOneComesOutForAMentionOnly(isMention: Bool) {
        var screen = Screen.ready()
        let ops = Self.summary(
            .ops, .archive, unread: 1, mentions: isMention ? 1 : 0, isMuted: true)
        screen.send(.chats([.team, .bob, ops]))
        #expect(screen.shows("3 #ops") == isMention)
    }

    @Test func theArchiveIsOpenedByItsHeadingAndByName() {
        var screen = Screen.ready()
        screen.enter("/archived")
        #expect(screen.shows("no chat is archived"))
        screen.send(.chats([.team, .bob, Self.summary(.ops, .archive)]))
        screen.send(.mouse(MouseEvent(.press(.left), at: Point(column: 3, row: 3))))
        #expect(screen.shows("3 #ops"))
        screen.enter("/archived")
        #expect(!screen.shows("3 #ops"))
        screen.enter("/chat ops")
        #expect(screen.line.hasPrefix("#ops>") && screen.shows("3 #ops"))
    }

    @Test func commandsAskForAPlaceAndTakeItBack() throws {
        var screen = Screen.ready(120)
        func asked(_ line: String) -> [Effect] {
            screen.enter(line)
            return screen.take()
        }
        #expect(asked("/top") == [.act(chat: .team, .place(.top))])
        screen.send(.change(.by("alice", .placed(.top))))
        #expect(asked("/top") == [.act(chat: .team, .place(.list))])
        #expect(asked("/archive") == [.act(chat: .team, .place(.archive))])
        screen.send(.change(.by("alice", .placed(.archive))))
        #expect(asked("/unarchive") == [.act(chat: .team, .place(.list))])
        #expect(asked("/folder at work") == [.act(chat: .team, .place(try Self.folder("at work")))])
        #expect(asked("/folder") == [.act(chat: .team, .place(.list))])
        #expect(asked("/folder " + String(repeating: "a", count: 41)) == [])
        #expect(screen.shows("cannot be a folder: one line of 1 to 40 characters"))
    }
}

extension StringProtocol {
    fileprivate var trimming: String {
        String(
            self.drop { $0 == " " || $0 == "│" }.reversed().drop { $0 == " " || $0 == "│" }
                .reversed())
    }
}
