internal import Canvas
internal import Rooms

/// What Tab goes through.
struct Completion: Equatable, Sendable {
    /// Longest list to go through.
    static let candidateCountMaximum = 200

    /// Before the word that is completed.
    var before: String
    /// Behind the cursor.
    var after: String
    var candidates: [String]
    var index: Int
}

extension State {
    /// Completes the word before the cursor; again, the next that fits.
    mutating func completeLine() {
        if var running = self.completion {
            running.index = (running.index + 1) % running.candidates.count
            self.completion = running
        } else {
            self.completion = self.newCompletion()
        }
        guard let completion = self.completion else { return }
        let word = completion.candidates[completion.index]
        self.draft.editor.replace(with: completion.before + word + completion.after)
        self.draft.editor.move(to: (completion.before + word).count)
    }

    private func newCompletion() -> Completion? {
        let text = self.draft.editor.beforeCursor
        let word = String(text.reversed().prefix { !$0.isWhitespace }.reversed())
        let before = String(text.dropLast(word.count))
        let found = self.candidates(for: word, before: before)
            .filter { $0.lowercased().hasPrefix(word.lowercased()) }
        guard !found.isEmpty else { return nil }
        return Completion(
            before: before, after: String(self.draft.editor.text.dropFirst(text.count)),
            candidates: found.prefix(Completion.candidateCountMaximum).map { $0 + " " }, index: 0)
    }

    private func candidates(for word: String, before: String) -> [String] {
        if before.isEmpty, word.hasPrefix("/") { return Commands.all.map { "/" + $0.name } }
        if before.hasPrefix("/") {
            let name = before.dropFirst().prefix { !$0.isWhitespace }
            switch Commands.named(String(name))?.completion {
            case .command: return Commands.all.map(\.name)
            case .account: return self.knownAccounts.map { "@" + $0.text }
            case .chat: return self.chatNames
            case .conference: return self.conferences.map(\.id.text)
            case .nothing, nil: break
            }
        }
        if word.hasPrefix("#") { return self.chatNames }
        if word.hasPrefix("@") { return self.knownAccounts.map { "@" + $0.text } }
        guard !word.isEmpty else { return [] }
        return self.knownAccounts.map { before.isEmpty ? $0.text + ":" : $0.text }
    }

    private var chatNames: [String] { self.order.map { self.name(of: $0).text } }

    /// The people of the chat that is shown first.
    var knownAccounts: [AccountName] {
        let here = self.selected.flatMap { self.chats[$0]?.summary.members } ?? []
        let everybody = Set(self.chats.values.flatMap(\.summary.members)).subtracting(here)
        return (here.sorted() + everybody.sorted()).filter { $0 != self.account }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let start = self.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
