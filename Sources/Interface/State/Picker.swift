internal import Canvas
internal import Rooms

/// A list to choose from by typing some of the letters.
struct Picker: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case commands, chats, people
        /// Addresses that were said in the chat shown.
        case links
        /// Lines that were sent from here.
        case sent
        /// What was found or is pinned: `State.results`.
        case results(title: Sanitized)
        /// Words to look for in all chats; there is nothing to choose from yet.
        case search
    }

    var kind: Kind
    var query = LineEditor()
    /// The item that Enter takes.
    var index = 0

    /// One row.
    struct Item: Equatable, Sendable {
        /// What is looked through and shown.
        var text: Sanitized
        /// What stands behind it, dim.
        var note: Sanitized = ""
        var choice: Choice
    }

    /// What is taken.
    enum Choice: Equatable, Sendable {
        /// By its name, with arguments if it has any.
        case command(String, needsArguments: Bool)
        case chat(ChatID)
        case person(AccountName)
        case link(String)
        case line(String)
        case message(ChatLine)
    }

    var title: Sanitized {
        switch self.kind {
        case .commands: "Commands"
        case .chats: "Chats"
        case .people: "People"
        case .links: "Links"
        case .sent: "Sent lines"
        case .results(let title): title
        case .search: "Find in all chats"
        }
    }
}

extension State {
    /// Rows of a picker that are looked through at most.
    private static let itemCountMaximum = 5000

    mutating func open(_ kind: Picker.Kind) {
        self.overlays.append(.picker(Picker(kind: kind)))
    }

    /// What fits, the best first.
    func items(of picker: Picker) -> [Picker.Item] {
        let all = self.allItems(of: picker.kind).prefix(Self.itemCountMaximum)
        return Fuzzy.sorted(Array(all), by: picker.query.text) { $0.text.text }
    }

    private func allItems(of kind: Picker.Kind) -> [Picker.Item] {
        switch kind {
        case .commands:
            return Commands.all.map { command in
                let keys =
                    command.action.map { self.keys.keys(of: .action($0)) }
                    ?? self.keys.keys(of: .command("/" + command.name))
                let key = keys.first.map { " (\($0.description))" } ?? ""
                return Picker.Item(
                    text: Sanitized(remote: command.synopsis),
                    note: Sanitized(remote: command.help + key),
                    choice: .command(command.name, needsArguments: command.needsArguments))
            }
        case .chats: return self.chatItems
        case .people:
            return self.knownAccounts.map {
                Picker.Item(text: "@\(.init(remote: $0.text))", choice: .person($0))
            }
        case .links:
            // Where it goes is not always what it begins with.
            return self.linksOfChat.map { address in
                let host = Link(address).map { "to " + Sanitized(remote: $0.host) } ?? ""
                return Picker.Item(
                    text: Sanitized(remote: address), note: host, choice: .link(address))
            }
        case .sent:
            let sent = self.selected.flatMap { self.chats[$0]?.sent } ?? []
            return sent.reversed().map {
                Picker.Item(text: Sanitized(remote: $0.joinedLines), choice: .line($0))
            }
        case .results:
            return self.results.enumerated().map { number, line in
                Picker.Item(
                    text: self.resultText(line, number: number + 1), choice: .message(line))
            }
        case .search: return []
        }
    }

