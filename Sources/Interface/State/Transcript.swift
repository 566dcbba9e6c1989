internal import Canvas
internal import Rooms

/// The stretch of a chat's past that this screen holds, without a gap, and the place where somebody
/// reads in it.
///
/// It grows at both ends by pages of history, and moves when a message is gone to: a chat of a
/// million messages costs no more than one of `lineCountMaximum`. Answers may come late, twice, for
/// a stretch of before, or never; a stretch that says that it reaches the end has no gap.
struct Transcript: Equatable, Sendable {
    /// Lines held; those furthest from where one reads make room, and are asked for again.
    static let lineCountMaximum = 2000
    /// Remarks kept, newest last.
    static let remarkCountMaximum = 100

    /// What lies beyond an end of the stretch.
    enum Beyond: Equatable, Sendable {
        /// Nobody has asked yet.
        case unknown
        case asked(HistoryEdge)
        case more
        case nothing
    }

    /// Something the program itself has to say in the chat; on this screen only.
    struct Remark: Equatable, Sendable {
        /// The newest revision when it was said.
        var after: UInt64
        var text: Sanitized
    }

    /// What lies at the lower edge of the pane.
    struct Position: Equatable, Sendable {
        /// The lowest line that is seen.
        var revision: UInt64
        /// Of its rows, those below the edge.
        var hidden = 0
    }

    /// What is gone to.
    enum Goal: Equatable, Sendable {
        case message(UInt64)
        /// The last line up to a revision; below it begins what is unread.
        case read(UInt64)

        var revision: UInt64 {
            switch self {
            case .message(let revision), .read(let revision): revision
            }
        }
    }

    /// What became of a page.
    enum Taken: Equatable, Sendable {
        /// It belongs to a stretch of before.
        case stale
        case grown
        /// It was asked for on the way to a goal, which is this line; nil: there is no such message.
        case arrived(Int?)
    }

    /// By revision, oldest first.
    private(set) var lines: [ChatLine] = []
    private(set) var remarks: [Remark] = []
    /// Before the first line.
    private(set) var older = Beyond.unknown
    /// Behind the last one; `.nothing` while lines are added as they are said.
    private(set) var newer = Beyond.nothing
    /// Nil at the end of what was said.
    var position: Position?
    /// What is on its way here, as the only page of a new stretch.
    private(set) var goal: Goal?
    /// A line that was gone to, which moves to the middle as soon as there is something below it.
    var arrived: UInt64?
    /// Where the stretch begins while it holds no line.
    private var base: UInt64 = 0
    /// The newest line that came while there was no place for it.
    private var newestMissed: UInt64 = 0
    /// The missed line that history was already asked about once more, in vain: it was taken out of
    /// sight since.
    private var doubted: UInt64 = 0

    /// What was said last is what is shown.
    var isAtEnd: Bool {
        self.position == nil && self.goal == nil && self.reachesEnd && !self.lines.isEmpty
            && self.older != .asked(.before(0))
    }

    /// What somebody at the end of the chat sees lies in the stretch.
    var reachesEnd: Bool { self.newer == .nothing }

    func line(_ revision: UInt64) -> ChatLine? { self.index(of: revision).map { self.lines[$0] } }

    func index(of revision: UInt64) -> Int? {
        let index = self.lines.lowerBound(of: revision)
        return index < self.lines.count && self.lines[index].revision == revision ? index : nil
    }

    /// Remarks that stand below a line; those of before everything that was said, for no line.
    func remarks(below index: Int?) -> ArraySlice<Remark> {
        let next = (index ?? -1) + 1
        var end = self.remarks.count
        if next < self.lines.count {
            end = self.place(of: self.lines[next].revision)
        } else if !self.reachesEnd {
            // What was said between is not here.
            return []
        }
        guard let index else { return self.older == .more ? [] : self.remarks[..<end] }
        return self.remarks[self.place(of: self.lines[index].revision)..<end]
    }

    /// The first remark that was made after a line. There is a handful.
    private func place(of revision: UInt64) -> Int {
        self.remarks.firstIndex { $0.after >= revision } ?? self.remarks.count
    }

