internal import Canvas
internal import Console
internal import Foundation
internal import Rooms
internal import Sessions
public import Units
internal import Wire

/// `send` and `chat`: one question, one answer.
public enum ChatCommands {
    /// Sends one message and returns when the server has it for good.
    ///
    /// - Parameter text: the message, or `-` for all of standard input.
    public static func send(_ settings: Settings, chat: String, text: String) async throws(Failure)
    {
        let message = text == "-" ? try Self.standardInput() : text
        guard MessageText(message) != nil else { throw Failure(.badData, Self.messageLimits) }
        let outcome = Outcome<Result<Posted, Failure>>()
        let clientID = Client.newMessageID()
        let listener: Client.Listener = { event in
            switch event {
            case .posted(clientID, let posted): outcome.give(.success(posted))
            case .postRefused(clientID, let refused): outcome.give(.failure(Failure(refused)))
            case .failed(let failure): outcome.give(.failure(Failure(failure)))
            default: break
            }
        }
        try await Client.visit(settings, listener: listener) { client async throws(Failure) in
            let entry = try await client.chat(named: chat)
            client.post(Outgoing(chat: entry.id, clientID: clientID, text: message))
            _ = try await outcome.wait().get()
        }
    }

    /// Makes a group, or opens a private chat, and prints its ID.
    public static func newChat(
        _ settings: Settings, title: String, members: [String], isPrivate: Bool
    ) async throws(Failure) {
        var new = NewChat()
        new.kind = isPrivate ? .private : .group
        new.title = isPrivate ? "" : title
        new.members = (isPrivate ? [title] : members).map(Self.accountText)
        let wanted = new
        let entry = try await Client.visit(settings) { client async throws(Failure) in
            try await client.newChat(wanted)
        }
        Console.print(Sanitized(remote: entry.id).text)
    }

    /// Prints my chats, one JSON object a line.
    public static func listChats(_ settings: Settings) async throws(Failure) {
        let chats = try await Client.visit(settings) { client async throws(Failure) in
            try await client.chats()
        }
        for chat in chats {
            var line = JSONLine(type: "chat")
            line.add("id", chat.id)
            line.add("kind", chat.kind.word)
            line.add("title", chat.title)
            line.add("members", chat.members.map(\.account))
            Console.print(line.text)
        }
    }

    /// Adds people to a group.
    public static func add(
        _ settings: Settings, chat: String, members: [String]
    ) async throws(Failure) {
        try await Client.visit(settings) { client async throws(Failure) in
            let entry = try await client.chat(named: chat)
            for member in members {
                var add = AddMember()
                add.account = Self.accountText(member)
                _ = try await client.request(.act(Client.act(.add(add), in: entry.id)))
            }
        }
    }

    static let messageLimits =
        "a message has 1 to \(MessageText.lengthMaximum) characters and is not only white space"

    /// `@alice` and `alice@host` are both alice.
    static func accountText(_ text: String) -> String {
        String((text.hasPrefix("@") ? text.dropFirst() : text[...]).prefix { $0 != "@" })
    }

    /// All of standard input without the last line's end, up to just over a message's length.
    private static func standardInput() throws(Failure) -> String {
        var bytes: [UInt8] = []
        do {
            while bytes.count <= MessageText.lengthMaximum * 4,
                let data = try FileHandle.standardInput.read(upToCount: 4096), !data.isEmpty
            {
                bytes.append(contentsOf: data)
            }
        } catch {
            throw Failure(.noInput, "cannot read standard input: \(error)")
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.badData, "standard input is not UTF-8")
        }
        if text.last == "\n" { text.removeLast() }
        return text
    }
}

extension ChatKindCode {
    /// The stable word for scripts.
    var word: String {
        switch self {
        case .private: "private"
        case .group: "group"
        case .conference: "conference"
        case .channel: "channel"
        case .favourites: "favourites"
        case .unspecified, .UNRECOGNIZED: "unknown"
        }
    }
}

extension ChatRoleCode {
    /// The stable word for scripts.
    var word: String {
        switch self {
        case .owner: "owner"
        case .admin: "admin"
        case .user: "user"
        case .writer: "writer"
        case .unspecified, .UNRECOGNIZED: "unknown"
        }
    }
}
