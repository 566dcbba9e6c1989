internal import Canvas
internal import Rooms

/// Sending lines.
extension State {
    /// The line as it stands: a command, a message, or a question about it.
    mutating func submit() -> [Effect] {
        let text = self.draft.editor.text
        guard text.contains(where: { !$0.isWhitespace }) else { return [] }
        if text.hasPrefix("//") { return self.send(String(text.dropFirst()), isSure: true) }
        guard text.hasPrefix("/") else { return self.send(text) }
        // A message that says what somebody does is changed as it stands.
        if case .edit = self.draft.purpose, text.hasPrefix("/me ") { return self.send(text) }
        do throws(CommandError) {
            return try self.run(text)
        } catch {
            self.say(.error, error.sentence)
            return []
        }
    }

    /// Runs a command line; on failure the line stays, to be mended.
    private mutating func run(_ line: String) throws(CommandError) -> [Effect] {
        let words = line.dropFirst()
        let name = words.prefix { !$0.isWhitespace }
        guard let command = Commands.named(String(name)) else {
            throw .unknown(String(name), nearest: Commands.nearest(to: String(name)).name)
        }
        let arguments = words.dropFirst(name.count).drop { $0.isWhitespace }
        let place = self.selected
        let effects = try command.run(&self, String(arguments))
        self.finishLine(line, in: place)
        return effects
    }

    /// Empties the line that ran, unless the command put something else there.
    private mutating func finishLine(_ line: String, in chat: ChatID?) {
        if let chat, self.chats[chat]?.draft.editor.text == line {
            self.chats[chat]?.draft = ChatState.Draft()
            self.chats[chat]?.remember(sent: line)
        } else if self.looseDraft.editor.text == line {
            self.looseDraft = ChatState.Draft()
        }
    }

    /// Sends text to the chat that is shown; asks if that may not be what is meant.
    ///
    /// - Parameter isSure: the person has said so; only an audience that changed is still asked
    /// about.
    mutating func send(_ text: String, isSure: Bool = false) -> [Effect] {
        guard let selected = self.selected else {
            self.say(.error, "there is no chat yet; /new or /msg makes one")
            return []
        }
        if let held = self.draft.heldFor, held.chat != selected {
            self.overlays.append(.question(.held(text: text, from: held)))
            return []
        }
        if !isSure, let why = Suspicion(of: text) {
            self.overlays.append(.question(.suspicious(text: text, why: why)))
            return []
        }
        let line = self.draft.editor.text
        let effects = self.post(text, to: selected, self.draft.purpose)
        if !effects.isEmpty {
            // It said what the line was for.
            if self.draft.purpose != .message { self.notice = nil }
            self.chats[selected]?.draft = ChatState.Draft()
            self.chats[selected]?.chosen = nil
            self.chats[selected]?.remember(sent: line)
        }
        return effects
    }

    /// Posts, and shows the line as on its way; or changes what was posted.
    mutating func post(
        _ text: String, to chat: ChatID, _ purpose: ChatState.Purpose = .message,
    ) -> [Effect] {
        guard let message = MessageText(text) else {
            let most = MessageText.lengthMaximum
            self.say(.error, "a message has 1 to \(most) characters, not all of them spaces")
            return []
        }
        if case .edit(let revision) = purpose {
            return [.act(chat: chat, .edit(revision, message))]
        }
        guard (self.chats[chat]?.pending.count ?? 0) < ChatState.pendingCountMaximum else {
            self.say(.error, "too many messages are waiting for the server")
            return []
        }
        self.postCount += 1
        let id = PostID(self.postCount)
        let replyTo: UInt64? = if case .reply(let revision) = purpose { revision } else { nil }
        self.chats[chat]?.pending.append(
            ChatState.Pending(id: id, text: text, replyTo: replyTo))
        self.chats[chat]?.transcript.goToEnd()
        return [.post(chat: chat, text: message, id: id, replyTo: replyTo)]
    }
}
