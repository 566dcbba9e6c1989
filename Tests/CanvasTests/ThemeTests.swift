import Canvas
import Foundation
import Testing

struct ThemeTests {
    private static let files = ["default", "light", "high-contrast"]

    private static func entries(_ name: String) throws -> [String: String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "Themes/\(name).toml")
        return TOMLSubset.entries(try String(contentsOf: file, encoding: .utf8))
    }

    private static func theme(_ name: String) throws -> Theme {
        var parents: [String: [String: String]] = [:]
        for file in self.files { parents[file] = try self.entries(file) }
        return try Theme(name: name, entries: try self.entries(name), parents: parents)
    }

    @Test func theStandardThemeIsTheFile() throws {
        #expect(try Self.entries("default") == Theme.standardEntries)
        #expect(try Self.theme("default") == Theme.standard)
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

    /// WCAG 2: text of ordinary size needs 4.5 to 1.
    @Test(arguments: [("default", 0.0), ("light", 1.0), ("high-contrast", 0.0)])
    func namesCanBeReadOnTheirBackground(name: String, background: Double) throws {
        let theme = try Self.theme(name)
        for style in StyleName.people {
            guard case .rgb(let red, let green, let blue) = theme[style].foreground else {
                Issue.record("\(style) has no colour")
                continue
            }
            let luminance = Self.luminance(red, green, blue)
            let (light, dark) = (max(luminance, background), min(luminance, background))
            #expect((light + 0.05) / (dark + 0.05) >= 4.5, "\(name) \(style)")
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
        (["list.chta": "accent"], ThemeError.unknownKey("list.chta")),
        (["list.chat": "pink"], .unknownWord(key: "list.chat", word: "pink")),
        (["palette.x": "#12345 1 1"], .malformedColor(key: "palette.x", value: "#12345 1 1")),
        (["palette.x": "#+12345 1 1"], .malformedColor(key: "palette.x", value: "#+12345 1 1")),
        (["palette.x": "#123456 256 1"], .malformedColor(key: "palette.x", value: "#123456 256 1")),
        (["inherits": "nowhere"], .unknownTheme(inherits: "nowhere")),
        (["inherits": "mine"], .unknownTheme(inherits: "mine")),
    ])
    func refusesWhatItDoesNotKnow(entries: [String: String], error: ThemeError) {
        #expect(throws: error) { try Theme(name: "mine", entries: entries) }
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
