internal import Canvas
internal import Rooms
internal import Units

/// A chat as this screen knows it.
struct ChatState: Equatable, Sendable {
    /// Lines that `up` brings back.
    static let sentCountMaximum = 100
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

    var summary: ChatSummary
    var transcript = Transcript()
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
    /// Who writes, and until when to believe it.
    var typists: [AccountName: Instant] = [:]
    /// Something happened that is not a message.
    var hasActivity = false
    /// The newest revision that was read when the chat was last left; a marker is drawn below it.
    var readRevision: UInt64?
    /// Pins and draft have been asked for.
    var isOpened = false

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
        return self.transcript.insert(line)
    }

    /// Takes a page of history in.
    mutating func take(
        _ page: [ChatLine], at edge: HistoryEdge, by account: AccountName,
    ) -> Transcript.Taken {
        for line in page {
            guard case .message(let from, _) = line.body, from != account.text else { continue }
            self.newestOfOthers = max(self.newestOfOthers, line.revision)
        }
        return self.transcript.take(page, at: edge)
    }

    func line(_ revision: UInt64) -> ChatLine? { self.transcript.line(revision) }

    /// Changes a message where it is known: among the lines and among what is pinned.
    mutating func change(_ revision: UInt64, _ change: (inout ChatLine) -> Void) {
        self.transcript.change(revision, change)
        if let index = self.pinned?.firstIndex(where: { $0.revision == revision }) {
            change(&self.pinned![index])
        }
    }

    /// What a line does here: nothing to a message of another chat.
    func purpose(of draft: Draft) -> Purpose {
        switch draft.purpose {
        case .message: .message
        case .reply(let message), .edit(let message):
            self.line(message) != nil ? draft.purpose : .message
        }
    }

    /// Takes a message out of sight.
    mutating func remove(_ revision: UInt64) {
        self.transcript.remove(revision)
        self.pinned?.removeAll { $0.revision == revision }
        if self.chosen == revision { self.chosen = nil }
    }

    /// Takes everything that was said out of sight.
    mutating func clear() {
        self.transcript.clear()
        self.pinned = []
        self.chosen = nil
        self.unreadCount = 0
        self.mentionCount = 0
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