    mutating func remark(_ text: Sanitized) {
        let newest = max(self.lines.last?.revision ?? 0, self.newestMissed)
        self.remarks.append(Remark(after: newest, text: text))
        if self.remarks.count > Self.remarkCountMaximum { self.remarks.removeFirst() }
    }
}

/// What is said, and what becomes of it.
extension Transcript {
    /// Takes a line in that was said just now. True if it is news.
    mutating func insert(_ line: ChatLine) -> Bool {
        let index = self.lines.lowerBound(of: line.revision)
        if index < self.lines.count, self.lines[index].revision == line.revision { return false }
        let isFull = self.lines.count >= Self.lineCountMaximum
        if !self.reachesEnd || (isFull && self.position != nil) {
            guard index == self.lines.count else { return false }
            if self.reachesEnd { self.newer = .more }
            defer { self.newestMissed = max(self.newestMissed, line.revision) }
            return line.revision > self.newestMissed
        }
        if isFull {
            // What is older than everything here does not push out what is newer.
            guard index > 0 else { return false }
            self.lines.removeFirst()
            self.older = .more
        }
        self.lines.insert(line, at: isFull ? index - 1 : index)
        return true
    }

    mutating func change(_ revision: UInt64, _ change: (inout ChatLine) -> Void) {
        if let index = self.index(of: revision) { change(&self.lines[index]) }
    }

    /// Takes a line out of sight.
    mutating func remove(_ revision: UInt64) {
        guard let index = self.index(of: revision) else { return }
        self.lines.remove(at: index)
        guard self.position?.revision == revision else { return }
        let near = self.lines.indices.contains(index - 1) ? index - 1 : index
        self.position =
            self.lines.indices.contains(near) ? Position(revision: self.lines[near].revision) : nil
    }

    /// Takes everything that was said out of sight.
    mutating func clear() {
        self = Transcript()
        self.older = .nothing
    }
}

/// Pages of history.
extension Transcript {
    /// Asks for what is missing near the place where somebody reads.
    ///
    /// - Parameter margin: lines that should be held on both sides of it.
    mutating func askForMissing(within margin: Int) -> [HistoryEdge] {
        if self.goal != nil {
            // Nothing lies before what was read: what is new begins with what comes next.
            return self.older == .nothing ? [self.askForNewer()].compactMap { $0 } : []
        }
        let index = self.position.flatMap { self.index(of: $0.revision) } ?? self.lines.count - 1
        let newer = self.lines.count - 1 - index < margin ? self.askForNewer() : nil
        let older = self.lines.isEmpty || index < margin ? self.askForOlder() : nil
        return [newer, older].compactMap { $0 }
    }

    private mutating func askForOlder() -> HistoryEdge? {
        guard self.older == .more || self.older == .unknown else { return nil }
        let edge = HistoryEdge.before(self.lines.first?.revision ?? 0)
        self.older = .asked(edge)
        return edge
    }

    private mutating func askForNewer() -> HistoryEdge? {
        guard self.newer == .more else { return nil }
        let edge = HistoryEdge.after(self.lines.last?.revision ?? self.base)
        self.newer = .asked(edge)
        return edge
    }

    /// The line that is gone to, if it is here. If it is not, a new stretch begins with a page that
    /// is asked for.
    mutating func go(to goal: Goal) -> (index: Int?, asked: HistoryEdge?) {
        if let index = self.index(of: goal) { return (index, nil) }
        let edge = HistoryEdge.before(goal.revision.addingReportingOverflow(1).partialValue)
        (self.lines, self.position, self.goal) = ([], nil, goal)
        (self.base, self.older, self.newer) = (goal.revision, .asked(edge), .more)
        return (nil, edge)
    }

    /// Goes to the end; a new stretch begins there if it is not here.
    mutating func goToEnd() {
        self.position = nil
        guard !self.reachesEnd else { return }
        (self.lines, self.goal, self.arrived) = ([], nil, nil)
        (self.older, self.newer) = (.unknown, .nothing)
    }

