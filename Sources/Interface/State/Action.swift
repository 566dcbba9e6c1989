internal import Canvas

/// What a key can do; the names are those of `[keys]` in the settings and of `/bind`.
public enum Action: String, Sendable, Hashable, CaseIterable {
    case lineStart = "line-start"
    case lineEnd = "line-end"
    case left, right
    case wordLeft = "word-left"
    case wordRight = "word-right"
    case deleteLeft = "delete-left"
    case deleteRight = "delete-right"
    case killToEnd = "kill-to-end"
    case killToStart = "kill-to-start"
    case killWordLeft = "kill-word-left"
    case killWordRight = "kill-word-right"
    case yank
    case yankPrevious = "yank-previous"
    case transpose
    case upperCase = "upper-case"
    case lowerCase = "lower-case"
    case capitalize
    case undo, redo
    case lineUp = "line-up"
    case lineDown = "line-down"
    case historyPrevious = "history-previous"
    case historyNext = "history-next"
    case historySearch = "history-search"
    case complete
    case completePrevious = "complete-previous"
    case newLine = "new-line"
    case submit

    case choosePrevious = "choose-previous"
    case chooseNext = "choose-next"
    case chatPrevious = "chat-previous"
    case chatNext = "chat-next"
    case chatLast = "chat-last"
    case chatActive = "chat-active"
    case chatPicker = "chat-picker"
    case peoplePicker = "people-picker"
    case palette
    case search
    case links
    case copy
    case mark
    case pageUp = "page-up"
    case pageDown = "page-down"
    case oldest, newest, unread, mention
    case hitPrevious = "hit-previous"
    case hitNext = "hit-next"
    case chat1 = "chat-1"
    case chat2 = "chat-2"
    case chat3 = "chat-3"
    case chat4 = "chat-4"
    case chat5 = "chat-5"
    case chat6 = "chat-6"
    case chat7 = "chat-7"
    case chat8 = "chat-8"
    case chat9 = "chat-9"

    case redraw, help, close, interrupt, suspend, roster
    case microphone, camera, layout
    case talk
    case tile
    case selfView = "self-view"

    case answerYes = "answer-yes"
    case answerNo = "answer-no"
    case answerLater = "answer-later"
    case answerKeep = "answer-keep"
    case answerJoin = "answer-join"
    case answerThere = "answer-there"
    case answerDrop = "answer-drop"
    case answerEdit = "answer-edit"

    case vote1 = "vote-1"
    case vote2 = "vote-2"
    case vote3 = "vote-3"
    case vote4 = "vote-4"
    case vote5 = "vote-5"
    case vote6 = "vote-6"
    case vote7 = "vote-7"
    case vote8 = "vote-8"
    case vote9 = "vote-9"
    case vote10 = "vote-10"

    /// The chats of the list, by their numbers.
    static let chats: [Action] = [
        .chat1, .chat2, .chat3, .chat4, .chat5, .chat6, .chat7, .chat8, .chat9,
    ]
    /// The choices of a poll, by their numbers.
    static let votes: [Action] = [
        .vote1, .vote2, .vote3, .vote4, .vote5, .vote6, .vote7, .vote8, .vote9, .vote10,
    ]

    static func nearest(to name: String) -> Action {
        Spelling.nearest(to: name, among: self.allCases.map(\.rawValue)).flatMap(self.init) ?? .help
    }

