public import Canvas

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
}

/// All keys and what they do: what there is from the start, as a person has changed it.
public struct KeyTable: Sendable, Equatable {
    public static let standard = KeyTable()

    public private(set) var bindings: [KeyBinding]
    private var actions: [Key: Action] = [:]
    private var callActions: [Key: Action] = [:]

    private init() {
        self.bindings = []
        for (place, rows) in Self.rows {
            for (action, keys) in rows {
                self.bindings += keys.map { KeyBinding(key: $0, action: action, place: place) }
            }
        }
        self.index()
    }

    /// Binds keys anew, in order; an action of nothing frees the key.
    ///
    /// A key that types a letter does something only where letters are not written: outside the
    /// line, in a conference.
    public mutating func bind(_ key: Key, to action: Action?) {
        let place: KeyBinding.Place = key.typed == nil ? self.place(of: action) : .call
        self.bindings.removeAll { $0.key == key }
        if let action { self.bindings.append(KeyBinding(key: key, action: action, place: place)) }
        self.index()
    }

    /// The keys of an action, those that were bound last at the end.
    func keys(of action: Action) -> [Key] {
        self.bindings.filter { $0.action == action }.map(\.key)
    }

    /// The action of a key where the person is.
    func action(of key: Key, outsideLine: Bool) -> Action? {
        if outsideLine, let action = self.callActions[key] { return action }
        return self.actions[key]
    }

    private func place(of action: Action?) -> KeyBinding.Place {
        Self.rows.first { $0.rows.contains { $0.action == action } }?.place ?? .anywhere
    }

    private mutating func index() {
        let call = self.bindings.filter { $0.place == .call }.map { ($0.key, $0.action) }
        let rest = self.bindings.filter { $0.place != .call }.map { ($0.key, $0.action) }
        self.callActions = Dictionary(call) { $1 }
        self.actions = Dictionary(rest) { $1 }
    }
}

/// What there is from the start.
extension KeyTable {
    private typealias Row = (action: Action, keys: [Key])

    private static let rows: [(place: KeyBinding.Place, rows: [Row])] = [
        (.anywhere, Self.everywhere + Self.chats), (.line, Self.line), (.call, Self.call),
    ]

    private static let everywhere: [Row] = [
        (.help, ["f1"]), (.palette, ["alt+x"]), (.close, ["escape"]), (.interrupt, ["ctrl+c"]),
        (.redraw, ["ctrl+l"]), (.suspend, ["ctrl+z"]), (.microphone, ["alt+m"]),
        (.camera, ["alt+v"]), (.layout, ["f2"]), (.tile, ["f3"]), (.selfView, ["f4"]),
        (.roster, ["f5"]),
    ]

    private static let call: [Row] = [
        (.microphone, ["m", "M"]), (.talk, ["space"]), (.camera, ["v", "V"]),
    ]

    private static let chats: [Row] =
        [
            (.chatPrevious, ["ctrl+p", "alt+up"]), (.chatNext, ["ctrl+n", "alt+down"]),
            (.chatActive, ["alt+a"]), (.chatPicker, ["alt+g", "ctrl+g"]),
            (.peoplePicker, ["alt+q"]), (.search, ["ctrl+s"]), (.links, ["alt+l"]),
            (.copy, ["alt+c"]), (.choosePrevious, ["ctrl+up"]), (.chooseNext, ["ctrl+down"]),
            (.pageUp, ["pageup"]), (.pageDown, ["pagedown"]), (.oldest, ["ctrl+home"]),
            (.newest, ["ctrl+end"]), (.unread, ["alt+u"]),
        ]
        + zip(Action.chats, 1...9).map { action, number in
            (action, [Key(.character(Character(String(number))), .alt)])
        }

    private static let line: [Row] = [
        (.submit, ["enter"]), (.newLine, ["alt+enter"]), (.complete, ["tab"]),
        (.completePrevious, ["backtab"]),
        (.lineUp, ["up"]), (.lineDown, ["down"]), (.historyPrevious, ["alt+p"]),
        (.historyNext, ["alt+n"]), (.historySearch, ["ctrl+r"]),
        (.lineStart, ["ctrl+a", "home"]), (.lineEnd, ["ctrl+e", "end"]),
        (.left, ["ctrl+b", "left"]), (.right, ["ctrl+f", "right"]),
        (.wordLeft, ["alt+b", "ctrl+left"]), (.wordRight, ["alt+f", "ctrl+right"]),
        (.deleteLeft, ["backspace", "ctrl+h"]), (.deleteRight, ["delete", "ctrl+d"]),
        (.killToEnd, ["ctrl+k"]), (.killToStart, ["ctrl+u"]),
        (.killWordLeft, ["ctrl+w", "alt+backspace"]), (.killWordRight, ["alt+d"]),
        (.yank, ["ctrl+y"]), (.undo, ["ctrl+_", "alt+z"]), (.redo, ["alt+r"]),
    ]
}
