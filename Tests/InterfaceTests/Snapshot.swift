import Canvas
import Foundation
import Interface

/// A screen as a file: its text, a letter for the look of every cell, and what the letters mean in
/// every theme.
struct Snapshot: Equatable {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Snapshots")

    /// The letters of looks, in the order in which a screen needs them.
    private static let letters = Array(
        ".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-*/=#%&@!?<>^~:;")

    let name: String
    let text: String

    init(_ screen: Screen, name: String) {
        self.name = name
        let themes = Theme.shipped.sorted { $0.key < $1.key }
        let canvases = themes.map { _, theme in
            var canvas = Canvas(columns: screen.columns, rows: screen.rows)
            screen.state.draw(into: &canvas, theme: theme)
            return canvas
        }
        var looks: [[Style]] = [Array(repeating: .plain, count: themes.count)]
        let rows = (0..<screen.rows).map { row in
            String(
                (0..<screen.columns).map { column in
                    let look = canvases.map { $0[column, row].style }
                    if let index = looks.firstIndex(of: look) { return Self.letters[index] }
                    looks.append(look)
                    return Self.letters[looks.count - 1]
                })
        }
        var lines = screen.picture.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        lines.append(String(repeating: "-", count: screen.columns))
        lines += rows
        for (index, theme) in themes.enumerated() {
            lines.append("-- \(theme.key)")
            for (letter, look) in zip(Self.letters, looks) {
                lines.append("\(letter) \(Self.words(look[index]))")
            }
        }
        for video in canvases[0].videos {
            let area = video.area
            lines.append(
                "picture \(video.source): \(area.columns)x\(area.rows)+\(area.column)+\(area.row)")
        }
        let cursor = canvases[0].cursor.map { "\($0.column),\($0.row)" } ?? "hidden"
        lines.append("cursor \(cursor)")
        self.text = lines.joined(separator: "\n") + "\n"
    }

    private var file: URL { Self.folder.appending(path: self.name + ".txt") }

    /// What was kept; nil if nothing was.
    var kept: String? { try? String(contentsOf: self.file, encoding: .utf8) }

    func keep() throws { try Data(self.text.utf8).write(to: self.file) }

    private static func words(_ style: Style) -> String {
        var words = [self.words(style.foreground)]
        if style.background != .terminal { words += ["on", self.words(style.background)] }
        let names: [(Attributes, String)] = [
            (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"),
            (.reverse, "reverse"),
        ]
        words += names.filter { style.attributes.contains($0.0) }.map(\.1)
        return words.joined(separator: " ")
    }

    private static func words(_ color: Color) -> String {
        switch color {
        case .terminal: "terminal"
        case .palette(let number): String(number)
        case .rgb(let red, let green, let blue):
            "#" + [red, green, blue].map { String(format: "%02x", $0) }.joined()
        }
    }
}
