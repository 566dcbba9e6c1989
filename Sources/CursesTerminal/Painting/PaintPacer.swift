package import Units

/// Decides when a frame may be painted, so that a slow line shows fewer frames and never old ones.
///
/// Every frame ends with a status request (`CSI 5 n`); the terminal answers when it has drawn the frame.
/// **At most two requests are ever unanswered.** While frames are skipped, the pictures' threshold
/// rises, so that the next ones are smaller; afterwards it falls slowly. **It rises with the bytes of a frame,
/// too**: pictures that move everywhere are sent a little coarser, which motion hides. How long answers take
/// says how many cells of pictures a frame may change: the ones that gain the most go first.
package struct PaintPacer: Sendable {
    /// One frame on its way while the next is drawn; more would only be seen later.
    package static let unansweredMaximum = 2
    /// Above this a picture falls apart; fewer frames are better.
    package static let thresholdMaximum = 300
    /// For every skipped frame; at 30 frames a second it takes 2 s to the maximum.
    private static let thresholdRise = 4
    /// Bytes of a frame for each cell of pictures above which the threshold rises: 8 KB in 80 × 24.
    private static let bytesPerCell = 4
    /// Bytes alone raise it no further: half of what a moving picture costs is saved for 0.8 dB of it.
    package static let sizeThresholdMaximum = 240
    /// For a frame of twice its bytes; and at most, for a frame of any.
    private static let sizeRise = 8
    private static let sizeRiseMaximum = 16

    /// A terminal that has answered nothing for this long has lost a reply, or was replaced (a detached
    /// multiplexer): try again.
    package static let answerLimit = Duration.seconds(3)
    /// Requests unanswered in a row before the first answer ever, after which none is made.
    private static let silenceLimit = 3

    /// Cells of the largest screen of pictures: no limit.
    package static let cellLimitMaximum = 20_000
    /// About 8 KB: a fast line has a whole screen within half a second, a slow one is not flooded.
    package static let cellLimitFirst = 400
    /// Few enough for 100 kbit/s; below, a picture says nothing any more.
    package static let cellLimitMinimum = 60
    /// How much longer than the line's best a frame may take. More makes pictures old, less makes them
    /// coarser than the line needs.
    package static let delayAllowance = Duration.milliseconds(45)
    /// By how much the line's best is doubted at each answer.
    private static let delayDrift = Duration.microseconds(200)

    package private(set) var threshold: Int
    package var unansweredCount: Int { self.requests.count }
    /// Frames that came while two were unanswered.
    package private(set) var skippedCount = 0
    package private(set) var paintedCount = 0
    private let thresholdBase: Int
    /// Cells of pictures that the next frame may change.
    package private(set) var cellLimit = Self.cellLimitFirst
    /// Whether no answer has been late yet: until then the limit doubles.
    private var isSearching = true
    /// When the frames that are unanswered were sent, the oldest first.
    private var requests: [Instant] = []
    /// The shortest time from a frame to its answer: what the line takes without a load.
    private var delayLeast: Duration?
    private var lastRequest: Instant? { self.requests.last }
    private var hasAnswered = false
    private var silences = 0
    /// Answers that may be those to requests that were given up: they say nothing about the line.
    private var doubtfulCount = 0

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
            self.doubtfulCount = self.unansweredCount
            self.forgetRequests()
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
    /// - Parameters:
    ///   - byteCount: its size.
    ///   - pictureCellCount: the cells of the screen that are pictures.
    ///   - isAnswerRequested: whether it ended with a request.
    package mutating func painted(
        at now: Instant, byteCount: Int = 0, pictureCellCount: Int = 0,
        isAnswerRequested: Bool = true,
    ) {
        self.paintedCount += 1
        self.adjust(byteCount, byteLimit: pictureCellCount * Self.bytesPerCell)
        guard isAnswerRequested else { return }
        self.requests.append(now)
    }

    private mutating func adjust(_ byteCount: Int, byteLimit: Int) {
        let maximum = max(Self.sizeThresholdMaximum, self.thresholdBase)
        if byteLimit > 0, byteCount > byteLimit, self.threshold < maximum {
            let rise = 1 + Self.sizeRise * (byteCount - byteLimit) / byteLimit
            self.threshold = min(maximum, self.threshold + min(rise, Self.sizeRiseMaximum))
        } else if byteCount <= byteLimit * 3 / 4 || self.threshold > maximum {
            // In between it stays, so that it does not swing.
            self.threshold = max(self.thresholdBase, self.threshold - 1)
        }
    }

    /// What was unanswered never will be: the terminal has been left meanwhile.
    package mutating func forgetRequests() {
        self.requests.removeAll()
    }

    /// An answer came: the terminal shows a frame so long after it was sent. What is slower than the
    /// line's best by more than a frame's time was too much; else a little more is tried.
    package mutating func acknowledged(at time: Instant) {
        self.hasAnswered = true
        guard !self.requests.isEmpty else { return }
        let delay = max(.zero, time - self.requests.removeFirst())
        guard self.doubtfulCount == 0 else {
            self.doubtfulCount -= 1
            return
        }
        // A line that has become longer is believed in the end.
        let least = min(delay, (self.delayLeast ?? delay) + Self.delayDrift)
        self.delayLeast = least
        if delay > least + Self.delayAllowance {
            self.isSearching = false
            self.cellLimit = max(Self.cellLimitMinimum, self.cellLimit * 3 / 4)
        } else {
            let more = self.isSearching ? self.cellLimit * 2 : self.cellLimit * 17 / 16 + 8
            self.cellLimit = min(Self.cellLimitMaximum, more)
        }
    }
}
