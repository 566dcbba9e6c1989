internal import Canvas
internal import Rooms

/// What Tab goes through.
struct Completion: Equatable, Sendable {
    /// Longest list to go through.
    static let candidateCountMaximum = 200

    /// One of them.
    struct Candidate: Equatable, Sendable {
        /// What is put into the line.
        var word: String
        /// What stands beside it in the list.
        var note: Sanitized = ""
        /// Whether the note's beginning is as good as the word's.
        var isFoundByNote = false
    }

    /// Before the word that is completed.
    var before: String
    /// Behind the cursor.
    var after: String
    var candidates: [Candidate]
    var index: Int
}

extension State {
    /// Completes the word before the cursor; again, the next or the previous that fits.
    mutating func completeLine(forward: Bool = true) -> [Effect] {
        if var running = self.completion {
            let count = running.candidates.count
            running.index = (running.index + (forward ? 1 : count - 1)) % count
            self.completion = running
        } else {
            self.completion = self.newCompletion()
            if self.completion == nil, let path = self.begunPath { return [.listFiles(path)] }
        }
        self.showCompletion()
        return []
    }

    /// The path behind a command that takes one, as far as it is written.
    private var begunPath: String? {
        let text = self.draft.editor.beforeCursor
        let words = text.split(omittingEmptySubsequences: false, whereSeparator: \.isWhitespace)
        guard words.count >= 2, let first = words.first, first.hasPrefix("/"),
            Commands.named(String(first.dropFirst()))?.completion == .file
        else { return nil }
        // Behind a quote that is still open, spaces belong to it.
        let quoted = text.split(separator: "\"", omittingEmptySubsequences: false)
        if quoted.count.isMultiple(of: 2) { return quoted.last.map(String.init) }
        return words.last.map(String.init)
    }

    /// Goes on with the paths that there are, if that is still what is written.
    mutating func complete(_ paths: [String], of prefix: String) {
        guard self.begunPath == prefix, !paths.isEmpty else { return }
        let text = self.draft.editor.beforeCursor
        var before = text.dropLast(prefix.count)
        let isQuoted = before.last == "\""
        if isQuoted { before.removeLast() }
        let candidates = paths.filter { !$0.contains("\"") }
            .prefix(Completion.candidateCountMaximum)
            .map { path in
                let needsQuotes = isQuoted || path.contains(where: \.isWhitespace)
                let word = needsQuotes ? "\"" + path : path
                // A folder is gone on from.
                if path.hasSuffix("/") { return Completion.Candidate(word: word) }
                return Completion.Candidate(word: word + (needsQuotes ? "\" " : " "))
            }
        guard !candidates.isEmpty else { return }
        self.completion = Completion(
            before: String(before),
            after: String(self.draft.editor.text.dropFirst(text.count)),
            candidates: candidates, index: 0)
        self.showCompletion()
        // One that fits is taken, so that the next tab goes on inside it.
        if candidates.count == 1 { self.completion = nil }
    }

    private mutating func showCompletion() {
        guard let completion = self.completion else { return }
        let word = completion.candidates[completion.index].word
        self.draft.editor.replace(with: completion.before + word + completion.after)
        self.draft.editor.move(to: (completion.before + word).count)
    }

    private func newCompletion() -> Completion? {
        let text = self.draft.editor.beforeCursor
        let word = String(text.reversed().prefix { !$0.isWhitespace }.reversed())
        let before = String(text.dropLast(word.count))
        let found = word.hasPrefix(":") ? self.emoji(word) : self.words(word, before: before)
        guard !found.isEmpty else { return nil }
        return Completion(
            before: before, after: String(self.draft.editor.text.dropFirst(text.count)),
            candidates: Array(found.prefix(Completion.candidateCountMaximum)), index: 0)
    }

    private func words(_ word: String, before: String) -> [Completion.Candidate] {
        let begun = word.lowercased()
        return self.candidates(for: word, before: before)
            .filter {
                let whole = $0.word.lowercased()
                return whole.hasPrefix(begun) || whole.hasPrefix("@" + begun)
                    || $0.isFoundByNote && $0.note.text.lowercased().hasPrefix(begun)
            }
            .map { Completion.Candidate(word: $0.word + " ", note: $0.note) }
    }

    /// `:smi` is every emoji whose name begins so, then every one that has it elsewhere.
    private func emoji(_ word: String) -> [Completion.Candidate] {
        let name = word.dropFirst().prefix { $0 != ":" }.lowercased()
        guard !name.isEmpty else { return [] }
        let first = EmojiNames.all.filter { $0.name.hasPrefix(name) }
        let rest = EmojiNames.all.filter { !$0.name.hasPrefix(name) && $0.name.contains(name) }
        return (first + rest).map {
            Completion.Candidate(word: $0.emoji + " ", note: Sanitized(remote: $0.name))
        }
    }

    private func candidates(for word: String, before: String) -> [Completion.Candidate] {
        if before.isEmpty, word.hasPrefix("/") { return self.commands(slash: "/") }
        if before.hasPrefix("/") {
            let name = before.dropFirst().prefix { !$0.isWhitespace }
            let found = Commands.named(String(name)).map { self.arguments(of: $0, before: before) }
            if let found, !found.isEmpty { return found }
        }
        if word.hasPrefix("#") { return Self.plain(self.chatNames) }
        guard !word.isEmpty else { return [] }
        // Only a name with an @ is a mention.
        return Self.plain(self.knownAccounts.map { "@" + $0.text })
    }

