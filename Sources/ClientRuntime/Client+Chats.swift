internal import Rooms
internal import Sessions
internal import Units
internal import Wire

/// Questions about chats that several fronts ask.
extension Client {
    /// Sixteen random bytes that name a message for ever.
    static func newMessageID() -> [UInt8] {
        (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    }

    /// Something to be done in a chat, under a name of its own.
    static func act(_ deed: Act.OneOf_Deed, in chat: String) -> Act {
        var act = Act()
        act.chat = chat
        act.clientID = .init(octets: self.newMessageID())
        act.deed = deed
        return act
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

    /// A chat as people write it: `@user` (opened if need be), `#title`, or an ID.
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
        let found = chats.filter { $0.kind == .group && $0.title == title }
        guard found.count < 2 else {
            throw Failure(
                .misused, "'\(name)' names \(found.count) chats",
                hint: "use an ID from 'conclave chat list'")
        }
        guard let chat = found.first else {
            throw Failure(
                .notFound, "there is no chat '\(name)', or you are not in it",
                hint: "write @user, #title or an ID; 'conclave chat list' shows yours")
        }
        return chat
    }
}
