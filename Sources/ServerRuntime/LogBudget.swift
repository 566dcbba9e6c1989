internal import Units

/// Lets so many lines about strangers into the log in a minute and counts the rest, so that whoever
/// connects a thousand times a second doesn't fill the disk.
struct LogBudget {
    /// Lines; an honest server sees a few.
    static let linesPerMinute = 60

    private var windowStart: Instant?
    private var count = 0

    /// What to do with the next line.
    enum Verdict: Equatable {
        /// Write it, and before it how many were left out in the minute before.
        case write(leftOut: Int)
        case leaveOut
    }

    mutating func next(at now: Instant) -> Verdict {
        if let start = self.windowStart, now - start < .seconds(60) {
            self.count += 1
            return self.count <= Self.linesPerMinute ? .write(leftOut: 0) : .leaveOut
        }
        let leftOut = max(0, self.count - Self.linesPerMinute)
        self.windowStart = now
        self.count = 1
        return .write(leftOut: leftOut)
    }
}