    /// One line, lower-case, no full stop.
    public var help: String {
        switch self {
        case .lineStart: "to the start of the line"
        case .lineEnd: "to the end of the line"
        case .left: "a character to the left"
        case .right: "a character to the right"
        case .wordLeft: "a word to the left"
        case .wordRight: "a word to the right"
        case .deleteLeft: "delete to the left"
        case .deleteRight: "delete under the cursor"
        case .killToEnd: "cut to the end of the line"
        case .killToStart: "cut to the start of the line"
        case .killWordLeft: "cut the word to the left"
        case .killWordRight: "cut the word to the right"
        case .yank: "paste what was cut"
        case .yankPrevious: "instead of what was pasted, what was cut before"
        case .transpose: "exchange the two characters at the cursor"
        case .upperCase: "the word to the right in upper case"
        case .lowerCase: "the word to the right in lower case"
        case .capitalize: "the word to the right with a capital"
        case .undo: "take the last change of the line back"
        case .redo: "make the change again that was taken back"
        case .lineUp:
            "a line up; on an empty line, change your last message; else the line sent before"
        case .lineDown: "a line down; else the message or the line after"
        case .historyPrevious: "the line sent before"
        case .historyNext: "the line sent after"
        case .historySearch: "look for a line that was sent"
        case .complete: "complete a command, a name, a chat, a file, an emoji"
        case .completePrevious: "the completion before"
        case .newLine: "a line break in the message"
        case .submit: "send the line"
        default: self.helpElsewhere
        }
    }

    private var helpElsewhere: String {
        switch self {
        case .choosePrevious: "choose an older message"
        case .chooseNext: "choose a newer message"
        case .chatPrevious: "previous chat"
        case .chatNext: "next chat"
        case .chatLast: "the chat that was shown before"
        case .chatActive: "next chat with something unread"
        case .chatPicker: "pick a chat"
        case .peoplePicker: "pick somebody, for a private chat"
        case .palette: "pick a command"
        case .search: "find messages in all chats"
        case .links: "pick a link of this chat, to open or copy it"
        case .copy: "copy the marked messages, or the chosen one, else the last one"
        case .mark: "mark the chosen message for the next command; again, no more"
        case .pageUp: "older messages"
        case .pageDown: "newer messages"
        case .oldest: "the oldest message that is here"
        case .newest: "what was said last"
        case .unread: "the first message that you have not read"
        case .mention: "the message that names you: in another chat, else the one before"
        case .hitPrevious: "the message before of those that were found in this chat"
        case .hitNext: "the message after it of those that were found in this chat"
        case .redraw: "draw the screen anew"
        case .help: "help"
        case .close:
            "close what is on top, give up an edit or a choice; in a conference, leave the line"
        case .interrupt: "clear the line; else leave the call or quit, asked first"
        case .suspend: "stop the program; fg brings it back"
        case .roster: "who is in the chat, beside it or not"
        case .microphone: "microphone on or off"
        case .camera: "camera on or off"
        case .layout: "conference and chat, conference only, chat only"
        case .talk: "microphone on or off; held, on while it is held, where the terminal tells"
        case .tile: "the next arrangement: all alike, the speaker large, one alone"
        case .selfView: "your own picture, shown or not"
        case .answerYes: "yes"
        case .answerNo: "no"
        case .answerLater: "not now"
        case .answerKeep: "keep the lines of a paste"
        case .answerJoin: "join the lines of a paste"
        case .answerThere: "send a line where it was begun"
        case .answerDrop: "drop it"
        case .answerEdit: "edit it for here"
        default:
            if let index = Self.votes.firstIndex(of: self) {
                "choice \(index + 1), or take it back"
            } else {
                "chat " + self.rawValue.drop { $0 != "-" }.dropFirst() + " of the list"
            }
        }
    }

    /// What it does in a place, where that is not what it does elsewhere.
    func help(in place: KeyBinding.Place) -> String {
        switch (place, self) {
        case (.picker, .submit): "take the row"
        case (.picker, .close), (.reader, .close): "close it"
        case (.picker, .lineUp): "the row above, round at the end"
        case (.picker, .lineDown): "the row below, round at the end"
        case (.picker, .copy): "copy the row's link or message"
        case (.reader, .lineUp): "a row up"
        case (.reader, .lineDown): "a row down"
        case (.picker, .pageUp), (.reader, .pageUp): "a page up"
        case (.picker, .pageDown), (.reader, .pageDown): "a page down"
        case (.reader, .oldest): "to the top"
        case (.reader, .newest): "to the end"
        case (.reader, .search): "look for words"
        case (.reader, .hitNext): "the next row with the words"
        case (.reader, .hitPrevious): "the row before it with the words"
        case (.question, .close): "the answer that stands last"
        default: self.help
        }
    }
}
