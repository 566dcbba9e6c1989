extension Theme {
    /// The files in `Themes/` as entries by name, which the program therefore does not need; a test
    /// compares them.
    public static let shippedEntries: [String: [String: String]] = [
        "dark": Self.standardEntries,
        "light": Self.lightEntries,
        "high-contrast": Self.highContrastEntries,
        "mono": Self.monoEntries,
    ]

    private static let lightEntries: [String: String] = [
        "inherits": "dark",
        "palette.accent": "#1f5fbf 25 4",
        "palette.grey": "#5c6370 241 8",
        "palette.rule": "#848a99 244 8",
        "palette.bar": "#e4e7ee 254 7",
        "palette.pale": "#20242e 235 0",
        "palette.green": "#1d6b2f 22 2",
        "palette.yellow": "#775600 58 3",
        "palette.orange": "#914400 94 3",
        "palette.red": "#b3261e 124 1",
        "palette.violet": "#7133b5 55 5",
        "palette.cyan": "#0b6470 23 6",
        "palette.rose": "#a0266b 125 5",
        "palette.ink": "#f7f8fb 231 15",
    ]

    private static let highContrastEntries: [String: String] = [
        "inherits": "dark",
        "palette.accent": "#8ab8ff 117 12",
        "palette.grey": "#ffffff 231 15",
        "palette.rule": "#ffffff 231 15",
        "palette.bar": "#000000 16 0",
        "palette.pale": "#ffffff 231 15",
        "palette.green": "#6cff6c 83 10",
        "palette.yellow": "#ffff5f 227 11",
        "palette.orange": "#ffb45f 215 11",
        "palette.red": "#ff8a8a 210 9",
        "palette.violet": "#e0b3ff 183 13",
        "palette.cyan": "#5fffff 87 14",
        "palette.rose": "#ffafd7 218 13",
        "palette.ink": "#000000 16 0",
        "screen.border": "rule bold",
        "message.time": "pale",
        "message.system": "pale italic",
        "message.pending": "yellow italic",
        "status.text": "pale on bar underline",
    ]

    private static let monoEntries: [String: String] = [
        "inherits": "dark",
        "colors": "none",
        "list.selected": "terminal reverse",
        "list.unread": "terminal bold",
        "list.conference": "terminal bold",
        "message.own": "terminal bold",
        "message.system": "terminal italic",
        "message.day": "terminal dim",
        "message.marker": "terminal bold",
        "message.pending": "terminal dim italic",
        "message.failed": "terminal bold reverse",
        "message.code": "terminal dim",
        "input.private": "terminal bold reverse",
        "input.hint": "terminal dim",
        "status.offline": "terminal on terminal bold underline",
        "status.lag": "terminal on terminal bold underline",
        "call.tile": "terminal",
        "call.name": "terminal reverse",
        "call.speaking": "terminal bold reverse",
        "call.muted": "terminal reverse",
        "call.recording": "terminal bold reverse",
        "overlay.text": "terminal",
        "overlay.title": "terminal bold",
        "overlay.key": "terminal bold",
        "overlay.border": "terminal",
        "overlay.dim": "terminal dim",
    ]
}