    /// Takes in what was said at one end of the stretch.
    mutating func take(_ page: [ChatLine], at edge: HistoryEdge) -> Taken {
        let page = page.sorted { $0.revision < $1.revision }
        if self.older == .asked(edge) { return self.takeOlder(page, at: edge) }
        guard self.newer == .asked(edge) else { return .stale }
        let last = self.lines.last?.revision ?? self.base
        self.lines += page.filter { $0.revision > last }
        self.newer = .more
        if self.lines.last?.revision ?? self.base == last { self.reachEnd() }
        self.trim()
        guard self.goal != nil else { return .grown }
        self.goal = nil
        return .arrived(self.lines.isEmpty ? nil : 0)
    }

    private mutating func takeOlder(_ page: [ChatLine], at edge: HistoryEdge) -> Taken {
        // Lines that were said since the question may be on the page too.
        let new = page.filter { self.index(of: $0.revision) == nil }
        self.older = new.isEmpty && (page.isEmpty || edge != .before(0)) ? .nothing : .more
        self.lines = (new + self.lines).sorted { $0.revision < $1.revision }
        if edge == .before(0), self.reachesEnd {
            self.settleRemarks()
            // The answer to an earlier question, from before a line that had no place.
            if self.newestMissed > self.lines.last?.revision ?? 0 { self.newer = .more }
        }
        self.trim()
        guard let goal = self.goal else { return .grown }
        if case .read = goal, self.lines.isEmpty { return .grown }
        self.goal = nil
        return .arrived(self.arrival(at: goal))
    }

    /// History has nothing behind the last line. A line that was missed while the question was on
    /// its way is asked about once more.
    private mutating func reachEnd() {
        let isBehind = self.newestMissed > self.lines.last?.revision ?? 0
        if isBehind, self.doubted != self.newestMissed {
            self.doubted = self.newestMissed
        } else {
            self.newer = .nothing
            self.newestMissed = 0
        }
    }

    /// Remarks made before anything was known stand where the chat was then: at its end.
    private mutating func settleRemarks() {
        let newest = self.lines.last?.revision ?? 0
        for index in self.remarks.indices where self.remarks[index].after == 0 {
            self.remarks[index].after = newest
        }
    }

    /// A question has no answer; it is asked again when it is wanted. False for one of before.
    mutating func fail(at edge: HistoryEdge) -> Bool {
        guard self.older == .asked(edge) || self.newer == .asked(edge) else { return false }
        self.forgetQuestions()
        return true
    }

    /// What was asked for before the connection was lost is asked for again when it is wanted.
    mutating func forgetQuestions() {
        if case .asked = self.older { self.older = self.lines.isEmpty ? .unknown : .more }
        if case .asked = self.newer { self.newer = .more }
        self.goal = nil
        if self.lines.isEmpty { (self.older, self.newer) = (.unknown, .nothing) }
    }

    /// Where a goal is, if the stretch holds it for sure.
    private func index(of goal: Goal) -> Int? {
        switch goal {
        case .message(let revision): return self.index(of: revision)
        case .read(let revision):
            let next = self.lines.lowerBound(of: revision.addingReportingOverflow(1).partialValue)
            return next > 0 && (next < self.lines.count || self.reachesEnd) ? next - 1 : nil
        }
    }

    /// Where a goal is in a stretch that was begun for it.
    private func arrival(at goal: Goal) -> Int? {
        switch goal {
        case .message(let revision): self.index(of: revision)
        case .read: self.lines.indices.last
        }
    }

    /// Makes room at the end that is further from where somebody reads.
    private mutating func trim() {
        let excess = self.lines.count - Self.lineCountMaximum
        guard excess > 0 else { return }
        let index = self.position.flatMap { self.index(of: $0.revision) }
        if let index, index < self.lines.count / 2 {
            self.newestMissed = max(self.newestMissed, self.lines.last?.revision ?? 0)
            self.lines.removeLast(excess)
            self.newer = .more
        } else {
            self.lines.removeFirst(excess)
            self.older = .more
        }
    }
}

extension [ChatLine] {
    /// The first index whose revision is not smaller.
    fileprivate func lowerBound(of revision: UInt64) -> Int {
        var (low, high) = (0, self.count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].revision < revision { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
