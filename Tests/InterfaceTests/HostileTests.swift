import Canvas
import Interface
import Rooms
import Testing
import Units

/// Nothing that comes from outside leaves its field or acts on the terminal.
struct HostileTests {
    private static let texts = [
        "\u{1B}[2J\u{1B}]0;owned\u{07}", "\u{9B}31m", "\u{202E}gnp.exe", "a\u{200B}\u{2060}b",
        "a" + String(repeating: "\u{301}", count: 4096), String(repeating: "漢", count: 4096),
        String(repeating: "\u{1112}", count: 500), String(repeating: "👩‍", count: 300),
        "\u{E0041}\u{E007F}", "│" + String(repeating: "x", count: 300), "\r\r\r", "\n\n\n\n\n", "",
        "क" + String(repeating: "्ष", count: 200), "\u{2028}\u{2029}\u{85}",
    ]

    @Test(arguments: texts, [(80, 24), (40, 12), (200, 60)])
    func staysInItsField(text: String, size: (Int, Int)) {
        var screen = Screen.ready(size.0, size.1)
        let chat = ChatSummary(id: .team, kind: .group, title: text, members: [.alice])
        screen.send(.chats([chat, .bob]))
        screen.send(.line(.said(text, text, 1)))
        screen.send(.line(.line(.created(by: text, title: text), 2)))
        screen.send(.line(.line(.retitled(text, by: text), 3)))
        var line = ChatLine.said(text, text, 4)
        line.details = MessageDetails(replyTo: 2, forwardedFrom: text)
        line.details.reactions = [.init(text, count: 3, accounts: [text])]
        line.details.file = .init(name: text, size: .max)
        // Whatever of it can be a question and an answer.
        let short = String(
            text.unicodeScalars.prefix(100).filter { $0.properties.generalCategory != .control })
        line.details.poll = (try? Poll(short, options: [short, "no"])).map { PollTally($0) }
        line.details.poll?.voters = .max
        line.details.poll?.counts[0].votes = .max
        screen.send(.line(line))
        screen.send(.line(.said("bob", "https://example.org/" + text, 5)))
        screen.send(.transfer(TransferView(name: text, done: .max, size: 1, isUpload: true)))
        screen.send(.change(.by(text, .edited(2, text))))
        screen.send(.found([.said(text, text, 5)], words: text))
        check(screen)
        screen.keys("escape", "ctrl+up", "ctrl+up")
        screen.enter("/reply")
        screen.send(.notice(.error, text))
        screen.send(.connection(.offline(reason: text, retryIn: .seconds(1))))
        check(screen)
        var view = ConferenceView.meeting()
        view.audience.label = text
        view.participants[2].name = text
        screen.send(.joined(view))
        screen.send(.network(NetworkState(remark: text)))
        screen.send(.paste(text))
        check(screen)
        screen.keys("escape", "f1")
        check(screen)
        screen.keys("escape", "ctrl+u")
        screen.enter("/log")
        check(screen)
        screen.keys("escape", "f2")
        check(screen)
        for keys in ["alt+g", "alt+l", "alt+x", "alt+q", "ctrl+r"] as [Key] {
            screen.keys(keys)
            check(screen)
            screen.keys("escape")
        }
        screen.type("/file a")
        screen.keys("tab")
        screen.send(.files([text, "a" + text, "ab"], prefix: "a"))
        check(screen)
    }

    private func check(_ screen: Screen) {
        let canvas = screen.canvas
        expectWhole(canvas)
        for area in canvas.videos.map(\.area) { #expect(canvas.area.intersection(area) == area) }
        guard screen.columns >= 64 else { return }
        let list = min(max(18, screen.columns / 6), 32)
        for row in 1..<screen.rows - 2 {
            guard canvas.styles(at: row)[list] == Theme.standard[.screenBorder] else { continue }
            #expect(canvas[list, row].text == "│")
        }
    }
}

/// Every cell holds one clean grapheme, and every row is exactly full.
func expectWhole(_ canvas: Canvas, _ comment: Comment? = nil) {
    var broken = 0
    for row in 0..<canvas.rows {
        var column = 0
        while column < canvas.columns {
            let text = canvas[column, row].text
            let width = Grapheme.pieces(of: text).reduce(0) { $0 + $1.width }
            if !(1...2).contains(width) { broken += 1 }
            if width == 2, !canvas[column + 1, row].text.isEmpty { broken += 1 }
            let scalars = text.unicodeScalars
            if scalars.contains(where: isControl) || scalars.count > 17 { broken += 1 }
            column += max(1, width)
        }
        if column != canvas.columns { broken += 1 }
    }
    #expect(broken == 0, comment)
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
        0xE0000...0xE007F:
        true
    default: false
    }
}
