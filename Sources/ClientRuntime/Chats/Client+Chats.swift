internal import Rooms
internal import Sessions
internal import Units
internal import Wire

/// Questions about chats that several fronts ask.
extension Client {
    /// Messages in one page, as many as a server gives at once.
    private static let pageLength: UInt32 = 200
    /// And at least: between messages there may be much else.
    private static let pageLengthMinimum: UInt32 = 20

    /// Sixteen random bytes that name something done in a chat for ever.
    static func newMessageID() -> [UInt8] {
        (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    }

    func chats() async throws(Failure) -> [ChatEntry] {
        guard case .chatList(let list) = try await self.request(.listChats(ListChats())) else {
            throw .unexpectedAnswer
        }
        return list.chats
    }

    func newChat(_ new: NewChat) async throws(Failure) -> ChatEntry {
        guard case .chat(let entry) = try await self.request(.newChat(new)) else {
            throw .unexpectedAnswer
        }
        return entry
    }

    /// A chat with all its members, what is pinned there, and what one has begun to write.
    func details(of chat: String) async throws(Failure) -> ChatDetails {
        var open = OpenChat()
        open.chat = chat
        guard case .chatDetails(let details) = try await self.request(.openChat(open)) else {
            throw .unexpectedAnswer
        }
        return details
    }

    /// The newest messages of a chat and what happened between them, the oldest first.
    func history(
        of chat: String, _ selection: MessageCommands.Selection
    ) async throws(Failure) -> [ChatEvent] {
        var history = History()
        history.chat = chat
        history.before = selection.before ?? 0
        let newestFirst = try await self.collect(selection) { before, count throws(Failure) in
            if let before { history.before = before }
            history.count = count
            return try await self.page(.history(history)).reversed()
        }
        return newestFirst.reversed()
    }

    /// Messages with all the words, the newest first.
    ///
    /// - Parameter chat: empty for all of one's chats.
    func search(
        _ text: String, in chat: String, _ selection: MessageCommands.Selection
    ) async throws(Failure) -> [ChatEvent] {
        var search = Search()
        search.text = text
        search.chat = chat
        search.before = selection.before ?? 0
        return try await self.collect(selection) { before, count throws(Failure) in
            if let before { search.before = before }
            search.count = count
            return try await self.page(.search(search))
        }
    }

    /// Page after page, the newest first, until there are enough messages or there is nothing more.
    private func collect(
        _ selection: MessageCommands.Selection,
        _ page: (_ before: UInt64?, _ count: UInt32) async throws(Failure) -> [ChatEvent],
    ) async throws(Failure) -> [ChatEvent] {
        var events: [ChatEvent] = []
        var missing = selection.messagesMaximum
        while missing > 0 {
            let oldest = events.last?.revision
            let count = min(Self.pageLength, max(Self.pageLengthMinimum, UInt32(clamping: missing)))
            // A server that repeats itself must not be asked for ever.
            let fresh = try await page(oldest, count).filter { $0.revision < oldest ?? .max }
            if fresh.isEmpty { break }
            for event in fresh where missing > 0 {
                events.append(event)
                if event.kind == .message { missing -= 1 }
            }
        }
        return events
    }

    private func page(_ question: Request.OneOf_Body) async throws(Failure) -> [ChatEvent] {
        guard case .historyPage(let page) = try await self.request(question) else {
            throw .unexpectedAnswer
        }
        return page.events
    }

    /// A chat as people write it: `@user` (opened if need be), `#title`, `favourites`, or an ID.
    func chat(named name: String) async throws(Failure) -> ChatEntry {
        if name.hasPrefix("@") {
            var new = NewChat()
            new.kind = .private
            new.members = [ChatCommands.accountText(name)]
            return try await self.newChat(new)
        }
        let chats = try await self.chats()
        if let chat = chats.first(where: { $0.id == name }) { return chat }
        let title = name.hasPrefix("#") ? String(name.dropFirst()) : name
        let found = chats.filter { [.group, .channel].contains($0.kind) && $0.title == title }
        guard found.count < 2 else {
            throw Failure(
                .misused, "'\(name)' names \(found.count) chats",
                hint: "use an ID from 'conclave chat list'")
        }
        if let chat = found.first { return chat }
        if name == "favourites" {
            var new = NewChat()
            new.kind = .favourites
            return try await self.newChat(new)
        }
        throw Failure(
            .notFound, "there is no chat '\(name)', or you are not in it",
            hint: "write @user, #title or an ID; 'conclave chat list' shows yours")
    }
}
