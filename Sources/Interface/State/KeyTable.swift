public import Canvas

/// What a key does.
public enum Action: Sendable, Hashable {
    case lineStart, lineEnd, left, right, wordLeft, wordRight
    case deleteLeft, deleteRight, killToEnd, killToStart, killWordLeft, killWordRight, yank
    case editPrevious, editNext, historyPrevious, historyNext, complete, newLine, submit
    case choosePrevious, chooseNext
    case chatPrevious, chatNext, chat(Int), chatActive
    case pageUp, pageDown, redraw, help, close, interrupt, suspend
    case microphone, camera, layout
}

/// One row of the table of keys.
public struct KeyBinding: Sendable, Hashable {
    /// Where it works.
    public enum Place: String, Sendable, Hashable, CaseIterable {
        case line = "in the line"
        case anywhere = "everywhere"
        /// In a conference, as long as the keys do not go to the line: after joining, and after
        /// Esc.
        case call = "in a conference, outside the line"
    }

    public var key: Key
    public var action: Action
    public var place: Place
    /// One line, lower-case, no full stop.
    public var help: String

    init(_ key: Key, _ action: Action, _ place: Place, _ help: String) {
        self.key = key
        self.action = action
        self.place = place
        self.help = help
    }
}

/// All keys: what they do and what help says of them.
public enum KeyTable {
    public static let all: [KeyBinding] = Self.everywhere + Self.call + Self.chats + Self.line

    /// The action of a key where the person is.
    static func action(of key: Key, outsideLine: Bool) -> Action? {
        if outsideLine, let action = self.callActions[key] { return action }
        return self.actions[key]
    }

    private static let callActions = Self.lookup(Self.call)
    private static let actions = Self.lookup(Self.everywhere + Self.chats + Self.line)

    private static func lookup(_ bindings: [KeyBinding]) -> [Key: Action] {
        Dictionary(bindings.map { ($0.key, $0.action) }) { first, _ in first }
    }

    private static let everywhere: [KeyBinding] = [
        KeyBinding("f1", .help, .anywhere, "help; also ? on an empty line"),
        KeyBinding(
            "escape", .close, .anywhere,
            "close what is on top, give up an edit or a choice; in a conference, leave the line"),
        KeyBinding(
            "ctrl+c", .interrupt, .anywhere,
            "clear the line; else leave the call or quit, asked first"),
        KeyBinding("ctrl+l", .redraw, .anywhere, "draw the screen anew"),
        KeyBinding("ctrl+z", .suspend, .anywhere, "stop the program; fg brings it back"),
        KeyBinding("alt+m", .microphone, .anywhere, "microphone on or off"),
        KeyBinding("alt+v", .camera, .anywhere, "camera on or off"),
        KeyBinding("f2", .layout, .anywhere, "conference and chat, conference only, chat only"),
    ]

    private static let call: [KeyBinding] = [
        KeyBinding("m", .microphone, .call, "microphone on or off"),
        KeyBinding("M", .microphone, .call, "microphone on or off"),
        KeyBinding("space", .microphone, .call, "microphone on or off"),
        KeyBinding("v", .camera, .call, "camera on or off"),
        KeyBinding("V", .camera, .call, "camera on or off"),
    ]

    private static let chats: [KeyBinding] =
        [
            KeyBinding("ctrl+p", .chatPrevious, .anywhere, "previous chat"),
            KeyBinding("ctrl+n", .chatNext, .anywhere, "next chat"),
            KeyBinding("alt+up", .chatPrevious, .anywhere, "previous chat"),
            KeyBinding("alt+down", .chatNext, .anywhere, "next chat"),
            KeyBinding("alt+a", .chatActive, .anywhere, "next chat with something unread"),
            KeyBinding("ctrl+up", .choosePrevious, .anywhere, "choose an older message"),
            KeyBinding("ctrl+down", .chooseNext, .anywhere, "choose a newer message"),
            KeyBinding("pageup", .pageUp, .anywhere, "older messages"),
            KeyBinding("pagedown", .pageDown, .anywhere, "newer messages"),
        ]
        + (1...9).map { number in
            let key = Key(.character(Character(String(number))), .alt)
            return KeyBinding(key, .chat(number), .anywhere, "chat \(number) of the list")
        }

    private static let line: [KeyBinding] = [
        KeyBinding("enter", .submit, .line, "send the line"),
        KeyBinding("alt+enter", .newLine, .line, "a line break in the message"),
        KeyBinding("tab", .complete, .line, "complete a command or a name"),
        KeyBinding(
            "up", .editPrevious, .line,
            "on an empty line, change your last message; else the line sent before"),
        KeyBinding("down", .editNext, .line, "the message or the line after"),
        KeyBinding("alt+p", .historyPrevious, .line, "the line sent before"),
        KeyBinding("alt+n", .historyNext, .line, "the line sent after"),
        KeyBinding("ctrl+a", .lineStart, .line, "to the start"),
        KeyBinding("home", .lineStart, .line, "to the start"),
        KeyBinding("ctrl+e", .lineEnd, .line, "to the end"),
        KeyBinding("end", .lineEnd, .line, "to the end"),
        KeyBinding("ctrl+b", .left, .line, "a character to the left"),
        KeyBinding("left", .left, .line, "a character to the left"),
        KeyBinding("ctrl+f", .right, .line, "a character to the right"),
        KeyBinding("right", .right, .line, "a character to the right"),
        KeyBinding("alt+b", .wordLeft, .line, "a word to the left"),
        KeyBinding("ctrl+left", .wordLeft, .line, "a word to the left"),
        KeyBinding("alt+f", .wordRight, .line, "a word to the right"),
        KeyBinding("ctrl+right", .wordRight, .line, "a word to the right"),
        KeyBinding("backspace", .deleteLeft, .line, "delete to the left"),
        KeyBinding("ctrl+h", .deleteLeft, .line, "delete to the left"),
        KeyBinding("delete", .deleteRight, .line, "delete under the cursor"),
        KeyBinding("ctrl+d", .deleteRight, .line, "delete under the cursor"),
        KeyBinding("ctrl+k", .killToEnd, .line, "cut to the end"),
        KeyBinding("ctrl+u", .killToStart, .line, "cut to the start"),
        KeyBinding("ctrl+w", .killWordLeft, .line, "cut the word to the left"),
        KeyBinding("alt+backspace", .killWordLeft, .line, "cut the word to the left"),
        KeyBinding("alt+d", .killWordRight, .line, "cut the word to the right"),
        KeyBinding("ctrl+y", .yank, .line, "paste what was cut"),
    ]
}