    /// What a command is about.
    private func arguments(of command: Command, before: String) -> [Completion.Candidate] {
        self.candidates(of: command.completion, before)
    }

    private func candidates(
        of completion: Command.Completion, _ before: String,
    ) -> [Completion.Candidate] {
        let words = before.split(whereSeparator: \.isWhitespace).dropFirst()
        switch completion {
        case .any(let all): return all.flatMap { self.candidates(of: $0, before) }
        case .each(let places):
            let place = words.count { !$0.hasPrefix("--") }
            return self.candidates(of: places[min(place, places.count - 1)], before)
        case .command: return self.commands(slash: "")
        case .account: return Self.plain(self.knownAccounts.map { "@" + $0.text })
        case .chat: return Self.plain(self.chatNames)
        case .folder: return Self.plain(self.folderNames)
        case .blocked: return Self.plain((self.blocked ?? []).sorted().map { "@" + $0.text })
        case .conference: return Self.plain(self.conferences.map(\.id.text))
        case .participant:
            let others = self.call?.seated.filter { $0.id != self.call?.view.me } ?? []
            return others.map {
                Self.person($0.id, $0.name, account: $0.account, isGuest: $0.isGuest)
            }
        case .waiter:
            return (self.call?.waiting ?? []).map {
                let isGuest = AccountName($0.account)?.isReserved != false
                return Self.person($0.id, $0.name, account: $0.account, isGuest: isGuest)
            }
        case .action: return self.bindings(before: before)
        case .conferenceSetting:
            guard let name = words.first else {
                return ConferenceSetting.all.map {
                    .init(word: $0.name, note: Sanitized(remote: $0.help))
                }
            }
            guard words.count == 1, let setting = ConferenceSetting.named(name) else { return [] }
            // `on|off`, `TEXT|none`, `2..1000`.
            let values = setting.values.split(separator: "|").map(String.init)
            return Self.plain(values.filter { $0.allSatisfy(\.isLowercase) })
        case .preference: return self.preferences(behind: words)
        case .words(let words): return Self.plain(words)
        case .file, .nothing: return []
        }
    }

    private func preferences(behind words: ArraySlice<Substring>) -> [Completion.Candidate] {
        guard let name = words.last else {
            return Preferences.Name.allCases.map {
                .init(word: $0.rawValue, note: Sanitized(remote: $0.help))
            }
        }
        if name == Preferences.Name.theme.rawValue {
            return Self.plain([Preferences.automaticTheme] + self.themes)
        }
        return Self.plain(Preferences.Name(rawValue: String(name))?.kind.words ?? [])
    }

    /// A guest's name is nobody's property, and may have spaces: the number is put in its place.
    private static func person(
        _ id: UInt32, _ name: String, account: String, isGuest: Bool,
    ) -> Completion.Candidate {
        guard isGuest else { return .init(word: "@" + account) }
        return .init(word: "\(id)", note: Sanitized(remote: name), isFoundByNote: true)
    }

    private var folderNames: [String] {
        let names = self.chats.values.compactMap { chat in
            if case .folder(let name) = chat.place { name.text } else { nil }
        }
        return Set(names).sorted()
    }

    /// A place, or nothing for the key itself; then what the key can do there.
    private func bindings(before: String) -> [Completion.Candidate] {
        let words = before.split(whereSeparator: \.isWhitespace).dropFirst()
        let named = words.first.flatMap { word in
            KeyBinding.Place.named.first { $0.rawValue == word }
        }
        if words.isEmpty {
            return KeyBinding.Place.named.map {
                .init(word: $0.rawValue, note: Sanitized(remote: $0.words))
            }
        }
        guard words.count == (named == nil ? 1 : 2) else { return [] }
        let place = named ?? .anywhere
        let actions = Action.allCases.filter { place.takes(.action($0)) }.map {
            Completion.Candidate(
                word: $0.rawValue, note: Sanitized(remote: $0.help(in: place)))
        }
        let takesCommands = place == .anywhere || place == .call
        return actions + [.init(word: "none")] + (takesCommands ? self.commands(slash: "/") : [])
    }

    private func commands(slash: String) -> [Completion.Candidate] {
        Commands.all.map { .init(word: slash + $0.name, note: Sanitized(remote: $0.help)) }
            + self.aliases.sorted { $0.key < $1.key }.map {
                .init(word: slash + $0.key, note: Sanitized(remote: $0.value))
            }
    }

    private static func plain(_ words: [String]) -> [Completion.Candidate] {
        words.map { Completion.Candidate(word: $0) }
    }

    private var chatNames: [String] { self.order.map { self.name(of: $0).text } }

    /// Lines that are looked at for who spoke last.
    private static let spokenCountMaximum = 200

    /// The people of the chat that is shown first, of them who spoke last.
    var knownAccounts: [AccountName] {
        let chat = self.selected.flatMap { self.chats[$0] }
        let here = chat?.summary.members ?? []
        let everybody = Set(self.chats.values.flatMap(\.summary.members)).subtracting(here)
        let spoken = (chat?.transcript.lines.suffix(Self.spokenCountMaximum) ?? []).reversed()
            .compactMap { line -> AccountName? in
                guard case .message(let from, _) = line.body else { return nil }
                return AccountName(from)
            }
        var seen: Set<AccountName> = [self.account]
        let members = Set(here)
        return (spoken.filter(members.contains) + here.sorted() + everybody.sorted())
            .filter { seen.insert($0).inserted }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let start = self.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
