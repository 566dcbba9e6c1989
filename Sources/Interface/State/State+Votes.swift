internal import Canvas
internal import Rooms
internal import Units

/// What somebody shows of oneself to everybody: an emoji, `yes` or `no`.
struct ShownSign: Equatable, Sendable {
    var text: String
    var until: Instant
}

extension CallState {
    /// How long an emoji or a vote stands at a person: long enough to be seen by who looks elsewhere.
    static let signDuration = Duration.seconds(8)

    /// - Parameter text: nil for what is taken back.
    mutating func show(_ text: String?, of participant: UInt32, at now: Instant) {
        guard self.participant(participant) != nil else { return }
        self.signs[participant] = text.map { ShownSign(text: $0, until: now + Self.signDuration) }
    }

    mutating func hideVotes() {
        self.signs = self.signs.filter { YesOrNo(rawValue: $0.value.text) == nil }
    }

    /// The emoji that are shown now and by how many: `👍 3`; the most frequent first.
    var reactions: [Sanitized] {
        let emoji = self.signs.values.map(\.text).filter { YesOrNo(rawValue: $0) == nil }
        let counts = Dictionary(grouping: emoji) { $0 }.mapValues(\.count)
        return counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
            .map { Sanitized(remote: $0.value == 1 ? $0.key : "\($0.key) \($0.value)") }
    }
}

extension VoteTally {
    /// `yes 3 of 5 (60 %), no 1 (20 %)`.
    var words: Sanitized {
        let (yes, no) = (self.percent(of: .yes), self.percent(of: .no))
        return "yes \(self.yes) of \(self.present) (\(yes) %), no \(self.no) (\(no) %)"
    }
}

extension State {
    mutating func count(_ tally: VoteTally) {
        guard let before = self.call?.tally, before != tally else { return }
        self.call?.tally = tally
        if tally.isEmpty {
            self.call?.hideVotes()
            self.say(.info, "no votes are left; they were \(before.words)")
        }
    }

    /// For `--plain`: what is shown of it on a screen for some seconds, or in its title.
    func sentence(of news: FloorNews) -> Sanitized? {
        guard self.call != nil else { return nil }
        switch news {
        case .reacted(let id, let emoji):
            return "\(self.name(of: id)) shows \(.init(remote: emoji.text))"
        case .voted(let id, let answer?):
            return "\(self.name(of: id)) says \(.init(remote: answer.rawValue))"
        case .votesCounted(let tally) where !tally.isEmpty: return "votes: \(tally.words)"
        default: return nil
        }
    }
}

/// Reading arguments.
extension State {
    /// A vote that may be `--anonymous`.
    func vote(
        _ answer: YesOrNo, _ arguments: String, _ command: Command
    ) throws(CommandError) -> [Effect] {
        _ = try self.currentCall()
        let word = arguments.trimmed
        guard word.isEmpty || word == "--anonymous" else { throw command.misuse }
        return [.conference(.vote(answer, isAnonymous: !word.isEmpty))]
    }

    /// An emoji, or what is written for one.
    static func emoji(_ word: String) throws(CommandError) -> Emoji {
        let written = ["+1": "👍", "-1": "👎", "<3": "❤️", ":)": "🙂", ":(": "🙁", "!": "❗"]
        guard let emoji = Emoji(written[word.trimmed] ?? word.trimmed) else {
            throw .malformedEmoji(word)
        }
        return emoji
    }
}
