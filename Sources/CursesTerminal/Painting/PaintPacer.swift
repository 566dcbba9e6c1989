package import Units

/// Decides when a frame may be painted, so that a slow line shows fewer frames and never old ones.
///
/// Every frame ends with a status request (`CSI 5 n`); the terminal answers when it has drawn the frame.
/// **At most two requests are ever unanswered.** While frames are skipped, the pictures' threshold
/// rises, so that the next ones are smaller; afterwards it falls slowly.
package struct PaintPacer: Sendable {
    /// One frame on its way while the next is drawn; more would only be seen later.
    package static let unansweredMaximum = 2
    /// Above this a picture falls apart; fewer frames are better.
    package static let thresholdMaximum = 300
    /// For every skipped frame; at 30 frames a second it takes 2 s to the maximum.
    private static let thresholdRise = 4
    /// A terminal that has answered nothing for this long has lost a reply, or was replaced (a detached
    /// multiplexer): try again.
    package static let answerLimit = Duration.seconds(3)
    /// Requests unanswered in a row before the first answer ever, after which none is made.
    private static let silenceLimit = 3

    package private(set) var threshold: Int
    package private(set) var unansweredCount = 0
    /// Frames that came while two were unanswered.
    package private(set) var skippedCount = 0
    package private(set) var paintedCount = 0
    private let thresholdBase: Int
    private var lastRequest: Instant?
    private var hasAnswered = false
    private var silences = 0

    package init(threshold: Int) {
        self.threshold = threshold
        self.thresholdBase = threshold
    }

    /// Whether a frame shall end with a request: not on a terminal that never answers.
    package var requestsAnswer: Bool { self.hasAnswered || self.silences < Self.silenceLimit }

    /// Whether a frame may be painted now. When not, the frame counts as skipped.
    package mutating func mayPaint(at now: Instant) -> Bool {
        guard self.unansweredCount >= Self.unansweredMaximum else { return true }
        if let lastRequest, now - lastRequest >= Self.answerLimit {
            self.unansweredCount = 0
            if !self.hasAnswered { self.silences += 1 }
            return true
        }
        self.skippedCount += 1
        self.threshold = min(
            max(Self.thresholdMaximum, self.thresholdBase), self.threshold + Self.thresholdRise)
        return false
    }

    /// A frame was sent.
    ///
    /// - Parameter isAnswerRequested: whether it ended with a request.
    package mutating func painted(at now: Instant, isAnswerRequested: Bool = true) {
        self.paintedCount += 1
        self.threshold = max(self.thresholdBase, self.threshold - 1)
        guard isAnswerRequested else { return }
        self.unansweredCount += 1
        self.lastRequest = now
    }

    /// What was unanswered never will be: the terminal has been left meanwhile.
    package mutating func forgetRequests() {
        self.unansweredCount = 0
    }

    /// Answers came.
    package mutating func acknowledged(_ count: Int) {
        guard count > 0 else { return }
        self.hasAnswered = true
        self.unansweredCount = max(0, self.unansweredCount - count)
    }
}
