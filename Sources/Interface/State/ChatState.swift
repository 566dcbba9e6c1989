internal import Canvas
internal import Rooms
internal import Units

/// A chat as this screen knows it.
struct ChatState: Equatable, Sendable {
    /// Lines kept in memory; older ones are asked for again when somebody scrolls there.
    static let lineCountMaximum = 2000
    /// Lines that `up` brings back.
    static let sentCountMaximum = 100
    /// Remarks kept, newest last.
    static let remarkCountMaximum = 100
    /// Lines on their way; the session holds no more either.
    static let pendingCountMaximum = 1000

    /// A line that the server has not confirmed yet, or has refused.
    struct Pending: Equatable, Sendable {
        var id: PostID
        var text: String
        /// The message that it answers.
        var replyTo: UInt64?
        /// Why it was refused; nil while it is on its way.
        var failure: String?
    }

    /// Something the program itself has to say in the chat; on this screen only.
    struct Remark: Equatable, Sendable {
        /// The newest revision when it was said.
        var after: UInt64
        var text: Sanitized
    }

    var summary: ChatSummary
    /// By revision, oldest first.
    private(set) var lines: [ChatLine] = []
    private(set) var remarks: [Remark] = []
    var pending: [Pending] = []
    var draft = Draft()
    private(set) var sent: [String] = []
    /// Which of `sent` the line shows; nil: the draft.
    var recalled: Int?
    /// The draft that was put aside for a recalled line.
    var setAside = ""
    var unreadCount = 0
    /// Of the unread ones, those that mention one.
    var mentionCount = 0
    /// Silent, but for mentions.
    var isMuted = false
    /// The newest message that the server knows to be read, or will in a moment.
    var read: UInt64 = 0
    /// The newest message of somebody else.
    private(set) var newestOfOthers: UInt64 = 0
    /// By revision; nil until the server was asked.
    var pinned: [ChatLine]?
    /// What the server has as the draft.
    var syncedDraft = ""
    /// The message that was chosen with the keys.
    var chosen: UInt64?
    /// A message on the way to which the past is asked for.
    var goal: UInt64?
    /// Who writes, and until when to believe it.
    var typists: [AccountName: Instant] = [:]
    /// Something happened that is not a message.
    var hasActivity = false
    /// The newest revision that was read when the chat was last left; a marker is drawn below it.
    var readRevision: UInt64?
    /// Rows between the pane's bottom and the newest row.
    var scroll = 0
    var history = HistoryState.unknown

    /// How much of the past there is.
    enum HistoryState: Equatable, Sendable {
        case unknown, asked, more, complete
    }

    init(_ summary: ChatSummary) {
        self.summary = summary
    }

    /// A line begun, and where it was to go.
    struct Draft: Equatable, Sendable {
        var editor = LineEditor()
        var purpose = Purpose.message
        /// The newest revision when it was begun: what came since can't be meant by `^`.
        var begunAfter: UInt64?
        /// Where it would have gone when its first character was written, if that is not here.
        var heldFor: Destination?
    }

    /// What a line does when it is sent.
    enum Purpose: Equatable, Sendable {
        case message
        case reply(UInt64)
        case edit(UInt64)
    }

    /// True if it was not there yet.
    mutating func insert(_ line: ChatLine, by account: AccountName) -> Bool {
        if let post = line.post { self.pending.removeAll { $0.id == post } }
        if case .message(let from, _) = line.body, from != account.text {
            self.newestOfOthers = max(self.newestOfOthers, line.revision)
            if let name = AccountName(from) { self.typists[name] = nil }
        }
        let index = self.lines.lowerBound(of: line.revision)
        if index < self.lines.count, self.lines[index].revision == line.revision { return false }
        if self.lines.count >= Self.lineCountMaximum {
            // What is older than everything here does not push out what is newer.
            guard index > 0 else { return false }
            self.lines.removeFirst()
            self.history = .more
            self.lines.insert(line, at: index - 1)
        } else {
            self.lines.insert(line, at: index)
        }
        return true
    }

    func contains(revision: UInt64) -> Bool { self.index(of: revision) != nil }

    func line(_ revision: UInt64) -> ChatLine? { self.index(of: revision).map { self.lines[$0] } }

    func index(of revision: UInt64) -> Int? {
        let index = self.lines.lowerBound(of: revision)
        return index < self.lines.count && self.lines[index].revision == revision ? index : nil
    }

    /// Changes a message where it is known: among the lines and among what is pinned.
    mutating func change(_ revision: UInt64, _ change: (inout ChatLine) -> Void) {
        if let index = self.index(of: revision) { change(&self.lines[index]) }
        if let index = self.pinned?.firstIndex(where: { $0.revision == revision }) {
            change(&self.pinned![index])
        }
    }

    /// What a line does here: nothing to a message of another chat.
    func purpose(of draft: Draft) -> Purpose {
        switch draft.purpose {
        case .message: .message
        case .reply(let message), .edit(let message):
            self.contains(revision: message) ? draft.purpose : .message
        }
    }

    /// Takes a message out of sight.
    mutating func remove(_ revision: UInt64) {
        if let index = self.index(of: revision) { self.lines.remove(at: index) }
        self.pinned?.removeAll { $0.revision == revision }
        if self.chosen == revision { self.chosen = nil }
    }

    /// Takes everything that was said out of sight.
    mutating func clear() {
        self.lines = []
        self.pinned = []
        self.chosen = nil
        self.goal = nil
        self.scroll = 0
        self.unreadCount = 0
        self.mentionCount = 0
        self.history = .complete
    }

    mutating func remark(_ text: Sanitized) {
        self.remarks.append(Remark(after: self.lines.last?.revision ?? 0, text: text))
        if self.remarks.count > Self.remarkCountMaximum { self.remarks.removeFirst() }
    }

    mutating func remember(sent text: String) {
        self.recalled = nil
        guard self.sent.last != text else { return }
        self.sent.append(text)
        if self.sent.count > Self.sentCountMaximum { self.sent.removeFirst() }
    }
}

/// Where a line goes, in words.
struct Destination: Equatable, Sendable {
    var chat: ChatID
    var label: Sanitized
    var isPrivate: Bool
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
