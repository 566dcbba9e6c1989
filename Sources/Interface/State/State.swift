public import Canvas
public import Rooms
public import Units

/// The whole interface as a value: what it knows, what it shows, what is being written.
///
/// **`update` takes one message with the time and returns what is to be done; `draw` only reads.**
/// Nothing else changes it. At `deadline`, send `.tick`.
public struct State: Equatable, Sendable {
    /// Chats in the list; what a server says beyond is not shown.
    static let chatCountMaximum = 1000
    /// Conferences that are known to run.
    static let conferenceCountMaximum = 1000
    /// Lines of the notice log.
    static let logCountMaximum = 200
    /// How long a notice stays on the screen.
    static let noticeDuration = Duration.seconds(8)
    /// Bells closer together than this are one.
    static let bellInterval = Duration.seconds(1)

    /// Columns of the window's title.
    static let titleWidthMaximum = 100
    /// After a question that had no answer: a server that is busy is not asked again at once.
    static let askAgainDelay = Duration.seconds(5)
    /// People whose presence is kept; of more nothing is known.
    static let presenceCountMaximum = 10_000
    /// Guests whose names are kept; of more only their accounts are shown.
    static let guestCountMaximum = 10_000

    /// Without a key for so long, nobody is taken to look at a terminal that does not tell. Shorter,
    /// and a reader is rung at; longer, and somebody who left misses more.
    static let watchDuration = Duration.seconds(120)

    /// Who one is; a guest is nobody until the server has said.
    public internal(set) var account: AccountName
    /// What the server is called; empty if nobody has said.
    public var server: Sanitized = ""
    /// What is added to UTC for the times on the screen.
    public var offsetFromUTC: Duration

    var columns: Int
    var rows: Int
    var now = Instant.start
    var isFocused = true
    /// Whether the terminal has ever told who has the keyboard.
    var tellsFocus = false
    /// When somebody last pressed a key.
    var touchedAt = Instant.start
    var connection = ConnectionState.connecting
    /// Whether there has been a connection at all.
    var hasBeenOnline = false
    /// When the next attempt to connect is due.
    var retryAt: Instant?
    var network = NetworkState()

    var chats: [ChatID: ChatState] = [:]
    /// The list from the top.
    var order: [ChatID] = []
    var selected: ChatID?
    /// Whether archived chats are listed that have nothing new.
    var showsArchive = false
    /// What was shown before.
    var chatBefore: ChatID?
    /// Where a walk through what is unread began.
    var activeFrom: ChatID?
    /// What is written while there is no chat.
    var looseDraft = ChatState.Draft()
    /// A chat asked for that is to be selected as soon as it is there.
    var awaited: AwaitedChat?
    var completion: Completion?

    var conferences: [ConferenceSummary] = []
    var call: CallState?
    /// Conferences that one is being called into, the newest last.
    var invitations: [ConferenceSummary] = []
    var callLayout = CallLayout.both
    var arrangement = Arrangement.grid
    var isSelfViewHidden = false
    var isMicrophoneOn = false
    var isCameraOn = false

    /// Which key does what.
    public var keys = KeyTable.standard
    public var preferences = Preferences()
    /// Names for command lines, without the slash; small letters.
    public var aliases: [String: String] = [:]
    /// What `/set`, `/bind` and `/alias` have changed.
    var changes = SettingChanges()
    /// What the theme last set took the place of.
    var replacedTheme: ReplacedTheme?
    /// The themes that there are; empty where they are not known.
    public var themes: [String] = []
    /// Lines of earlier runs that a key brings back, the newest last.
    public var earlierLines: [String] = []
    /// Whether a link can be opened from here.
    public var opensLinks = false
    /// Whether the terminal tells when a key is let go.
    var hasKeyReleases = false
    /// The key that is held to talk.
    var talkKey: Key?
    /// Of everybody who is known to be anything but away.
    var presence: [AccountName: Presence] = [:]
    /// What guests are called, also those who have left.
    var guestNames: [String: String] = [:]
    /// Of whom one wants to hear nothing; nil until the server has told.
    var blocked: Set<AccountName>?
    /// What stands in the window's title.
    var windowTitle: Sanitized?
    /// The top one gets keys first.
    var overlays: [Overlay] = []
    var notice: Notice?
    var log: [Notice] = []
    /// Notices so far, those that the log has lost included.
    var noticeCount = 0
    var bellAt: Instant?
    var postCount: UInt64 = 0
    /// When the newest line has been on the screen long enough to be read.
    var readAt: Instant?
    /// The file that is on its way.
    var transfer: TransferView?
    /// What is being written, as it was last looked at.
    var writing = Writing()
    /// What was last found or listed, for `/goto`.
    var results: [ChatLine] = []
    /// Revisions of what was found last; they are marked.
    var hits: Set<UInt64> = []
    /// The first chat of the list that is seen, while the wheel has moved it; else the one shown is.
    var listTop: Int?
    /// When history is asked for again, after a question that had no answer.
    var askAgainAt: Instant?
    /// Lines that are asked for in advance above and below those that are shown.
    var margin = 50
    /// The tiles that were last told about.
    var tiles: [TileSize] = []

    public init(account: AccountName, offsetFromUTC: Duration = .zero, columns: Int, rows: Int) {
        self.account = account
        self.offsetFromUTC = offsetFromUTC
        self.columns = min(max(0, columns), Canvas.sideMaximum)
        self.rows = min(max(0, rows), Canvas.sideMaximum)
    }

