internal import Canvas
internal import Rooms

/// Sending lines.
extension State {
    /// The line as it stands: a command, a message, or a question about it.
    ///
    /// - Parameter isSure: the person has answered that question.
    mutating func submit(isSure: Bool = false) -> [Effect] {
        let text = self.draft.editor.text
        guard text.contains(where: { !$0.isWhitespace }) else { return self.submitNothing() }
        if text.hasPrefix("//") {
            return self.ask(about: text, isSure) ?? self.send(String(text.dropFirst()))
        }
        // A message that says what somebody does is changed as it stands.
        var isText = !text.hasPrefix("/")
        if case .edit = self.draft.purpose, text.hasPrefix("/me ") { isText = true }
        if isText {
            if self.selected != nil, self.draftIsHere, !isSure, let why = Suspicion(of: text) {
                self.overlays.append(.question(.suspicious(line: text, why: why)))
                return []
            }
            return self.send(text)
        }
        do throws(CommandError) {
            return try self.run(text, isSure: isSure)
        } catch {
            self.say(.error, error.sentence)
            return []
        }
    }

    /// Runs a command line; on failure the line stays, to be mended.
    private mutating func run(_ line: String, isSure: Bool) throws(CommandError) -> [Effect] {
        let (command, arguments) = try self.parsed(line)
        if let said = command.said?(arguments), let asked = self.ask(about: said, isSure) {
            return asked
        }
        let place = self.selected
        let isPrivate = self.isPrivate(command, arguments)
        let effects = try command.run(&self, String(arguments))
        self.finishLine(line, in: place)
        return self.keep(line, isPrivate: isPrivate) + effects
    }

    /// Whether a command line may hold what was said to people, or a PIN. One inside it may do so
    /// as well; it begins at any slash, and an unknown one counts as private.
    private func isPrivate(_ command: Command, _ arguments: Substring) -> Bool {
        switch command.keeping {
        case .all: return false
        case .none: return true
        case .asInside:
            return arguments.indices.contains { index in
                guard arguments[index] == "/" else { return false }
                // Of one that stands in this one, its own slashes are among these.
                let inside = try? self.parsed(String(arguments[index...])).command
                return inside.map { $0.keeping == .none } ?? true
            }
        }
    }

    /// The command of a line, and what follows it; a name of one's own is what it stands for.
    func parsed(_ line: String) throws(CommandError) -> (command: Command, arguments: Substring) {
        let (name, arguments) = Self.words(of: line)
        if let command = Commands.named(String(name)) { return (command, arguments) }
        if let meant = self.expanded(String(name), arguments) {
            let (name, arguments) = Self.words(of: meant)
            if let command = Commands.named(String(name)) { return (command, arguments) }
        }
        throw .unknown(String(name), nearest: Commands.nearest(to: String(name)).name)
    }

    private static func words(of line: String) -> (name: Substring, arguments: Substring) {
        let words = line.dropFirst()
        let name = words.prefix { !$0.isWhitespace }
        return (name, words.dropFirst(name.count).drop { $0.isWhitespace })
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

    /// Asks before a password or a key is said to people; nil if there is nothing to ask. The line
    /// stays as it is meanwhile.
    private mutating func ask(about text: some StringProtocol, _ isSure: Bool) -> [Effect]? {
        guard !isSure, Suspicion.isSecret(text) else { return nil }
        self.overlays.append(
            .question(.suspicious(line: self.draft.editor.text, why: .secret)))
        return []
    }

    /// Whether the line goes where it was begun.
    private var draftIsHere: Bool {
        self.draft.heldFor.map { $0.chat == self.selected } ?? true
    }

    /// Sends text to the chat that is shown; asks if the audience has changed.
    mutating func send(_ text: String) -> [Effect] {
        guard let selected = self.selected else {
            self.say(
                .error,
                self.connection == .online
                    ? "there is no chat yet; /new or /msg makes one"
                    : "there is no connection yet, and so no chat to write in")
            return []
        }
        if let held = self.draft.heldFor, held.chat != selected {
            self.overlays.append(.question(.held(text: text, from: held)))
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
        return effects.isEmpty ? [] : self.keep(line, isPrivate: true) + effects
    }

    /// Keeps a line for the next run, if that is wanted; never what looks like a password or a key.
    private func keep(_ line: String, isPrivate: Bool) -> [Effect] {
        switch self.preferences.keptLines {
        case .none: return []
        case .commands where isPrivate: return []
        case .commands, .all: return Suspicion.isSecret(line) ? [] : [.keep(line: line)]
        }
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
        if self.call?.view.audience.chat == chat, self.call?.view.audience.includesMe == false {
            self.say(.error, "you see and hear this conference; its chat is not yours to write in")
            return []
        }
        if case .edit(let revision) = purpose {
            return [.act(chat: chat, .edit(revision, message))]
        }
        let waiting = self.chats[chat]?.pending.count { $0.failure == nil } ?? 0
        guard waiting < ChatState.pendingCountMaximum else {
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
