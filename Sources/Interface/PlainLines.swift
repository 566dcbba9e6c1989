internal import Canvas
internal import Rooms
internal import Units

/// What the program prints as lines for `--plain`: one thing a line, no position, no colour.
enum PlainLines {
    /// `14:05 #team alice: hello`; further lines of the message, and what it answers, are indented.
    static func lines(of line: ChatLine, in state: State) -> [Sanitized] {
        let time = Sanitized(remote: state.local(line.time).hoursAndMinutes)
        let head: Sanitized = "\(time) \(state.name(of: line.chat))"
        guard case .message(let from, let text) = line.body else {
            return ["\(head) \(state.words(of: line.body))"]
        }
        let name = state.shown(from)
        if line.details.isDeleted { return ["\(head) \(name): (deleted)"] }
        let parts = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { Sanitized(remote: String($0)) }
        let first = parts.first ?? ""
        let isAction = first.text.hasPrefix("/me ")
        let said: Sanitized =
            isAction
            ? "\(head) * \(name) \(.init(remote: String(first.text.dropFirst(4))))"
            : "\(head) \(name): \(first)"
        let tail = state.tail(of: line.details)
        let marks: Sanitized = tail.isEmpty ? "" : " (\(tail))"
        let whole = [said] + parts.dropFirst().map { "    \($0)" }
        let file = line.details.file.map { ["    \($0.words)" as Sanitized] } ?? []
        let poll = line.details.poll?.sentences(state.shown).map { "    \($0)" as Sanitized } ?? []
        return whole.dropLast() + [(whole.last ?? "") + marks]
            + poll + file + state.heads(of: line.details, in: line.chat).map { "    \($0)" }
    }

    /// `14:06 #team bob put 👍 under alice: hello`; nil for what is nobody's news.
    static func line(of change: ChatChange, before: State, in state: State) -> Sanitized? {
        let time = Sanitized(remote: state.local(change.time).hoursAndMinutes)
        let head: Sanitized = "\(time) \(state.name(of: change.chat))"
        let name = change.by.isEmpty ? "somebody" : state.shown(change.by)
        let who: Sanitized = "\(head) \(name)"
        func quote(_ message: UInt64) -> Sanitized { before.quote(message, in: change.chat) }
        return switch change.kind {
        case .edited(let message, let text):
            "\(who) changed \(quote(message)), now: \(.init(remote: text.joinedLines))"
        case .deleted(let message): "\(who) deleted \(quote(message))"
        case .hidden(let message): "\(head) hidden from you: \(quote(message))"
        case .reacted(let message, let emoji):
            "\(who) put \(.init(remote: emoji)) under \(quote(message))"
        case .unreacted(let message, let emoji):
            "\(who) took \(.init(remote: emoji)) back from \(quote(message))"
        case .pinned(let message): "\(who) pinned \(quote(message))"
        case .unpinned(let message): "\(who) unpinned \(quote(message))"
        case .voted(let message, let tally):
            "\(who) voted in \(quote(message)): \(tally.counted)"
        case .pollClosed(let message, let tally):
            "\(who) ended the poll \(quote(message)): \(tally.counted)"
        case .clearedForMe: "\(head) was cleared for you"
        case .muted(true): "\(head) is silent now, but for mentions"
        case .muted(false): "\(head) is heard again"
        case .placed(let place): "\(head) \(place.words)"
        case .drafted(let text):
            text.isEmpty ? nil : Self.line(ofDraft: text, in: change.chat, state)
        case .read: nil
        }
    }

    static func line(ofDraft text: String, in chat: ChatID, _ state: State) -> Sanitized {
        "you had begun to write in \(state.name(of: chat)): \(.init(remote: text.joinedLines))"
    }

    /// `in conference k7f2-mq9x-d3tv with alice, bob (you): private to this meeting (2), end to
    /// end`.
    static func line(of view: ConferenceView) -> Sanitized {
        let names = view.participants.map { participant -> String in
            let own = participant.id == view.me ? " (you)" : ""
            return switch participant.kind {
            case .person: participant.name + (participant.isGuest ? " (guest)" : "") + own
            case .recorder: participant.name + " (recorder)" + own
            case .bot: participant.name + " (bot)" + own
            }
        }
        let list = Sanitized(remote: names.joined(separator: ", "))
        let label = Sanitized(remote: view.audience.label)
        let encryption = Sanitized(remote: view.encryption.rawValue)
        return "in conference \(.init(remote: view.id.text)) with \(list): \(label), \(encryption)"
    }

    /// `leave the call? y: yes, n: no`.
    static func line(of question: Question) -> Sanitized {
        // What is typed here are lines: keys that were bound anew mean nothing.
        let answers = question.answers.map { answer in
            let key = KeyTable.standard.key(of: answer.action, in: .question)
            return "\(key?.description ?? ""): \(answer.words.text)"
        }
        return "\(question.words) \(.init(remote: answers.joined(separator: ", ")))"
    }

    static func line(of notice: State.Notice) -> Sanitized {
        notice.severity.prefix + notice.text
    }
}
