internal import Canvas
internal import Console
internal import CursesTerminal
internal import Foundation
public import Units

/// `themes`: which there are, and what they look like here.
public enum ThemeCommands {
    /// Lists all themes, or shows the one that is named.
    ///
    /// On a terminal each with a sample; elsewhere, and with `isPlain`, only their names.
    public static func show(
        _ given: GivenOptions, name: String?, isPlain: Bool,
    ) throws(Failure) {
        let environment = given.color.applied(to: ProcessInfo.processInfo.environment)
        let sources = try SettingsSources(given, environment: environment)
        let library = ThemeLibrary(sources.paths.themes)
        let names = name.map { [$0] } ?? library.names
        let depth = isPlain ? nil : Self.depth(environment)
        let chosen = sources.text("theme")
        var failure: Failure?
        for name in names {
            do throws(Failure) {
                let theme = try library.theme(name)
                guard let depth else {
                    Console.print(name)
                    continue
                }
                let isOwn = library.ownNames.contains(name)
                let notes = [isOwn ? "your own" : nil, chosen == name ? "chosen" : nil]
                Console.print(([name] + notes.compactMap(\.self)).joined(separator: ", "))
                for line in Self.sample(theme.reduced(to: depth)) { Console.print(line) }
            } catch {
                // The others are listed all the same.
                if let failure { failure.lines(of: "conclave").forEach(Console.complain) }
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// How many colours a sample may have; nil where it would be escape sequences in a file.
    private static func depth(_ environment: [String: String]) -> ColorDepth? {
        let isPossible = CursesTerminal.obstacle(environment: environment) == nil
        guard isPossible || CursesTerminal.isColorForced(environment) else { return nil }
        return CursesTerminal.depth(environment)
    }

    /// Words in the styles that they have in the interface.
    private static let rows: [[(Sanitized, StyleName)]] = [
        [
            ("12:01 ", .messageTime), ("ann", .name1), (" bob", .name2), (" cem", .name3),
            (" dag", .name4), (" eva", .name5), (" fay", .name6), (" gus", .name7),
            (" hal", .name8), (" somebody's words", .messageText), (" one's own", .messageOwn),
        ],
        [
            (" #chat ", .listChat), (" #chosen ", .listSelected), (" #unread ", .listUnread),
            (" #calling ", .listConference), (" sending ", .messagePending),
            (" failed ", .messageFailed), (" warning ", .noticeWarning), (" error ", .noticeError),
        ],
        [
            (" shared with #chat ", .statusShared), (" private to this meeting ", .statusPrivate),
            (" end to end ", .statusEncrypted), (" muted ", .statusMuted), (" slow ", .statusLag),
            (" REC ", .callRecording),
        ],
    ]

    private static func sample(_ theme: Theme) -> [String] {
        self.rows.map { row in
            "  "
                + row.map { CursesTerminal.line($0.0, in: theme[$0.1], depth: theme.depth) }
                .joined()
        }
    }
}
