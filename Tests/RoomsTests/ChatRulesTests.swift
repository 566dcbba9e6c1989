import Rooms
import Testing
import Units

@Suite struct ChatRulesTests {
    static let now = Timestamp(milliseconds: 1_000_000_000)
    let owner: AccountName
    let admin: AccountName
    let user: AccountName
    let other: AccountName
    let stranger: AccountName
    var group: Chat

    init() throws {
        self.owner = try #require(AccountName("owner"))
        self.admin = try #require(AccountName("admin"))
        self.user = try #require(AccountName("user"))
        self.other = try #require(AccountName("other"))
        self.stranger = try #require(AccountName("stranger"))
        self.group = Chat(
            id: try #require(ChatID("group:1")), kind: .group, title: "team",
            members: [
                self.owner: .owner, self.admin: .admin, self.user: .user, self.other: .user,
            ], since: 10)
    }

    private func facts(_ action: ChatAction, by actor: AccountName) throws(Denial) -> [ChatFact] {
        try self.group.plan(action, by: actor, at: Self.now, limits: ChatLimits()).facts
    }

    private func refusal(_ action: ChatAction, by actor: AccountName) -> Refusal? {
        do throws(Denial) {
            _ = try self.facts(action, by: actor)
            return nil
        } catch { return error.cause }
    }

    @Test func `whoever is not in a chat learns nothing of it`() throws {
        let text = try #require(MessageText("hello"))
        for action in [
            .say(text, replyingTo: nil), .leave, .dissolve, .markRead(1), .add(self.user, .none),
        ] as [ChatAction] {
            #expect(self.refusal(action, by: self.stranger) == .chatNotFound)
        }
    }

    // MARK: Members

