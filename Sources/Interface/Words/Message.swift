public import Canvas
public import Rooms
public import Units

/// How bad a notice is.
public enum Severity: Sendable, Hashable {
    case info, warning, error
}

/// How things are between this program and its server.
public enum ConnectionState: Sendable, Hashable {
    /// For the first time.
    case connecting
    case online
    /// Lost, or not to be had yet; tried again after the delay.
    case offline(reason: String, retryIn: Duration)
    /// Over; not tried again.
    case failed(reason: String)
}

/// What the network does to the conference right now.
public struct NetworkState: Sendable, Hashable {
    /// Later than that, people begin to talk over each other (ITU-T G.114: 400 ms is the limit).
    static let delayMaximum: Duration = .milliseconds(300)

    /// Age of what is heard and seen; nil if not known.
    public var delay: Duration?
    /// What is missing and why, in words: `slow link: 320x180`; nil if nothing is.
    public var remark: String?

    public init(delay: Duration? = nil, remark: String? = nil) {
        self.delay = delay
        self.remark = remark
    }
}

/// Everything that can happen to the interface.
public enum Message: Sendable, Equatable {
    // The terminal.
    case key(Key)
    /// Only where the terminal tells, which `.keyReleases` says.
    case keyReleased(Key)
    /// Whether the terminal tells when a key is let go.
    case keyReleases(Bool)
    case mouse(MouseEvent)
    case paste(String)
    case resize(columns: Int, rows: Int)
    /// Time has passed; sent at the state's deadline.
    case tick
    /// Whether the terminal has the keyboard.
    case focus(Bool)
    /// The program was stopped and goes on.
    case suspendedAndBack

    // The connection and the chats.
    case connection(ConnectionState)
    /// Who one is: a guest is told at each login.
    case account(AccountName)
    /// What guests are called, by their temporary accounts; said before what they say.
    case guests([AccountName: String])
    /// All chats, in the order of the list.
    case chats([ChatSummary])
    /// Said just now.
    case line(ChatLine)
    /// What lies at an edge that was asked about, in any order; nothing if nothing does.
    case history([ChatLine], chat: ChatID, HistoryEdge)
    /// A question about history that has no answer now.
    case historyFailed(chat: ChatID, HistoryEdge)
    /// What was said before has changed.
    case change(ChatChange)
    /// The answer to `.open`.
    case opened(chat: ChatID, pinned: [ChatLine], draft: String)
    /// The answer to `.search`, the newest first.
    case found([ChatLine], words: String)
    /// Somebody else writes in a chat; said again every few seconds.
    case typing(chat: ChatID, account: AccountName)
    case posted(PostID, revision: UInt64, time: Timestamp)
    case postFailed(PostID, reason: String)
    /// How far a file is; nil when there is none on its way.
    case transfer(TransferView?)
    /// Paths that begin so; those of folders end with a slash.
    case files([String], prefix: String)
    /// Whether somebody can be reached.
    case presence(AccountName, Presence)
    /// The answer to `.findPeople`, in the order of accounts.
    case people([PersonView], isWhole: Bool)
    /// All whom one blocks, on whatever device that was done.
    case blocked([AccountName])

    // Conferences.
    case conferenceList([ConferenceSummary])
    case conferenceStarted(ConferenceSummary)
    case conferenceEnded(ConferenceID)
    case joined(ConferenceView)
    case participantJoined(ParticipantView)
    case participantLeft(UInt32, wasRemoved: Bool = false)
    /// Somebody whose connection was lost is back under another number: nothing to be said.
    case participantReturned(from: UInt32, ParticipantView)
    case participantChanged(ParticipantView)
    case audience(AudienceView)
    case encryption(Encryption)
    /// The answer to `.compareWords`.
    case wordsToCompare(WordsView)
    case floor(FloorNews)
    /// One stands before a conference's door.
    case waiting(ConferenceID)
    /// Somebody calls one into a conference; it rings unless one is in another.
    case invited(ConferenceSummary, by: String, rings: Bool)
    /// What is planned, the next first.
    case plans([PlanView])
    case planned(PlanView)
    case planCancelled(ConferenceID)
    /// It begins soon, or has begun.
    case reminder(PlanView)
    /// It rings no more.
    case invitationOver(ConferenceID)
    /// Voice levels by participant, as RFC 6464 has them: 0 is the loudest, 127 is silence.
    case levels([UInt32: Int])
    /// Out of the conference; with a reason if one didn't ask for it.
    case left(reason: String?)

    // Oneself.
    case devices(microphoneOn: Bool, cameraOn: Bool)
    /// One speaks, and the microphone is off.
    case spokeMuted
    case network(NetworkState)
    case notice(Severity, String)
    /// The theme last set can't be had; the one before is still in use.
    case themeRefused(reason: String)
    /// What `.saveSettings` was about is kept.
    case settingsSaved(file: String)
}
