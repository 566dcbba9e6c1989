/// A question with answers to choose from, asked in a chat (B.12). It is never edited: nobody's answer
/// comes to stand under another question.
public struct Poll: Sendable, Hashable {
    /// One answer is no choice, and of more than ten nobody reads all; each has a digit's key.
    public static let optionCounts = 2...10
    /// Code points of one line. With them and the names told, a poll is shorter than the longest message.
    public static let questionMaximum = 255
    public static let optionMaximum = 100

    public let question: String
    /// People know them by their numbers, from 1.
    public let options: [String]
    /// Several may be chosen.
    public let isMultiple: Bool
    /// Nobody is told who chose what.
    public let isAnonymous: Bool

    /// - Throws: `.tooLong` for a question or an option that is empty, too long or not one line, for too
    ///   few or many options, and for two that are the same.
    public init(
        _ question: String, options: [String], isMultiple: Bool = false, isAnonymous: Bool = false,
    ) throws(Denial) {
        guard question.isLine(upTo: Self.questionMaximum) else {
            throw .tooLong(limit: "\(Self.questionMaximum) characters")
        }
        guard options.allSatisfy({ $0.isLine(upTo: Self.optionMaximum) }) else {
            throw .tooLong(limit: "\(Self.optionMaximum) characters")
        }
        guard Self.optionCounts.contains(options.count), Set(options).count == options.count else {
            let (least, most) = (Self.optionCounts.lowerBound, Self.optionCounts.upperBound)
            throw Denial(.tooLong, "a poll has \(least) to \(most) different answers")
        }
        self.question = question
        self.options = options
        self.isMultiple = isMultiple
        self.isAnonymous = isAnonymous
    }

    /// Whether somebody may choose so here.
    public func allows(_ ballot: Ballot) -> Bool {
        let isKnown = ballot.numbers.allSatisfy { $0 <= self.options.count }
        return isKnown && (self.isMultiple || ballot.numbers.count <= 1)
    }

    /// The same as a text that nobody can vote on: what is forwarded.
    public var text: String {
        ([self.question] + zip(1..., self.options).map { "\($0). \($1)" }).joined(separator: "\n")
    }
}

/// What somebody chooses in a poll; nothing takes the vote back.
public struct Ballot: Sendable, Hashable {
    /// Of the options, from 1, each once and ascending.
    public let numbers: [Int]

    /// Nil if one is none of any poll, or is there twice.
    public init?(_ numbers: [Int]) {
        let most = Poll.optionCounts.upperBound
        guard Set(numbers).count == numbers.count, numbers.allSatisfy({ 1...most ~= $0 }) else {
            return nil
        }
        self.numbers = numbers.sorted()
    }
}

/// How a poll stands, as far as somebody may know.
public struct PollTally: Sendable, Hashable {
    /// Names told of those who chose one option; the number counts all.
    public static let namesMaximum = 20

    public struct Count: Sendable, Hashable {
        public var votes = 0
        /// The first of those who chose it; empty in an anonymous poll.
        public var accounts: [AccountName] = []

        public init() {}
    }

    public var poll: Poll
    public var isClosed = false
    /// People who have chosen something.
    public var voters = 0
    /// One for each option.
    public var counts: [Count]
    /// One's own vote; nil where it is not said, because it has not changed.
    public var own: Ballot?

    /// Of a poll that nobody has voted in.
    public init(_ poll: Poll) {
        self.poll = poll
        self.counts = poll.options.map { _ in Count() }
    }

    /// Of those who voted, how many of a hundred chose an option, by its number; rounded.
    public func percent(of number: Int) -> Int {
        guard self.voters > 0, self.counts.indices.contains(number - 1) else { return 0 }
        let votes = Double(self.counts[number - 1].votes) / Double(self.voters)
        return Int((min(1, max(0, votes)) * 100).rounded())
    }
}
