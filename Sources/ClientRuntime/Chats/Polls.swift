internal import Canvas
internal import Rooms
internal import Wire

/// Polls between the wire's words, our own, and those of scripts.
extension PollTally {
    /// Nil for what can be no poll; a server may say anything.
    init?(_ state: PollState) {
        do throws(Denial) {
            self.init(
                try Poll(
                    state.question, options: state.options.map(\.text),
                    isMultiple: state.multiple, isAnonymous: state.anonymous))
        } catch { return nil }
        self.isClosed = state.closed
        self.voters = Int(state.voters)
        for (index, option) in state.options.enumerated() {
            self.counts[index].votes = Int(option.votes)
            self.counts[index].accounts = option.accounts.prefix(Self.namesMaximum)
                .compactMap { AccountName($0) }
        }
        if state.hasOwn { self.own = Ballot(state.own.options.map { Int($0) }) }
    }
}

extension PollState {
    var json: JSONLine {
        var line = JSONLine()
        line.add("question", self.question)
        line.add(
            "options",
            self.options.map { option in
                var object = JSONLine()
                object.add("text", option.text)
                object.add("votes", option.votes)
                object.add("accounts", option.accounts)
                return object
            })
        line.add("multiple", self.multiple)
        line.add("anonymous", self.anonymous)
        line.add("closed", self.closed)
        line.add("voters", self.voters)
        if self.hasOwn { line.add("own", self.own.options) }
        return line
    }

    /// `poll: 1 soup 2, 2 rice 0, closed`.
    var words: String {
        let counts = zip(1..., self.options).map { number, option in
            "\(number) \(Sanitized(remote: option.text).text) \(option.votes)"
        }
        return "poll: " + (counts + (self.closed ? ["closed"] : [])).joined(separator: ", ")
    }
}

extension NewPoll {
    init(_ poll: Poll) {
        self.init()
        self.question = poll.question
        self.options = poll.options
        self.multiple = poll.isMultiple
        self.anonymous = poll.isAnonymous
    }
}

extension Vote {
    init(_ message: UInt64, _ ballot: Ballot) {
        self.init()
        self.message = message
        self.choice.options = ballot.numbers.map { UInt32(clamping: $0) }
    }
}
