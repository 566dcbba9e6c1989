internal import Canvas
internal import Rooms
internal import Units

/// A chat as this screen knows it.
struct ChatState: Equatable, Sendable {
    /// Lines that `up` brings back.
    static let sentCountMaximum = 100
    /// Lines on their way; the session holds no more either.
    static let pendingCountMaximum = 1000
    /// Refused lines kept to be sent again; the oldest is dropped.
    static let unsentCountMaximum = 50

    /// Names of those who have said something; of more their coming is not shown.
    static let speakerCountMaximum = 1000
    /// Messages that something is done to at once: each is an act of its own for the server.
    static let markedCountMaximum = 50

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
    /// In one's own list.
    var place = ChatPlace.list
    /// Where the server has it in the list.
    var rank = 0
    /// The newest message that the server knows to be read, or will in a moment.
    var read: UInt64 = 0
    /// The newest message of somebody else.
    private(set) var newestOfOthers: UInt64 = 0
    /// By revision; nil until the server was asked.
    var pinned: [ChatLine]?
    /// What the server has as the draft.
    var syncedDraft = ""
    /// What was chosen with the keys or the mouse.
    private var choice: Choice?
    /// Messages that the next command is about, by revision.
    private(set) var marked: Set<UInt64> = []
    /// Who writes, and until when to believe it.
    var typists: [AccountName: Instant] = [:]
    /// Who has said something in what was heard or read here.
    private(set) var speakers: Set<String> = []
    /// Columns of the longest of their names.
    private(set) var speakerColumns = 0
    /// Something happened that is not a message.
    var hasActivity = false
    /// The newest revision that was read when the chat was last left; a marker is drawn below it.
    var readRevision: UInt64?
    /// Pins and draft have been asked for.
    var isOpened = false

    init(_ summary: ChatSummary) {
        self.summary = summary
    }

    /// Something of the pane that commands are about.
    private enum Choice: Equatable, Sendable {
        case message(UInt64)
        /// A line that the server has refused.
        case unsent(PostID)
    }

    /// The message that was chosen.
    var chosen: UInt64? {
        get { if case .message(let revision) = self.choice { revision } else { nil } }
        set { self.choice = newValue.map(Choice.message) }
    }

    /// The refused line that was chosen.
    var chosenUnsent: PostID? {
        get { if case .unsent(let post) = self.choice { post } else { nil } }
        set { self.choice = newValue.map(Choice.unsent) }
    }

    /// The marked messages that are still there, the oldest first.
    var markedLines: [ChatLine] {
        self.marked.sorted().compactMap { self.line($0) }.filter { !$0.details.isDeleted }
    }

    /// Marks a message, or takes its mark away; false if there are too many.
    mutating func toggleMark(_ message: UInt64) -> Bool {
        if self.marked.remove(message) != nil { return true }
        guard self.marked.count < Self.markedCountMaximum else { return false }
        self.marked.insert(message)
        return true
    }

    mutating func unmark(_ message: UInt64) { self.marked.remove(message) }

    mutating func unmarkAll() { self.marked = [] }

    /// Lines that the server has refused, the oldest first.
    var unsent: [Pending] { self.pending.filter { $0.failure != nil } }

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
        self.noteSpeaker(of: line)
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
            self.noteSpeaker(of: line)
            guard case .message(let from, _) = line.body, from != account.text else { continue }
            self.newestOfOthers = max(self.newestOfOthers, line.revision)
        }
        return self.transcript.take(page, at: edge)
    }

    private mutating func noteSpeaker(of line: ChatLine) {
        guard case .message(let from, _) = line.body,
            self.speakers.count < Self.speakerCountMaximum
        else { return }
        guard self.speakers.insert(from).inserted else { return }
        self.speakerColumns = max(self.speakerColumns, Sanitized(remote: from).width)
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
        self.marked.remove(revision)
    }

    /// Takes everything that was said out of sight.
    mutating func clear() {
        self.transcript.clear()
        self.pinned = []
        self.chosen = nil
        self.unmarkAll()
        self.unreadCount = 0
        self.mentionCount = 0
    }

    /// Lines of earlier runs come before those of this one.
    mutating func recallEarlier(_ lines: [String]) {
        self.sent = Array((lines + self.sent).suffix(Self.sentCountMaximum))
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
