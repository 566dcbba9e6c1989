internal import Console
internal import Foundation
internal import Rooms
internal import Sessions
public import Units
internal import Wire

/// `send` and `message`: saying something, and what becomes of it. Messages are named by their numbers, as
/// `history`, `listen --json` and `send --json` print them.
public enum MessageCommands {
    /// Something new to be said.
    public enum Saying: Sendable, Hashable {
        /// The text, or `-` for all of standard input.
        case text(String)
        case reply(to: UInt64, String)
        /// Says again what was said in another chat, or in the same.
        case forward(UInt64, from: String)
    }

    /// What is done to a message.
    public enum Change: Sendable, Hashable {
        /// The new text, or `-` for all of standard input.
        case edit(String)
        /// For everybody.
        case delete
        /// For oneself.
        case hide
        case react(String)
        case takeReactionBack(String)
        case pin
        case unpin
    }

    /// Which messages are printed, and how.
    public struct Selection: Sendable, Hashable {
        public var isJSON: Bool
        /// Only messages before this one; nil for the newest.
        public var before: UInt64?
        /// Messages, not other events.
        public var messagesMaximum: Int

        public init(isJSON: Bool, before: UInt64?, messagesMaximum: Int) {
            self.isJSON = isJSON
            self.before = before
            self.messagesMaximum = messagesMaximum
        }
    }

    /// More is no question any more but a copy of the server.
    static let messagesMaximum = 10_000

    /// Says something and returns when the server has it for good.
    public static func say(
        _ settings: Settings, chat: String, _ saying: Saying, isJSON: Bool
    ) async throws(Failure) {
        let saying = try saying.read()
        let (entry, posted) = try await Errand.run(settings) { errand async throws(Failure) in
            let entry = try await errand.client.chat(named: chat)
            let deed: Act.OneOf_Deed
            switch saying {
            case .text(let text): deed = .say(Say(text))
            case .reply(let message, let text): deed = .say(Say(text, replyTo: message))
            case .forward(let message, let source):
                var forward = Forward()
                forward.fromChat = try await errand.client.chat(named: source).id
                forward.message = message
                deed = .forward(forward)
            }
            return (entry, try await errand.act(deed, in: entry.id))
        }
        if isJSON { Console.print(posted.json(in: entry.id)) }
    }

    /// Does the same to several messages, one after the other; the first refusal ends it.
    public static func change(
        _ settings: Settings, chat: String, messages: [UInt64], _ change: Change
    ) async throws(Failure) {
        let change = try change.read()
        try await Errand.run(settings) { errand async throws(Failure) in
            let id = try await errand.client.chat(named: chat).id
            for message in messages {
                _ = try await errand.act(Act.OneOf_Deed(change, of: message), in: id)
            }
        }
    }

    /// Sets the read mark: to a message, or to the newest one.
    public static func markRead(
        _ settings: Settings, chat: String, upTo message: UInt64?
    ) async throws(Failure) {
        try await Errand.run(settings) { errand async throws(Failure) in
            let id = try await errand.client.chat(named: chat).id
            var message = message
            if message == nil {
                let chats = try await errand.client.chats()
                message = chats.first { $0.id == id }?.standing.newest
            }
            guard let message, message > 0 else { return }
            _ = try await errand.act(.markRead(MessageName(message)), in: id)
        }
    }

    /// Prints what was said in a chat, the oldest first.
    public static func history(
        _ settings: Settings, chat: String, _ selection: Selection
    ) async throws(Failure) {
        try selection.check()
        let events = try await Client.visit(settings) { client async throws(Failure) in
            try await client.history(of: client.chat(named: chat).id, selection)
        }
        self.print(events, selection)
    }

    /// Prints the messages with all the words, the newest first.
    ///
    /// - Parameter chat: nil for all of one's chats.
    public static func search(
        _ settings: Settings, words: [String], chat: String?, _ selection: Selection
    ) async throws(Failure) {
        try selection.check()
        let text = words.joined(separator: " ")
        guard SearchWords(text) != nil else {
            throw Failure(
                .badData,
                "a search takes 1 to \(SearchWords.wordsMaximum) words of at most "
                    + "\(SearchWords.lengthMaximum) characters together")
        }
        let events = try await Client.visit(settings) { client async throws(Failure) in
            let id = if let chat { try await client.chat(named: chat).id } else { "" }
            return try await client.search(text, in: id, selection)
        }
        self.print(events, selection)
    }

    private static func print(_ events: [ChatEvent], _ selection: Selection) {
        var count: UInt64 = 0
        for event in events where selection.isJSON || event.kind == .message {
            count += 1
            Console.print(selection.isJSON ? event.json(sequence: count) : event.numberedLine)
        }
    }

    static let messageLimits =
        "a message has 1 to \(MessageText.lengthMaximum) characters and is not only white space"

    /// The text, or all of standard input without the last line's end, up to just over a message's
    /// length.
    fileprivate static func read(_ text: String) throws(Failure) -> String {
        let text = text == "-" ? try self.standardInput() : text
        guard MessageText(text) != nil else { throw Failure(.badData, self.messageLimits) }
        return text
    }

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

extension MessageCommands.Saying {
    /// With the text in place of standard input, and known to be a message.
    fileprivate func read() throws(Failure) -> Self {
        switch self {
        case .text(let text): .text(try MessageCommands.read(text))
        case .reply(let message, let text): .reply(to: message, try MessageCommands.read(text))
        case .forward: self
        }
    }
}

extension MessageCommands.Change {
    fileprivate func read() throws(Failure) -> Self {
        switch self {
        case .edit(let text): return .edit(try MessageCommands.read(text))
        case .react(let emoji), .takeReactionBack(let emoji):
            guard Emoji(emoji) != nil else {
                throw Failure(.badData, "'\(emoji)' is not one emoji")
            }
            return self
        case .delete, .hide, .pin, .unpin: return self
        }
    }
}

extension MessageCommands.Selection {
    fileprivate func check() throws(Failure) {
        guard (1...MessageCommands.messagesMaximum).contains(self.messagesMaximum) else {
            let most = MessageCommands.messagesMaximum
            throw Failure(.misused, "--max-messages takes 1 to \(most)")
        }
    }
}

extension Act.OneOf_Deed {
    fileprivate init(_ change: MessageCommands.Change, of message: UInt64) {
        switch change {
        case .edit(let text):
            var edit = Edit()
            edit.message = message
            edit.text = text
            self = .edit(edit)
        case .delete: self = .deleteForAll(MessageName(message))
        case .hide: self = .deleteForMe(MessageName(message))
        case .react(let emoji): self = .react(React(message, emoji))
        case .takeReactionBack(let emoji): self = .takeReactionBack(React(message, emoji))
        case .pin: self = .pin(MessageName(message))
        case .unpin: self = .unpin(MessageName(message))
        }
    }
}