    @Test func `somebody is removed by those above only`() throws {
        #expect(
            try self.facts(.remove(self.user), by: self.admin) == [
                ChatFact(.removed, account: self.user)
            ])
        #expect(self.refusal(.remove(self.owner), by: self.admin) == .accessDenied)
        #expect(self.refusal(.remove(self.other), by: self.user) == .accessDenied)
        #expect(self.refusal(.remove(self.stranger), by: self.owner) == .userNotFound)
        #expect(
            try self.facts(.remove(self.user), by: self.user) == [
                ChatFact(.removed, account: self.user)
            ])
    }

    @Test func `roles are given below one's own`() throws {
        #expect(
            try self.facts(.setRole(self.user, .admin), by: self.owner) == [
                ChatFact(.roleChanged, account: self.user, role: .admin)
            ])
        #expect(self.refusal(.setRole(self.user, .admin), by: self.admin) == .accessDenied)
        #expect(self.refusal(.setRole(self.user, .owner), by: self.admin) == .accessDenied)
        #expect(self.refusal(.setRole(self.user, .writer), by: self.owner) == .kindUnsupported)
        #expect(self.refusal(.setRole(self.stranger, .user), by: self.owner) == .userNotFound)
        #expect(try self.facts(.setRole(self.user, .user), by: self.owner) == [])
    }

    @Test func `who gives the chat away stays its admin`() throws {
        let facts = try self.facts(.setRole(self.user, .owner), by: self.owner)
        #expect(
            facts == [
                ChatFact(.roleChanged, account: self.user, role: .owner),
                ChatFact(.roleChanged, account: self.owner, role: .admin),
            ])
    }

    @Test func `the longest-serving admin inherits, else the longest-serving user`() throws {
        #expect(try self.facts(.leave, by: self.owner).last?.account == self.admin)
        var group = self.group
        group.members[self.admin] = nil
        group.members[self.user]?.since = 30
        group.members[self.other]?.since = 20
        #expect(group.heir(of: self.owner) == self.other)
        group.members = [self.owner: Chat.Member(.owner, since: 1)]
        #expect(group.departure(of: self.owner) == [ChatFact(.removed, account: self.owner)])
    }

    @Test func `nobody leaves a private chat, a meeting's or his own notes by hand`() {
        for kind in [ChatKind.privateChat, .meeting, .favourites] {
            let role = ChatRole.roles(in: kind)[0]
            let chat = Chat(id: self.group.id, kind: kind, title: "", members: [self.user: role])
            #expect(throws: Denial.self) {
                try chat.plan(.leave, by: self.user, at: Self.now, limits: ChatLimits())
            }
        }
    }

    @Test func `a full group says how many it takes`() {
        var limits = ChatLimits()
        limits.membersMaximum = 4
        let denial = #expect(throws: Denial.self) {
            try self.group.plan(
                .add(self.stranger, .none), by: self.owner, at: Self.now, limits: limits)
        }
        #expect(denial == Denial(.full, "it is full: 4 members"))
    }

    @Test func `adding with history needs the right to grant it`() throws {
        #expect(
            try self.facts(.add(self.stranger, .from(7)), by: self.admin) == [
                ChatFact(.added, message: 7, account: self.stranger, role: .user)
            ])
        let chat = Chat(
            id: .meeting(try #require(ConferenceID("aaaa-bbbb-cccc"))), kind: .meeting, title: "",
            members: [self.owner: .owner, self.admin: .admin, self.user: .user])
        let grant = ChatAction.grantHistory(self.user, .all)
        #expect(throws: Never.self) {
            try chat.plan(grant, by: self.owner, at: Self.now, limits: ChatLimits())
        }
        #expect(throws: Denial(.accessDenied)) {
            try chat.plan(grant, by: self.admin, at: Self.now, limits: ChatLimits())
        }
    }

    // MARK: Messages

    @Test func `one's own is changed within the window, others' by those who may`() throws {
        let text = try #require(MessageText("better"))
        let edit = try self.group.plan(
            .edit(5, text), by: self.owner, at: Self.now, limits: ChatLimits())
        #expect(edit.demand?.author == self.owner)
        #expect(edit.demand?.earliest == Self.now - .seconds(48 * 3600))
        let delete = try self.group.plan(
            .deleteForAll(5), by: self.user, at: Self.now, limits: ChatLimits())
        #expect(delete.demand?.author == self.user)
        let byAdmin = try self.group.plan(
            .deleteForAll(5), by: self.admin, at: Self.now, limits: ChatLimits())
        #expect(byAdmin.demand == MessageDemand(5, in: self.group.id))
        var forEver = ChatLimits()
        forEver.editWindow = nil
        let old = try self.group.plan(.edit(5, text), by: self.user, at: Self.now, limits: forEver)
        #expect(old.demand?.earliest == nil)
        var never = ChatLimits()
        never.editWindow = .zero
        // Refused under a limit that the administrator has just lifted.
        #expect(forEver.tooLateToEdit != never.tooLateToEdit)
        for action in [ChatAction.edit(5, text), .deleteForAll(5)] {
            #expect(throws: never.tooLateToEdit) {
                try self.group.plan(action, by: self.user, at: Self.now, limits: never)
            }
        }
        #expect(throws: Never.self) {
            try self.group.plan(.deleteForAll(5), by: self.admin, at: Self.now, limits: never)
        }
    }

    @Test func `the same facts make the same chat, and remember who saw what`() {
        var chat = self.group
        chat.apply(ChatFact(.added, account: self.stranger, role: .user), at: 20)
        chat.apply(ChatFact(.removed, account: self.stranger), at: 30)
        chat.apply(ChatFact(.added, message: 38, account: self.stranger, role: .user), at: 40)
        let seen = [5, 20, 25, 30, 35, 38, 50].filter { chat.sees(self.stranger, UInt64($0)) }
        #expect(seen == [20, 25, 30, 38, 50])
        chat.apply(ChatFact(.historyGranted, message: 0, account: self.stranger), at: 50)
        #expect(chat.sees(self.stranger, 35))
        #expect(chat.sees(self.stranger, 1))
        chat.apply(ChatFact(.dissolved), at: 60)
        #expect(chat.members.isEmpty)
        #expect(!chat.sees(self.owner, 61) && chat.sees(self.owner, 60))
    }
}
