internal import Canvas
internal import Rooms
internal import Units

/// What the program prints as lines for `--plain`: one thing a line, no position, no colour.
enum PlainLines {
    /// `14:05 #team alice: hello`; further lines of the message are indented.
    static func lines(of line: ChatLine, in state: State) -> [Sanitized] {
        let time = Sanitized(remote: state.local(line.time).hoursAndMinutes)
        let head: Sanitized = "\(time) \(state.name(of: line.chat))"
        guard case .message(let from, let text) = line.body else {
            return ["\(head) \(line.body.words)"]
        }
        let name = Sanitized(remote: from)
        let parts = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { Sanitized(remote: String($0)) }
        let first = parts.first ?? ""
        let isAction = first.text.hasPrefix("/me ")
        let said: Sanitized =
            isAction
            ? "\(head) * \(name) \(.init(remote: String(first.text.dropFirst(4))))"
            : "\(head) \(name): \(first)"
        return [said] + parts.dropFirst().map { "    \($0)" }
    }

    /// `in conference k7f2-mq9x-d3tv with alice, bob (you): private to this meeting (2), end to
    /// end`.
    static func line(of view: ConferenceView) -> Sanitized {
        let names = view.participants.map { participant -> String in
            let own = participant.id == view.me ? " (you)" : ""
            return switch participant.kind {
            case .person: participant.name + own
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
        let answers = question.answers.map { "\($0.key): \($0.words.text)" }
        return "\(question.words) \(.init(remote: answers.joined(separator: ", ")))"
    }

    static func line(of notice: State.Notice) -> Sanitized {
        notice.severity.prefix + notice.text
    }
}
