import Canvas
import Foundation
import Testing

struct ThemeTests {
    private static let files = ["dark", "high-contrast", "light", "mono"]

    private static func entries(_ name: String) throws -> [String: String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "Themes/\(name).toml")
        return TOMLSubset.entries(try String(contentsOf: file, encoding: .utf8))
    }

    private static func theme(_ name: String) throws -> Theme {
        try #require(Theme.shipped[name])
    }

    @Test(arguments: files) func whatIsShippedIsTheFile(name: String) throws {
        #expect(try Self.entries(name) == Theme.shippedEntries[name])
        #expect(Theme.shippedEntries.keys.sorted() == Self.files)
        #expect(Theme.standard == Theme.shipped["dark"])
    }

    @Test func everyFileInTheFolderIsKnownHere() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Themes")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(names) == Set(Self.files.map { $0 + ".toml" }))
    }

    @Test(arguments: files) func loads(name: String) throws {
        let theme = try Self.theme(name)
        for depth in ColorDepth.allCases {
            for style in StyleName.allCases {
                let colors = [
                    theme.reduced(to: depth)[style].foreground,
                    theme.reduced(to: depth)[style].background,
                ]
                for color in colors { #expect(color.fits(depth)) }
            }
        }
    }

    @Test func namesEveryStyle() {
        for style in StyleName.allCases { #expect(Theme.standardEntries[style.rawValue] != nil) }
    }

    /// The background that a theme is made for, as terminals have it: at its best and at its worst.
    private static let backgrounds: [String: [Color]] = [
        "dark": [.rgb(0, 0, 0), .rgb(0x1E, 0x1E, 0x2E)],
        "high-contrast": [.rgb(0, 0, 0), .rgb(0x1E, 0x1E, 0x2E)],
        "light": [.rgb(255, 255, 255), .rgb(0xFD, 0xF6, 0xE3)],
    ]

    /// WCAG 2: text of ordinary size needs 4.5 to 1, lines and what is only a help 3 to 1; AAA 7 to 1.
    @Test(
        arguments: ["dark", "high-contrast", "light"], [ColorDepth.truecolor, .twoHundredFiftySix])
    func everyStyleCanBeReadOnItsBackground(name: String, depth: ColorDepth) throws {
        let theme = try Self.theme(name).reduced(to: depth)
        for style in StyleName.allCases where theme[style].foreground != .terminal {
            let isDim = ["border", "dim", "hint"].contains(
                style.rawValue.split(separator: ".").last)
            let needed = name == "high-contrast" ? 7 : isDim ? 3 : 4.5
            let own = theme[style].background
            for ground in own == .terminal ? try #require(Self.backgrounds[name]) : [own] {
                let ratio = Self.ratio(theme[style].foreground, ground)
                #expect(ratio >= needed, "\(name) \(style) on \(ground)")
            }
        }
    }

    @Test func monoHasNoColourAtAnyDepth() throws {
        for depth in ColorDepth.allCases {
            let theme = try Self.theme("mono").reduced(to: depth)
            for style in StyleName.allCases {
                #expect(
                    theme[style].foreground == .terminal && theme[style].background == .terminal)
            }
            for (one, other) in [
                (StyleName.inputShared, StyleName.inputPrivate), (.listUnread, .listChat),
                (.messagePending, .messageText), (.messageFailed, .messageText),
                (.callSpeaking, .callName), (.listSelected, .listChat),
            ] {
                #expect(theme[one] != theme[other], "\(one) looks like \(other)")
            }
        }
    }

    /// What stands beside each other in a list over the screen is on one ground, reversed or not.
    @Test(arguments: files, ColorDepth.allCases)
    func whatLiesOverTheScreenHasOneGround(name: String, depth: ColorDepth) throws {
        let theme = try Self.theme(name).reduced(to: depth)
        let ground = theme[.overlayText]
        for style in [StyleName.overlayTitle, .overlayKey, .overlayBorder, .overlayDim] {
            #expect(theme[style].background == ground.background, "\(style)")
            #expect(
                theme[style].attributes.contains(.reverse) == ground.attributes.contains(.reverse),
                "\(style)")
        }
    }

    /// The mark of what was chosen has blanks beside it.
    @Test func monoUnderlinesNoBlanks() throws {
        #expect(!(try Self.theme("mono"))[.messageMarker].attributes.contains(.underline))
    }

    @Test func whatTheTerminalSaysChoosesAmongThem() {
        #expect(Theme.name(for: nil, .truecolor) == "dark")
        #expect(Theme.name(for: .dark, .sixteen) == "dark")
        #expect(Theme.name(for: .light, .twoHundredFiftySix) == "light")
        #expect(Theme.name(for: .light, .monochrome) == "mono")
    }

    private static func ratio(_ one: Color, _ other: Color) -> Double {
        let (a, b) = (self.luminance(one), self.luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private static func luminance(_ color: Color) -> Double {
        switch color {
        case .rgb(let red, let green, let blue): return self.luminance(red, green, blue)
        // The 6 × 6 × 6 cube and the greys; the first 16 are the person's own.
        case .palette(let index) where index >= 232:
            let level = 8 + 10 * (index - 232)
            return self.luminance(level, level, level)
        case .palette(let index):
            let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
            let place = Int(max(index, 16)) - 16
            return self.luminance(levels[place / 36], levels[place / 6 % 6], levels[place % 6])
        case .terminal: return 0
        }
    }

    private static func luminance(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Double {
        let linear = [red, green, blue].map { component in
            let value = Double(component) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    @Test(arguments: [
        (["list.chta": "accent"], ThemeError.unknownKey("list.chta", nearest: "list.chat")),
        (["color": "none"], .unknownKey("color", nearest: "colors")),
        (["colors": "few"], .malformedColors("few")),
        (
            ["list.chat": "accnt"],
            .unknownWord(key: "list.chat", word: "accnt", nearest: "accent")
        ),
        (["palette.x": "#12345 1 1"], .malformedColor(key: "palette.x", value: "#12345 1 1")),
        (["palette.x": "#+12345 1 1"], .malformedColor(key: "palette.x", value: "#+12345 1 1")),
        (["palette.x": "#123456 256 1"], .malformedColor(key: "palette.x", value: "#123456 256 1")),
        (["inherits": "drak"], .unknownTheme(inherits: "drak", nearest: "dark")),
        (["inherits": "mine"], .unknownTheme(inherits: "mine", nearest: "mono")),
    ])
    func refusesWhatItDoesNotKnow(entries: [String: String], error: ThemeError) {
        #expect(throws: error) { try Theme(name: "mine", entries: entries) }
    }

    @Test func onesOwnMayInheritFromTheShippedOneOfItsNameButNotFromItself() throws {
        let own = ["inherits": "light", "list.chat": "red"]
        let theme = try Theme(name: "light", entries: own)
        #expect(theme[.listChat].foreground == Theme.shipped["light"]?[.messageMarker].foreground)
        #expect(throws: ThemeError.inheritsItself("light")) {
            try Theme(name: "light", entries: own, parents: ["light": own])
        }
    }

    @Test func everyMistakeIsToldInASentence() {
        let errors: [ThemeError] = [
            .unknownKey("list.chta", nearest: "list.chat"),
            .unknownTheme(inherits: "drak", nearest: "dark"), .inheritsItself("mine"),
            .malformedColor(key: "palette.x", value: "#12 1 1"),
            .unknownWord(key: "list.chat", word: "accnt", nearest: "accent"),
            .malformedColors("few"),
        ]
        #expect(
            errors.map(\.sentence) == [
                "there is no theme key 'list.chta'; the nearest is 'list.chat'",
                "there is no theme 'drak' to inherit from; the nearest is 'dark'",
                "the theme 'mine' inherits from itself",
                "the colour '#12 1 1' of 'palette.x' is not '#rrggbb 0…255 0…15'",
                "'accnt' of 'list.chat' is no attribute and not in the palette; the nearest is 'accent'",
                "'colors' is 'all' or 'none', not 'few'",
            ])
        #expect(
            errors.map(\.key) == [
                "list.chta", "inherits", "inherits", "palette.x", "list.chat", "colors",
            ])
    }

    @Test func aPaletteEntryChangesWhatInheritsIt() throws {
        let theme = try Theme(name: "mine", entries: ["palette.accent": "#010203 4 5"])
        #expect(theme[.name1].foreground == .rgb(1, 2, 3))
        #expect(theme.reduced(to: .twoHundredFiftySix)[.name1].foreground == .palette(4))
        #expect(theme.reduced(to: .sixteen)[.name1].foreground == .palette(5))
        #expect(theme.reduced(to: .monochrome)[.name1].foreground == .terminal)
        #expect(theme.reduced(to: .monochrome)[.statusText].attributes.contains(.reverse))
    }

    @Test func aNameKeepsItsColour() {
        #expect(StyleName.person("alice") == StyleName.person("alice"))
        let names = (0..<100).map { StyleName.person("user\($0)") }
        #expect(Set(names).count == StyleName.people.count)
    }
}

extension Color {
    fileprivate func fits(_ depth: ColorDepth) -> Bool {
        switch (self, depth) {
        case (.terminal, _), (.rgb, .truecolor), (.palette, .twoHundredFiftySix): true
        case (.palette(let number), .sixteen): number < 16
        default: false
        }
    }
}

/// The part of TOML that themes are written in: tables and strings.
private enum TOMLSubset {
    static func entries(_ text: String) -> [String: String] {
        var table = ""
        var entries: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("["), line.hasSuffix("]") {
                table = line.dropFirst().dropLast() + "."
            } else {
                let parts = line.split(separator: " = \"", maxSplits: 1)
                entries[table + parts[0]] = String(parts[1].dropLast())
            }
        }
        return entries
    }
}