    /// What is unread first, then in the order of the list.
    private var chatItems: [Picker.Item] {
        func rank(_ id: ChatID) -> Int {
            let chat = self.chats[id]
            return chat?.mentionCount ?? 0 > 0 ? 0 : chat?.unreadCount ?? 0 > 0 ? 1 : 2
        }
        let order = self.order.enumerated().sorted {
            (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
        }
        return order.map { _, id in
            let chat = self.chats[id]
            let mentioned = chat?.mentionCount ?? 0
            let mentions: Sanitized =
                mentioned == 0
                ? "" : mentioned == 1 ? ", one names you" : ", \(mentioned) name you"
            let unread = chat?.unreadCount ?? 0
            return Picker.Item(
                text: self.name(of: id), note: unread > 0 ? "\(unread) unread\(mentions)" : "",
                choice: .chat(id))
        }
    }

    // MARK: Keys

    /// Nil if the key is for what lies below.
    mutating func handle(_ key: Key, in picker: Picker) -> [Effect]? {
        var picker = picker
        let count = self.items(of: picker).count
        let page = max(1, self.pickerBox.body.rows - 2)
        if let character = key.typed {
            _ = picker.query.insert(String(character))
            picker.index = 0
            self.replaceTop(.picker(picker))
            return []
        }
        guard case .action(let action)? = self.keys.deed(of: key, in: .picker) else { return [] }
        switch action {
        case .close, .interrupt:
            self.overlays.removeLast()
            return []
        case .submit: return self.take(picker)
        case .copy: return self.copy(from: picker)
        // Round at the ends by one step, not by pages.
        case .lineUp: picker.index = picker.index > 0 ? picker.index - 1 : max(0, count - 1)
        case .lineDown: picker.index = picker.index + 1 < count ? picker.index + 1 : 0
        case .pageUp: picker.index = max(0, picker.index - page)
        case .pageDown: picker.index = max(0, min(picker.index + page, count - 1))
        case _ where action.reachesThrough: return nil
        default:
            let before = picker.query
            picker.query.perform(action)
            if action == .yank { _ = picker.query.yank() }
            if picker.query.text != before.text { picker.index = 0 }
        }
        self.replaceTop(.picker(picker))
        return []
    }

    /// Copies what the chosen row is about, where that is not what Enter does anyway.
    private mutating func copy(from picker: Picker) -> [Effect] {
        let items = self.items(of: picker)
        guard items.indices.contains(picker.index) else { return [] }
        switch items[picker.index].choice {
        case .link(let link): return self.copy(link: link)
        case .message(let line): return self.copy([line])
        case .command, .chat, .person, .line: return []
        }
    }

    /// Does what the chosen row is for.
    mutating func take(_ picker: Picker) -> [Effect] {
        if picker.kind == .search {
            guard picker.query.text.isSearchable else { return [] }
            self.overlays.removeLast()
            return [.search(picker.query.text.trimmed, chat: nil)]
        }
        let items = self.items(of: picker)
        guard items.indices.contains(picker.index) else { return [] }
        self.overlays.removeLast()
        switch items[picker.index].choice {
        case .command(let name, needsArguments: false): return self.runPicked("/" + name)
        case .command(let name, needsArguments: true):
            if let command = Commands.named(name) { self.begin(command) }
        case .chat(let id): self.choose(id)
        case .person(let account): return self.runPicked("/msg @\(account.text)")
        case .link(let link): return self.follow(link)
        case .line(let line): self.write(line)
        case .message(let line): return self.goOrSay(to: line)
        }
        return []
    }

    /// Puts something into the line, to be gone on with.
    mutating func write(_ text: String) {
        self.call?.isLineFocused = true
        self.draft.editor.replace(with: text)
    }

    /// Puts a command into the line, to be gone on with; not in the place of what is being written.
    mutating func begin(_ command: Command) {
        guard self.draft.isBlank else {
            let name = Sanitized(remote: command.name)
            return self.say(.warning, "/\(name) needs an empty line; send or clear this one first")
        }
        self.write("/\(command.name) ")
    }

    /// Runs a command, and leaves what is being written as it is, but for what it answers; a command
    /// that would put another text there does nothing.
    mutating func runPicked(_ line: String, isSure: Bool = false) -> [Effect] {
        let before = self
        let (draft, chat) = (self.draft, self.selected)
        self.draft = ChatState.Draft()
        self.draft.editor.replace(with: line)
        // Nobody has written it.
        let effects = self.submit(isSure: isSure).filter {
            if case .keep = $0 { false } else { true }
        }
        let rest = chat.flatMap { self.chats[$0]?.draft } ?? self.looseDraft
        // What the command put into an empty line, to be gone on with, stays.
        let isDone = rest.editor.isEmpty && rest.purpose == .message || rest.editor.text == line
        var kept = draft
        if !isDone {
            if let refusal = draft.refusal(of: rest) {
                self = before
                self.say(.warning, refusal)
                return []
            }
            if case .reply = rest.purpose { kept.purpose = rest.purpose }
        }
        if isDone || !draft.editor.isEmpty {
            if let chat { self.chats[chat]?.draft = kept } else { self.looseDraft = kept }
        }
        return effects
    }

    mutating func replaceTop(_ overlay: Overlay) {
        self.overlays[self.overlays.count - 1] = overlay
    }
}

extension ChatState.Draft {
    /// Whether nothing is being written, answered or changed.
    fileprivate var isBlank: Bool { self.editor.isEmpty && self.purpose == .message }

    /// Why this line can't be kept with what a command has made of an empty one; nil if it can.
    fileprivate func refusal(of next: ChatState.Draft) -> Sanitized? {
        guard !self.editor.isEmpty else { return nil }
        guard next.editor.isEmpty else { return "the line is not empty; send or clear it first" }
        guard case .edit = self.purpose, next.purpose != .message else { return nil }
        return "this line changes a message; send it or give it up with escape first"
    }
}
