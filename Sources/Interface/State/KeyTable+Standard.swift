internal import Canvas

/// What there is from the start.
extension KeyTable {
    static let standardBindings: [KeyBinding] = Self.rows.flatMap { place, rows in
        rows.flatMap { deed, keys in
            keys.map { KeyBinding(key: $0, deed: deed, place: place) }
        }
    }

    /// Of places with bindings of their own.
    static let standardDeeds: [KeyBinding.Place: [Key: KeyDeed]] = Dictionary(
        grouping: Self.standardBindings.filter { KeyBinding.Place.named.contains($0.place) },
        by: \.place
    ).mapValues(Self.deeds(of:))

    /// Of all others.
    static let generalDeeds = Self.deeds(
        of: Self.standardBindings.filter { !KeyBinding.Place.named.contains($0.place) })

    /// Whether a place has a binding of an action from the start.
    static func has(_ action: Action, in place: KeyBinding.Place) -> Bool {
        self.standardBindings.contains { $0.place == place && $0.deed == .action(action) }
    }

    private static func deeds(of bindings: [KeyBinding]) -> [Key: KeyDeed] {
        Dictionary(bindings.map { ($0.key, $0.deed) }) { $1 }
    }

    private static let rows: [(place: KeyBinding.Place, rows: [(deed: KeyDeed, keys: [Key])])] = [
        (.anywhere, Self.deeds(Self.everywhere + Self.chats) + Self.commands),
        (.line, Self.deeds(Self.line)), (.call, Self.deeds(Self.call)),
        (.poll, Self.deeds(Self.poll)), (.picker, Self.deeds(Self.picker)),
        (.reader, Self.deeds(Self.reader)), (.question, Self.deeds(Self.question)),
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
            (.chatLast, ["alt+/"]), (.chatActive, ["alt+a"]), (.chatPicker, ["alt+g", "ctrl+g"]),
            (.peoplePicker, ["alt+q"]), (.search, ["ctrl+s"]), (.links, ["alt+l"]),
            (.copy, ["alt+c"]), (.choosePrevious, ["ctrl+up"]), (.chooseNext, ["ctrl+down"]),
            (.mark, ["alt+k"]),
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

    /// The tenth choice of a poll is on the key behind the ninth.
    private static let poll: [(action: Action, keys: [Key])] =
        zip(Action.votes, 1...10).map { action, number in
            (action, [Key(.character(Character(String(number % 10))))])
        }

    private static let picker: [(action: Action, keys: [Key])] = [
        (.submit, ["enter"]), (.close, ["escape", "ctrl+g", "alt+g"]),
        (.lineUp, ["up", "ctrl+p", "alt+p", "ctrl+up", "alt+up", "backtab"]),
        (.lineDown, ["down", "ctrl+n", "alt+n", "ctrl+down", "alt+down", "tab", "ctrl+r"]),
        (.pageUp, ["pageup"]), (.pageDown, ["pagedown"]), (.copy, ["alt+c"]),
    ]

    private static let reader: [(action: Action, keys: [Key])] = [
        (.close, ["escape", "q", "?", "enter", "f1"]), (.lineUp, ["up", "k"]),
        (.lineDown, ["down", "j"]), (.pageUp, ["pageup"]), (.pageDown, ["pagedown", "space"]),
        (.oldest, ["home", "ctrl+home", "ctrl+a"]), (.newest, ["end", "ctrl+end", "ctrl+e"]),
        (.search, ["/"]), (.hitNext, ["n"]), (.hitPrevious, ["N"]),
    ]

    private static let question: [(action: Action, keys: [Key])] = [
        (.answerYes, ["y", "Y"]), (.answerNo, ["n", "N"]), (.answerLater, ["l", "L"]),
        (.answerKeep, ["k", "K"]), (.answerJoin, ["j", "J"]), (.answerThere, ["b", "B"]),
        (.answerDrop, ["d", "D"]), (.answerEdit, ["e", "E"]), (.close, ["escape"]),
    ]
}
