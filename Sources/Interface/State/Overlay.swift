internal import Canvas
internal import Rooms

/// What lies over the screen and gets keys first.
enum Overlay: Equatable, Sendable {
    case reader(Reader)
    case picker(Picker)
    case question(Question)
}

/// Something that is asked before it is done.
enum Question: Equatable, Sendable {
    case leaveCall
    case quit
    /// Something that is not undone, or that many are affected by, in words.
    case sure(Sanitized, [Effect])
    /// The line being written may not be meant for people.
    case suspicious(line: String, why: Suspicion)
    /// Several lines pasted.
    case paste(String)
    /// What everybody in the conference reads aloud.
    case words(WordsView)
    /// A line begun when it would have gone elsewhere (L2.11).
    case held(text: String, from: Destination)

    /// What its keys do, and what that means here.
    struct Answer: Equatable, Sendable {
        var action: Action
        var words: Sanitized
    }

    var words: Sanitized {
        switch self {
        case .leaveCall: "leave the call?"
        case .quit: "quit Conclave?"
        case .sure(let words, _): words
        case .suspicious(_, let why): "\(why.words); send it all the same?"
        case .paste(let text): "the paste has \(Self.lineCount(text)) lines; how should it go in?"
        case .words(let view):
            "read aloud: \(Self.list(view.words, separator: " ")) — keys are held by "
                + "\(Self.list(view.holders, separator: ", ")). Do all here see the same words?"
        case .held(_, let from): "this line was begun when it was \(from.label); now?"
        }
    }

    /// Whatever closes it means the last one.
    var answers: [Answer] {
        switch self {
        case .leaveCall, .quit, .sure:
            [Answer(action: .answerYes, words: "yes"), Answer(action: .answerNo, words: "no")]
        case .suspicious:
            [
                Answer(action: .answerYes, words: "send it"),
                Answer(action: .answerNo, words: "back to the line"),
            ]
        case .paste:
            [
                Answer(action: .answerKeep, words: "keep the lines"),
                Answer(action: .answerJoin, words: "join them into one"),
                Answer(action: .answerNo, words: "drop it"),
            ]
        case .words:
            [
                Answer(action: .answerYes, words: "yes, all the same"),
                Answer(action: .answerNo, words: "no, they differ"),
                Answer(action: .answerLater, words: "not now"),
            ]
        case .held:
            [
                Answer(action: .answerThere, words: "send it where it was begun"),
                Answer(action: .answerDrop, words: "drop it"),
                Answer(action: .answerEdit, words: "edit it for here"),
            ]
        }
    }

    var lastAnswer: Action { self.answers.last?.action ?? .answerNo }

    private static func list(_ words: [String], separator: String) -> Sanitized {
        Sanitized(remote: words.joined(separator: separator))
    }

    private static func lineCount(_ text: String) -> Int {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
    }
}

/// Overlays and questions.
extension State {
    /// Nil if the key is for what lies below.
    mutating func handleInOverlay(_ key: Key) -> [Effect]? {
        switch self.overlays.last {
        case .question(let question): return self.handle(key, in: question)
        case .reader(let reader): return self.handle(key, in: reader)
        case .picker(let picker): return self.handle(key, in: picker)
        case nil: return nil
        }
    }

    private mutating func handle(_ key: Key, in question: Question) -> [Effect]? {
        guard case .action(let action)? = self.keys.deed(of: key, in: .question) else { return [] }
        switch action {
        case .close, .interrupt: return self.answer(question.lastAnswer)
        case _ where action.reachesThrough: return nil
        case _ where question.answers.contains { $0.action == action }: return self.answer(action)
        default: return []
        }
    }

    /// Answers the question on top.
    mutating func answer(_ answer: Action) -> [Effect] {
        guard case .question(let question) = self.overlays.popLast() else { return [] }
        switch (question, answer) {
        case (.leaveCall, .answerYes): return [.leave]
        case (.quit, .answerYes): return [.quit]
        case (.sure(_, let effects), .answerYes):
            for case .act(let chat, .deleteForAll(let message)) in effects {
                self.chats[chat]?.unmark(message)
            }
            return effects
        case (.suspicious(let line, _), .answerYes):
            // A key or a list may have put another line in its place.
            guard self.draft.editor.text == line else {
                return self.runPicked(line, isSure: true)
            }
            return self.submit(isSure: true)
        case (.words, .answerYes): return [.wordsAreEqual]
        case (.words, .answerNo):
            self.say(.error, "somebody may be listening in between: tell the others, and leave")
        case (.paste(let text), .answerKeep): self.type(text)
        case (.paste(let text), .answerJoin): self.type(text.joinedLines)
        case (.held(let text, let from), .answerThere):
            let purpose = self.chats[from.chat]?.purpose(of: self.draft) ?? .message
            self.draft = ChatState.Draft()
            return self.post(text, to: from.chat, purpose)
        case (.held, .answerDrop): self.draft = ChatState.Draft()
        case (.held(let text, _), .answerEdit):
            self.draft.editor.replace(with: text)
            self.draft.heldFor = nil
            // What it was to answer or to change is not here.
            self.draft.purpose = .message
        default: break
        }
        return []
    }

    mutating func paste(_ text: String) -> [Effect] {
        let text = String(text.prefix(2 * LineEditor.lengthMaximum))
        self.completion = nil
        if case .reader(var reader) = self.overlays.last, reader.isFinding {
            _ = reader.query.insert(String(text.joinedLines.prefix(200)))
            self.replaceTop(.reader(reader))
        }
        if case .picker(var picker) = self.overlays.last {
            _ = picker.query.insert(String(text.joinedLines.prefix(200)))
            self.replaceTop(.picker(picker))
        }
        guard self.overlays.isEmpty else { return [] }
        let count = text.uniformLines.count { $0 == "\n" } + 1
        // What begins with a slash may not be meant as a command.
        let isLong = count > self.preferences.pasteLines
        guard isLong || (count > 1 && text.hasPrefix("/")) else {
            self.type(text.contains(where: \.isNewline) ? text.uniformLines : text)
            return []
        }
        self.overlays.append(.question(.paste(text.uniformLines)))
        return []
    }
}

extension String {
    /// With `\n` for every kind of line end, and none at the end.
    var uniformLines: String {
        var lines = self.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        while lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    var joinedLines: String {
        self.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
