import Records
import Rooms
import Sessions
import Testing
import Units

struct ChatRecordsTests {
    let stage: ChatStage

    init() throws { self.stage = try ChatStage() }

    @Test func `a batch is answered in order and is there after reopening`() throws {
        let stage = self.stage
        let one = stage.message(2, by: stage.ada, "one")
        let two = stage.message(5, by: stage.bob, "two")
        let replies = stage.database.perform([
            stage.make(), .record([one], nil), .record([two], nil),
            .events(since: 0, account: stage.bob, limit: 2),
        ])
        #expect(
            replies == [
                .recorded([stage.created]), .recorded([one]), .recorded([two]),
                .events([stage.created, one]),
            ])
        let snapshot = try Database(path: stage.files.path).snapshot()
        #expect(snapshot.newestRevision == 5)
        #expect(snapshot.chats == [stage.group])
        #expect(snapshot.serverSecret.count == 32)
        #expect(try stage.database.snapshot().serverSecret == snapshot.serverSecret)
    }

    /// A second connection reads only what was committed: the answer comes after the commit.
    @Test func `what is answered is committed`() throws {
        let other = try Database(path: self.stage.files.path)
        #expect(self.stage.database.perform([self.stage.make()]) != [])
        #expect(try other.snapshot().newestRevision == 1)
    }

    @Test func `the same client ID is answered with the first event`() {
        let stage = self.stage
        let first = stage.event(2, by: stage.ada, ChatFact(.message, "one"), id: 1)
        stage.play(first)
        let again = stage.event(3, by: stage.ada, ChatFact(.retitled, "two"), id: 1)
        #expect(stage.perform(again) == .duplicate(first))
        let other = stage.event(4, by: stage.bob, ChatFact(.message, "other sender"), id: 1)
        #expect(stage.perform(other) == .recorded([other]))
        #expect(stage.seen(by: stage.ada).map(\.revision) == [1, 2, 4])
    }

    @Test func `one command that fails undoes nothing else`() {
        let stage = self.stage
        let taken = stage.event(1, by: stage.ada, ChatFact(.message, "revision taken"), id: 9)
        let replies = stage.play(taken, stage.message(2, by: stage.ada, "fine"))
        guard case .failed = replies[1] else {
            Issue.record("\(replies[1])")
            return
        }
        #expect(stage.seen(by: stage.ada).map(\.revision) == [1, 2])
    }

    @Test func `chats exist once and only for accounts`() throws {
        let stage = self.stage
        let ghost = try #require(AccountName("ghost"))
        let haunted = Chat(
            id: try #require(ChatID("group:2")), kind: .group, title: "",
            members: [stage.ada: .owner, ghost: .user])
        let adding = stage.event(4, by: stage.ada, ChatFact(.added, account: ghost))
        let replies = stage.database.perform([
            stage.make(), stage.make(),
            .createChat(haunted, stage.event(3, by: stage.ada, ChatFact(.created))),
            .record([adding], nil),
        ])
        #expect(
            Array(replies.dropFirst()) == [
                .chatExists, .unknownAccount(ghost), .unknownAccount(ghost),
            ])
    }

    // MARK: Who sees what

    @Test func `a member sees what was said in its time and nothing else`() {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "before"),
            stage.event(3, by: stage.ada, ChatFact(.added, account: stage.eve)),
            stage.message(4, by: stage.ada, "during"),
            stage.event(5, by: stage.ada, ChatFact(.removed, account: stage.eve)),
            stage.message(6, by: stage.ada, "after"),
            stage.event(7, by: stage.ada, ChatFact(.added, account: stage.eve)),
            stage.message(8, by: stage.ada, "again"))
        #expect(stage.seen(by: stage.eve).map(\.revision) == [3, 4, 5, 7, 8])
        #expect(stage.seen(by: stage.eve, since: 4).map(\.revision) == [5, 7, 8])
        #expect(stage.seen(by: stage.ada).map(\.revision) == Array(1...8))
        #expect(stage.history(of: stage.eve, before: 8, limit: 2).map(\.revision) == [5, 7])
        #expect(stage.history(of: stage.eve, limit: 1).map(\.revision) == [8])
        #expect(stage.history(of: stage.eve, after: 3, limit: 3).map(\.revision) == [4, 5, 7])
        #expect(stage.history(of: stage.eve, after: 7, limit: 3).map(\.revision) == [8])
        #expect(stage.history(of: stage.eve, after: .max, limit: 3).isEmpty)
    }

    @Test func `granted history begins where it was granted from`() throws {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "one"), stage.message(3, by: stage.ada, "two"),
            stage.event(4, by: stage.ada, stage.fact(.added, 3, of: stage.eve)))
        #expect(stage.history(of: stage.eve).map(\.revision) == [3, 4])
        let all = stage.fact(.historyGranted, 0, of: stage.eve)
        _ = stage.perform(stage.event(5, by: stage.ada, all))
        #expect(stage.history(of: stage.eve).map(\.revision) == [1, 2, 3, 4, 5])
        let chat = try #require(try stage.database.snapshot().chats.first)
        #expect(chat.sees(stage.eve, 1))
    }

    @Test func `an edit of what one does not see is not seen either`() {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "secret"),
            stage.event(3, by: stage.ada, ChatFact(.added, account: stage.eve)),
            stage.event(4, by: stage.ada, stage.fact(.edited, 2, "still secret")),
            stage.event(5, by: stage.bob, stage.fact(.reacted, 2, "👍")))
        #expect(stage.seen(by: stage.eve).map(\.revision) == [3])
        #expect(stage.seen(by: stage.bob).map(\.revision) == [1, 2, 3, 4, 5])
    }

    @Test func `marks and drafts are for their owner, and only the newest is kept`() {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "one"), stage.message(3, by: stage.ada, "two"),
            stage.event(4, by: stage.bob, stage.fact(.read, 2)),
            stage.event(5, by: stage.bob, ChatFact(.drafted, "dear")),
            stage.event(6, by: stage.bob, stage.fact(.read, 3)))
        #expect(stage.seen(by: stage.ada).map(\.revision) == [1, 2, 3])
        #expect(stage.seen(by: stage.bob).map(\.revision) == [1, 2, 3, 5, 6])
        #expect(stage.history(of: stage.bob).map(\.revision) == [1, 2, 3])
        let details = stage.database.answer(.details(stage.chat, account: stage.bob))
        #expect(details == .details(pinned: [], draft: "dear"))
    }

    // MARK: Messages

    @Test func `an edited message has its newest text everywhere, and its time`() throws {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "frist"),
            stage.event(3, by: stage.ada, stage.fact(.edited, 2, "first")),
            stage.event(4, by: stage.ada, stage.fact(.edited, 2, "the first")))
        let seen = stage.seen(by: stage.bob)
        #expect(seen.map(\.fact.text) == ["team", "the first", "", "the first"])
        #expect(seen[1].condition?.edited == ChatStage.time)
        #expect(try stage.found("frist", by: stage.bob) == [])
        #expect(try stage.found("the first", by: stage.bob) == [2])
    }

    @Test func `a deleted message leaves a mark and no text`() throws {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "never said"),
            stage.event(3, by: stage.ada, stage.fact(.edited, 2, "nothing said")),
            stage.event(4, by: stage.bob, stage.fact(.reacted, 2, "👍")),
            stage.event(5, by: stage.ada, stage.fact(.pinned, 2)),
            stage.event(6, by: stage.ada, stage.fact(.deleted, 2)))
        let seen = stage.seen(by: stage.bob)
        #expect(seen.map(\.fact.text) == ["team", "", "", "👍", "", ""])
        #expect(seen[1].condition?.isDeleted == true)
        #expect(seen[1].condition?.reactions == [])
        #expect(try stage.found("said", by: stage.ada) == [])
        let demand = MessageDemand(2, in: stage.chat)
        let reply = stage.event(7, by: stage.bob, stage.fact(.message, 2, "what?"), id: 7)
        #expect(stage.perform(reply, demand: demand) == .denied(.messageNotFound))
    }

    @Test func `a message hidden or cleared away is so for one account only`() throws {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "first word"),
            stage.event(3, by: stage.bob, stage.fact(.hidden, 2)),
            stage.message(4, by: stage.ada, "second word"))
        #expect(stage.history(of: stage.bob).map(\.revision) == [1, 4])
        #expect(try stage.found("word", by: stage.bob) == [4])
        _ = stage.perform(stage.event(5, by: stage.bob, ChatFact(.clearedForMe)))
        #expect(stage.history(of: stage.bob).map(\.revision) == [1])
        #expect(try stage.found("word", by: stage.ada) == [4, 2])
    }

    @Test func `a history cleared for all has no texts any more`() throws {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "one"), stage.message(3, by: stage.bob, "two"),
            stage.event(4, by: stage.ada, ChatFact(.cleared)),
            stage.message(5, by: stage.bob, "three"))
        #expect(stage.history(of: stage.bob).map(\.fact.text) == ["team", "", "", "", "three"])
        #expect(try stage.found("one", by: stage.ada) == [])
    }

    @Test func `reactions are one of a kind for each person and can be taken back`() {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "one"),
            stage.event(3, by: stage.bob, stage.fact(.reacted, 2, "👍")),
            stage.event(4, by: stage.bob, stage.fact(.reacted, 2, "👍")),
            stage.event(5, by: stage.ada, stage.fact(.reacted, 2, "👍")),
            stage.event(6, by: stage.ada, stage.fact(.reacted, 2, "🎉")))
        #expect(
            stage.history(of: stage.ada)[1].condition?.reactions == [
                EmojiCount("🎉", [stage.ada]), EmojiCount("👍", [stage.ada, stage.bob]),
            ])
        _ = stage.perform(stage.event(7, by: stage.bob, stage.fact(.unreacted, 2, "👍")))
        #expect(
            stage.history(of: stage.ada)[1].condition?.reactions.map(\.accounts.count) == [1, 1])
    }

    @Test func `pinned messages are found at once, by those who see them`() {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "one"), stage.message(3, by: stage.ada, "two"),
            stage.event(4, by: stage.ada, ChatFact(.added, account: stage.eve)),
            stage.event(5, by: stage.ada, stage.fact(.pinned, 3)))
        func pinned(_ name: AccountName) -> [UInt64]? {
            guard
                case .details(let pinned, _) = stage.database.answer(
                    .details(stage.chat, account: name))
            else { return nil }
            return pinned.map(\.revision)
        }
        #expect(pinned(stage.bob) == [3])
        #expect(pinned(stage.eve) == [])
        _ = stage.perform(stage.event(6, by: stage.ada, stage.fact(.unpinned, 3)))
        #expect(pinned(stage.bob) == [])
    }

    @Test func `who has left does not read what a message became after that`() {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "one"),
            stage.event(3, by: stage.ada, ChatFact(.removed, account: stage.bob)),
            stage.event(4, by: stage.ada, stage.fact(.edited, 2, "two")),
            stage.event(5, by: stage.ada, stage.fact(.pinned, 2)))
        let seen = stage.seen(by: stage.bob)
        #expect(seen.map(\.revision) == [1, 2, 3])
        #expect(seen.map(\.fact.text) == ["team", "", ""])
        #expect(seen.map(\.condition) == [nil, nil, nil])
    }

    @Test func `that one has hidden a message reaches one's other devices`() {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "one"),
            stage.event(3, by: stage.bob, stage.fact(.hidden, 2)))
        #expect(stage.seen(by: stage.bob).map(\.revision) == [1, 3])
    }

    @Test func `nobody changes words that were forwarded from another`() {
        let stage = self.stage
        var forwarded = ChatFact(.message, "as ada said")
        forwarded.account = stage.ada
        stage.play(stage.event(2, by: stage.bob, forwarded))
        let edit = stage.event(3, by: stage.bob, stage.fact(.edited, 2, "as she never did"), id: 3)
        let demand = MessageDemand(2, in: stage.chat, author: stage.bob)
        #expect(stage.perform(edit, demand: demand) == .denied(.accessDenied))
    }

    // MARK: Demands

    @Test func `who is not in the chat any more does nothing in it`() {
        let stage = self.stage
        stage.play(stage.event(2, by: stage.ada, ChatFact(.removed, account: stage.bob)))
        #expect(stage.perform(stage.message(3, by: stage.bob, "still")) == .denied(.chatNotFound))
    }

    @Test func `a demand names author and time, and is refused for the first that does not fit`() {
        let stage = self.stage
        stage.play(stage.message(2, by: stage.ada, "one"))
        func edit(_ id: UInt8, _ change: (inout MessageDemand) -> Void) -> StoreReply {
            var demand = MessageDemand(2, in: stage.chat)
            change(&demand)
            return stage.perform(
                stage.event(UInt64(id), by: stage.bob, stage.fact(.edited, 2, "two"), id: id),
                demand: demand)
        }
        #expect(edit(3) { $0.author = stage.bob } == .denied(.accessDenied))
        #expect(edit(4) { $0.message = 1 } == .denied(.messageNotFound))
        #expect(edit(5) { $0.message = .max } == .denied(.messageNotFound))
        let late = Timestamp(milliseconds: ChatStage.time.milliseconds + 1)
        #expect(edit(6) { $0.earliest = late } == .denied(.editWindowOver))
        #expect(edit(7) { $0.earliest = ChatStage.time } != .denied(.editWindowOver))
    }

    @Test func `what is forwarded is the store's text, with its author's name`() throws {
        let stage = self.stage
        let notes = Chat(
            id: .favourites(of: stage.bob), kind: .favourites, title: "",
            members: [stage.bob: .owner])
        stage.play(stage.message(2, by: stage.ada, "remember"))
        let made = EventRecord(
            revision: 3, chat: notes.id, sender: stage.bob, time: ChatStage.time, ChatFact(.created)
        )
        _ = stage.database.perform([.createChat(notes, made)])
        var demand = MessageDemand(2, in: stage.chat)
        demand.isCopied = true
        var event = stage.event(4, by: stage.bob, ChatFact(.message), id: 4)
        event.chat = notes.id
        guard case .recorded(let events) = stage.perform(event, demand: demand) else {
            Issue.record("it is refused")
            return
        }
        #expect(events.map(\.fact.text) == ["remember"])
        #expect(events.map(\.fact.account) == [stage.ada])
        #expect(try stage.found("remember", by: stage.bob, in: notes.id) == [4])
    }

    // MARK: Standings and search

    @Test func `unread and mentions count what others said after the mark`() {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "hello @bob"), stage.message(3, by: stage.bob, "yes"),
            stage.message(4, by: stage.ada, "@all look"), stage.message(5, by: stage.ada, "bob"))
        var standing = stage.standing(of: stage.bob)
        #expect(standing?.unread == 3 && standing?.mentions == 2 && standing?.newest == 5)
        _ = stage.perform(stage.event(6, by: stage.bob, stage.fact(.read, 4)))
        _ = stage.perform(stage.event(7, by: stage.bob, stage.fact(.read, 2)))
        _ = stage.perform(stage.event(8, by: stage.bob, ChatFact(.muted)))
        _ = stage.perform(stage.event(9, by: stage.bob, ChatFact(.placed, "top")))
        _ = stage.perform(stage.event(10, by: stage.bob, ChatFact(.placed, "folder:at work")))
        standing = stage.standing(of: stage.bob)
        #expect(standing?.read == 4 && standing?.unread == 1 && standing?.mentions == 0)
        #expect(standing?.isMuted == true)
        #expect(standing?.place == ChatPlace("folder:at work") && standing?.place != .list)
        #expect(stage.standing(of: stage.ada)?.place == .list)
        #expect(stage.standing(of: stage.ada)?.unread == 1)
        #expect(stage.standing(of: stage.eve) == nil)
    }

    @Test func `search finds words and beginnings, without accents, and only what one may read`()
        throws
    {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.ada, "the café is open"),
            stage.event(3, by: stage.ada, ChatFact(.added, account: stage.eve)),
            stage.message(4, by: stage.bob, "cafeteria \"closed\" -- AND NOT text:x"))
        #expect(try stage.found("cafe", by: stage.ada) == [4, 2])
        #expect(try stage.found("CAFÉ open", by: stage.ada) == [2])
        #expect(try stage.found("open café", by: stage.ada, in: stage.chat) == [2])
        #expect(try stage.found("cafe", by: stage.eve) == [4])
        #expect(try stage.found("AND NOT text:x", by: stage.eve) == [4])
        #expect(try stage.found("c1", by: stage.ada) == [])
        // A letter that joins with a quote into one character.
        #expect(try stage.found("\u{0D4E}\" cafe", by: stage.ada) == [])
        _ = stage.perform(stage.event(5, by: stage.ada, ChatFact(.removed, account: stage.eve)))
        #expect(try stage.found("cafe", by: stage.eve) == [])
    }
}
