public import Canvas
public import Rooms

/// How large a participant's picture is shown, in cells.
public struct TileSize: Sendable, Hashable {
    public var participant: UInt32
    public var columns: Int
    public var rows: Int

    public init(participant: UInt32, columns: Int, rows: Int) {
        self.participant = participant
        self.columns = columns
        self.rows = rows
    }
}

/// What the interface wants done. Whoever does it answers with messages.
public enum Effect: Sendable, Equatable {
    /// Answered by `.posted` or `.postFailed`.
    case post(chat: ChatID, text: MessageText, id: PostID, replyTo: UInt64? = nil)
    /// Everything else that is done in a chat; what comes of it comes as a line or a change.
    case act(chat: ChatID, ChatAction)
    case newChat(kind: ChatKind = .group, title: ChatTitle, members: [AccountName])
    /// People with these words in their names; answered by `.people`.
    case findPeople(String)
    /// Hears nothing of somebody from now on, or does again; answered by `.blocked`.
    case block(AccountName, ends: Bool)
    /// Makes the private chat with somebody unless there is one.
    case openPrivate(AccountName)
    /// Makes one's own notes unless they are there.
    case openFavourites
    /// Answered by `.opened`.
    case open(chat: ChatID)
    /// Messages with these words in a chat, or in all of them; answered by `.found`.
    case search(String, chat: ChatID?)
    /// Tells the others that one writes.
    case typing(chat: ChatID)
    /// A page of what was said; answered by `.history`.
    case history(chat: ChatID, HistoryEdge)
    /// Answered by `.transfer`, and by a line with the file.
    case sendFile(chat: ChatID, path: String, caption: String)
    /// Answered by `.transfer`.
    case saveFile(message: UInt64, path: String)
    /// What there is that begins so; answered by `.files`.
    case listFiles(String)
    case call(CallDraft)
    case join(ConferenceID, pin: PIN? = nil)
    /// Asks to be let into the conference that an account owns.
    case joinOwned(by: AccountName)
    case leave
    /// Something done in the conference one is in; what comes of it comes as `.floor`.
    case conference(ConferenceAction)
    /// Answered by `.wordsToCompare`.
    case compareWords
    /// Everybody has the same words: who was there then is known from now on.
    case wordsAreEqual
    /// Gives the conference a chat of its own, or the one it came from back.
    case unlink(Bool)
    /// Answered by `.planned`.
    case plan(PlanDraft)
    /// Answered by `.planned`.
    case replan(PlanRevision)
    /// All, or one with its people; answered by `.plans`.
    case listPlans(ConferenceID?)
    case cancelPlan(ConferenceID)
    /// Answers who calls.
    case decline(ConferenceID)
    /// Answered by `.devices`.
    case microphone(Bool)
    case camera(Bool)
    /// All pictures that are shown now; those of others are not needed.
    case tiles([TileSize])
    case bell
    /// Opens an address in a program of the person's.
    case browse(Link)
    /// Another theme, by its name, or `auto`.
    case theme(String)
    /// Writes into the person's settings; answered by a notice.
    case saveSettings(SettingChanges)
    /// Keeps a line for the next run.
    case keep(line: String)
    /// Puts lines where the person can paste them from.
    case copy([Sanitized])
    /// The window's title.
    case title(Sanitized)
    /// Whether the terminal tells what the mouse does.
    case mouse(Bool)
    case alert(Alert)
    /// Everything, from scratch.
    case redraw
    case suspend
    /// Leaves the conference, if there is one, and ends the program.
    case quit
}