    /// Something was said to the person by the program.
    struct Notice: Equatable, Sendable {
        var severity: Severity
        var text: Sanitized
        var until: Instant
    }

    /// How to recognise a chat that was asked for.
    enum AwaitedChat: Equatable, Sendable {
        case id(ChatID)
        /// A new group; `known` are those of this title that were there before.
        case title(String, known: Set<ChatID>)
    }

    /// What a conference's part of the screen shows.
    enum CallLayout: Equatable, Sendable, CaseIterable {
        case both, tiles, chat
    }
}

extension State {
    var serverName: Sanitized { self.server.isEmpty ? "the server" : self.server }

    /// Takes one message in.
    public mutating func update(_ message: Message, at now: Instant) -> [Effect] {
        self.now = max(self.now, now)
        self.expire()
        let effects = self.apply(message)
        let last = effects.contains(.quit) ? self.lastEffects() : []
        return self.writingEffects() + last + effects + self.openingEffects() + self.readEffects()
            + self.tileEffects() + self.titleEffects()
    }

    /// When `.tick` is wanted; nil if nothing on the screen changes by itself.
    public var deadline: Instant? {
        var instants = [
            self.askAgainAt, self.notice?.until, self.call?.nextChange(after: self.now),
            self.readAt,
            self.writing.saveAt,
            self.selected.flatMap { self.chats[$0]?.typists.values.min() },
        ].compactMap { $0 }
        if let retryAt = self.retryAt, retryAt > self.now {
            instants.append(min(retryAt, self.now + .seconds(1)))
        }
        return instants.min()
    }

    private mutating func expire() {
        if let notice = self.notice, notice.until <= self.now { self.notice = nil }
        self.call?.expire(at: self.now)
        self.expireTypists()
        if let retryAt = self.retryAt, retryAt <= self.now { self.retryAt = nil }
        if let askAgainAt = self.askAgainAt, askAgainAt <= self.now { self.askAgainAt = nil }
    }

    /// Whether somebody looks, as far as can be known: where the terminal does not tell, whoever has
    /// pressed a key lately.
    var isWatched: Bool {
        self.tellsFocus ? self.isFocused : self.now - self.touchedAt < Self.watchDuration
    }

    private mutating func apply(_ message: Message) -> [Effect] {
        switch message {
        case .key, .mouse, .paste: self.touchedAt = self.now
        default: break
        }
        switch message {
        case .key(let key): return self.handle(key)
        case .keyReleased(let key): return self.release(key)
        case .keyReleases(let isTold):
            self.hasKeyReleases = isTold
            return []
        case .mouse(let event): return self.preferences.hasMouse ? self.handle(event) : []
        case .paste(let text): return self.paste(text)
        case .resize(let columns, let rows):
            self.columns = min(max(0, columns), Canvas.sideMaximum)
            self.rows = min(max(0, rows), Canvas.sideMaximum)
            return []
        case .tick: return []
        case .focus(let isFocused):
            (self.isFocused, self.tellsFocus) = (isFocused, true)
            if isFocused { self.markSelectedRead() }
            // Where a key is let go is not told to who has no focus.
            return isFocused ? [] : self.endTalk()
        case .suspendedAndBack:
            // The shell has given the window a title of its own.
            self.windowTitle = nil
            return [.redraw] + self.endTalk()
        case .notice(let severity, let text):
            self.say(severity, Sanitized(remote: text))
            return []
        case .themeRefused(let reason):
            self.takeThemeBack(Sanitized(remote: reason))
            return []
        case .settingsSaved(let file):
            self.changes = SettingChanges()
            self.say(.info, "kept in \(.init(remote: file))")
            return []
        case .connection, .account, .guests, .chats, .line, .change, .opened, .found, .typing,
            .history, .historyFailed, .posted, .postFailed, .presence, .people, .blocked,
            .transfer, .files:
            return self.applyToChats(message)
        default: return self.applyToConferences(message)
        }
    }

    /// Tells the person something, now and in the log.
    mutating func say(_ severity: Severity, _ text: Sanitized) {
        let notice = Notice(severity: severity, text: text, until: self.now + Self.noticeDuration)
        self.notice = notice
        self.noticeCount += 1
        self.log.append(notice)
        if self.log.count > Self.logCountMaximum { self.log.removeFirst() }
    }

    /// The window's title, if it has changed.
    private mutating func titleEffects() -> [Effect] {
        let mentions = self.chats.values.reduce(0) { $0 + $1.mentionCount }
        let count: Sanitized = mentions > 0 ? "(\(mentions)) " : ""
        let place = self.selected.map { self.name(of: $0) + " - " } ?? ""
        let title = (count + place + "Conclave").truncated(to: Self.titleWidthMaximum)
        guard title != self.windowTitle else { return [] }
        self.windowTitle = title
        return [.title(title)]
    }

    /// Tells somebody who looks elsewhere, if that is wanted.
    func alert(_ alert: Alert, isForMe: Bool) -> [Effect] {
        guard !self.isWatched || !self.tellsFocus else { return [] }
        switch self.preferences.notifications {
        case .none: return []
        case .mentions where !isForMe: return []
        case .mentions, .all: break
        }
        return [.alert(alert.limited(to: self.preferences.alertContent))]
    }

    /// A bell, unless one has just rung.
    mutating func bell() -> [Effect] {
        guard self.preferences.isOn(.bell) else { return [] }
        if let bellAt = self.bellAt, self.now - bellAt < Self.bellInterval { return [] }
        self.bellAt = self.now
        return [.bell]
    }
}
