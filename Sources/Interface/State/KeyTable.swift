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
    public var deed: KeyDeed
    public var place: Place
}

/// All keys and what they do: what there is from the start, as a person has changed it.
public struct KeyTable: Sendable, Equatable {
    public static let standard = KeyTable()

    public private(set) var bindings: [KeyBinding]
    private var deeds: [Key: KeyDeed] = [:]
    private var callDeeds: [Key: KeyDeed] = [:]

    private init() {
        self.bindings = []
        for (place, rows) in Self.rows {
            for (deed, keys) in rows {
                self.bindings += keys.map { KeyBinding(key: $0, deed: deed, place: place) }
            }
        }
        self.index()
    }

    /// Binds a key anew; nothing frees it.
    ///
    /// A key that types a letter does something only where letters are not written: outside the
    /// line, in a conference.
    public mutating func bind(_ key: Key, to deed: KeyDeed?) {
        let place: KeyBinding.Place = key.typed == nil ? self.place(of: deed) : .call
        self.bindings.removeAll { $0.key == key }
        if let deed { self.bindings.append(KeyBinding(key: key, deed: deed, place: place)) }
        self.index()
    }

    /// The keys of a deed, those that were bound last at the end.
    func keys(of deed: KeyDeed) -> [Key] {
        self.bindings.filter { $0.deed == deed }.map(\.key)
    }

    /// What a key does where the person is.
    func deed(of key: Key, outsideLine: Bool) -> KeyDeed? {
        if outsideLine, let deed = self.callDeeds[key] { return deed }
        return self.deeds[key]
    }

    private func place(of deed: KeyDeed?) -> KeyBinding.Place {
        Self.rows.first { $0.rows.contains { $0.deed == deed } }?.place ?? .anywhere
    }

    private mutating func index() {
        let call = self.bindings.filter { $0.place == .call }.map { ($0.key, $0.deed) }
        let rest = self.bindings.filter { $0.place != .call }.map { ($0.key, $0.deed) }
        self.callDeeds = Dictionary(call) { $1 }
        self.deeds = Dictionary(rest) { $1 }
    }
}

/// What there is from the start.
extension KeyTable {
    private static let rows: [(place: KeyBinding.Place, rows: [(deed: KeyDeed, keys: [Key])])] = [
        (.anywhere, Self.deeds(Self.everywhere + Self.chats) + Self.commands),
        (.line, Self.deeds(Self.line)), (.call, Self.deeds(Self.call)),
    ]

    private static func deeds(
        _ rows: [(action: Action, keys: [Key])]
    ) -> [(deed: KeyDeed, keys: [Key])] {
        rows.map { (.action($0.action), $0.keys) }
    }

    /// What people do to messages and conferences; any other command can be put on a key too.
    private static let commands: [(deed: KeyDeed, keys: [Key])] = [
        (.command("/reply"), ["alt+r"]), (.command("/edit"), ["alt+e"]),
        (.command("/react"), ["alt+i"]), (.command("/search"), ["alt+s"]),
        (.command("/join"), ["alt+j"]), (.command("/hand"), ["alt+h"]),
    ]

    private static let everywhere: [(action: Action, keys: [Key])] = [
        (.help, ["f1"]), (.palette, ["alt+x"]), (.close, ["escape"]), (.interrupt, ["ctrl+c"]),
        (.redraw, ["ctrl+l"]), (.suspend, ["ctrl+z"]), (.microphone, ["alt+m"]),
        (.camera, ["alt+v"]), (.layout, ["f2"]), (.tile, ["f3"]), (.selfView, ["f4"]),
        (.roster, ["f5"]),
    ]

    private static let call: [(action: Action, keys: [Key])] = [
        (.microphone, ["m", "M"]), (.talk, ["space"]), (.camera, ["v", "V"]), (.help, ["?"]),
    ]

    private static let chats: [(action: Action, keys: [Key])] =
        [
            (.chatPrevious, ["ctrl+p", "alt+up"]), (.chatNext, ["ctrl+n", "alt+down"]),
            (.chatActive, ["alt+a"]), (.chatPicker, ["alt+g", "ctrl+g"]),
            (.peoplePicker, ["alt+q"]), (.search, ["ctrl+s"]), (.links, ["alt+l"]),
            (.copy, ["alt+c"]), (.choosePrevious, ["ctrl+up"]), (.chooseNext, ["ctrl+down"]),
            (.pageUp, ["pageup"]), (.pageDown, ["pagedown"]), (.oldest, ["ctrl+home"]),
            (.newest, ["ctrl+end"]), (.unread, ["alt+u"]), (.mention, ["alt+t"]),
            (.hitPrevious, ["alt+,"]), (.hitNext, ["alt+."]),
        ]
        + zip(Action.chats, 1...9).map { action, number in
            (action, [Key(.character(Character(String(number))), .alt)])
        }

    private static let line: [(action: Action, keys: [Key])] = [
        (.submit, ["enter"]), (.newLine, ["alt+enter", "shift+enter"]), (.complete, ["tab"]),
        (.completePrevious, ["backtab"]),
        (.lineUp, ["up"]), (.lineDown, ["down"]), (.historyPrevious, ["alt+p"]),
        (.historyNext, ["alt+n"]), (.historySearch, ["ctrl+r"]),
        (.lineStart, ["ctrl+a", "home"]), (.lineEnd, ["ctrl+e", "end"]),
        (.left, ["ctrl+b", "left"]), (.right, ["ctrl+f", "right"]),
        (.wordLeft, ["alt+b", "ctrl+left"]), (.wordRight, ["alt+f", "ctrl+right"]),
        (.deleteLeft, ["backspace", "ctrl+h"]), (.deleteRight, ["delete", "ctrl+d"]),
        (.killToEnd, ["ctrl+k"]), (.killToStart, ["ctrl+u"]),
        (.killWordLeft, ["ctrl+w", "alt+backspace"]), (.killWordRight, ["alt+d"]),
        (.yank, ["ctrl+y"]), (.yankPrevious, ["alt+y"]), (.transpose, ["ctrl+t"]),
        (.upperCase, ["alt+U"]), (.lowerCase, ["alt+L"]), (.capitalize, ["alt+C"]),
        (.undo, ["ctrl+_", "alt+z"]), (.redo, ["alt+Z"]),
    ]
}
