import ArgumentParser
import Foundation
import Rooms
import Sessions
import Units
import Wire

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "How long a page of a long chat's history takes.",
        discussion: """
            All messages are in one chat. Asked for are 50, as a client asks: from request to answer, \
            over the wire. Late comers see little of it, and look for more; who has put everything \
            away sees nothing.
            """)
    @Option(help: "Messages in the chat.")
    var messages = 1_000_000
    @Option(help: "Where the messages are kept for the next time.")
    var data: String?

    private static let pageLength: UInt32 = 50
    private static let chat = ChatArchive.chat(0).text
    /// Members beside those who are there from the beginning.
    private static let (lateComer, clearer) = (20, 21)

    func run() throws {
        let archive = try ChatArchive(
            .init(ownChats: 1, ownMessages: self.messages, messages: self.messages), at: self.data)
        defer { archive.remove() }
        let site = try ChatSite(accounts: 0, data: archive.path)
        defer { site.stop() }
        let owner = try site.enter(0)
        try self.measure("open, and page back", owner, from: 0)
        let middle = archive.created + UInt64(self.messages) * 500
        try self.measure("page back in the middle", owner, from: middle)
        try self.measure("at the beginning", owner, from: archive.created + 60_000, pages: 2)
        try self.add(Self.lateComer, .none, by: owner)
        let late = try site.enter(Self.lateComer)
        try self.measure("somebody who has just come", late, from: 0, pages: 1)
        try self.add(Self.clearer, .all, by: owner)
        let clearer = try site.enter(Self.clearer)
        try self.act(.wipeForMe(Empty()), by: clearer)
        try self.measure("somebody who has put all away", clearer, from: 0, pages: 1)
        try self.measure("the list of chats", late) {
            _ = try late.connection.ask(.listChats(ListChats()))
        }
    }

    private func measure(
        _ title: String, _ person: ChatPerson, from before: UInt64, pages: Int = 20
    ) throws {
        var before = before
        var count = 0
        try self.measure(title, person, times: pages) {
            var history = History()
            history.chat = Self.chat
            history.before = before
            history.count = Self.pageLength
            guard case .historyPage(let page) = try person.connection.ask(.history(history)) else {
                throw LoadError("no page")
            }
            count += page.events.count
            before = page.events.first?.revision ?? before
        }
        say("  \(count) events on \(pages) pages")
    }

    private func measure(
        _ title: String, _ person: ChatPerson, times: Int = 20, _ body: () throws -> Void
    ) throws {
        var timings = Timings()
        for _ in 0..<times { try timings.measure(body) }
        say("\(title): \(timings.text)")
    }

    private enum Grant { case none, all }

    private func add(_ number: Int, _ grant: Grant, by person: ChatPerson) throws {
        var add = AddMember()
        add.account = "p\(number)"
        switch grant {
        case .none: add.history.none = Empty()
        case .all: add.history.all = Empty()
        }
        try self.act(.add(add), by: person)
    }

    private func act(_ deed: Act.OneOf_Deed, by person: ChatPerson) throws {
        var act = Act()
        act.chat = Self.chat
        act.clientID = .init(octets: ChatPerson.newClientID())
        act.deed = deed
        _ = try person.connection.ask(.act(act))
    }
}
