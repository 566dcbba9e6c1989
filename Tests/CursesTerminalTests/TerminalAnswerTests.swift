import Canvas
import CursesTerminal
import Testing
import Units

struct TerminalAnswerTests {
    /// What bytes tell about the terminal, and what they give besides, however they are split.
    private func answers(_ text: String) -> (answers: [TerminalAnswer], inputs: [Input]) {
        let bytes = Array(text.utf8)
        var whole = InputParser()
        let inputs = whole.parse(bytes, at: .start)
        let answers = whole.takeAnswers()
        for split in 0...bytes.count {
            var parser = InputParser()
            var parts = parser.parse(bytes[..<split], at: .start)
            parts += parser.parse(bytes[split...], at: .start + .milliseconds(40))
            #expect(parts == inputs && parser.takeAnswers() == answers, "split at \(split)")
        }
        return (answers, inputs)
    }

    @Test(arguments: [
        ("\u{1B}[?62;4c", TerminalAnswer.attributes),
        ("\u{1B}P>|kitty(0.26.5)\u{1B}\\", .version("kitty(0.26.5)")),
        ("\u{1B}[?0u", .keyboardProtocol),
        ("\u{1B}[?2026;2$y", .synchronizedOutput(true)),
        ("\u{1B}[?2026;0$y", .synchronizedOutput(false)),
        ("\u{1B}P1$r0;48:2::1:2:3m\u{1B}\\", .directColor(true)),
        ("\u{1B}P1$r48:2:1:2:3m\u{1B}\\", .directColor(true)),
        ("\u{1B}P1$r0;48;2;1;2;3m\u{1B}\\", .directColor(true)),
        ("\u{1B}P1$r48;5;16m\u{1B}\\", .directColor(false)),
        ("\u{1B}P1$r0m\u{1B}\\", .directColor(false)),
        ("\u{1B}[2;3R", .emojiColumns(2)), ("\u{1B}[2;5R", .emojiColumns(4)),
    ])
    func answersAreUnderstoodAndNotTyped(bytes: String, answer: TerminalAnswer) {
        let result = self.answers("a" + bytes + "b")
        #expect(result.answers == [answer])
        #expect(result.inputs == [.key("a"), .key("b")])
    }

    @Test(arguments: [
        ("\u{1B}]11;rgb:0000/0000/0000\u{7}", Background.dark),
        ("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\", .light),
        ("\u{1B}]11;rgb:fd/f6/e3\u{1B}\\", .light),
        ("\u{1B}]11;rgb:0/2/3\u{7}", .dark),
        ("\u{1B}]11;rgba:1e1e/1e1e/1e1e/ffff\u{7}", .dark),
        ("\u{1B}[?997;1n", .dark), ("\u{1B}[?997;2n", .light),
    ])
    func theBackgroundIsTold(bytes: String, background: Background) {
        let result = self.answers(bytes)
        #expect(result.answers == [.background(background)])
        #expect(result.inputs == [.background(background)])
    }

    @Test(arguments: [
        "\u{1B}]11;rgb:00/00\u{7}", "\u{1B}]11;rgb:g/0/0\u{7}", "\u{1B}]11;rgb:00000/0/0\u{7}",
        "\u{1B}]11;cmyk:0/0/0\u{7}", "\u{1B}]11;\u{7}", "\u{1B}[?997;3n", "\u{1B}[?2027;2$y",
        "\u{1B}[?999u", "\u{1B}[2;1R", "\u{1B}[2;999999999999999999999R", "\u{1B}[3;3R",
        "\u{1B}P0$r\u{1B}\\", "\u{1B}P1+r524742\u{1B}\\",
        "\u{1B}_11;rgb:0/0/0\u{1B}\\",
        "\u{1B}]11;rgb:0/0/0" + String(repeating: "x", count: 300) + "\u{7}",
    ])
    func whatIsNoAnswerTellsNothing(bytes: String) {
        let result = self.answers(bytes)
        #expect(result.answers == [] && result.inputs == [])
    }
}

/// Where a terminal adds up the columns of an emoji's scalars, text behind it would be drawn over.
struct EmojiColumnsTests {
    @Test func anF3WithShiftIsNoAnswer() {
        var parser = InputParser()
        #expect(parser.parse(Array("\u{1B}[1;2R".utf8), at: .start) == [.key("shift+f3")])
        #expect(parser.takeAnswers() == [])
    }

    @Test func oneRowIsNotAsked() throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 1))
        let terminal = try CursesTerminal(
            environment: ["TERM": "xterm-256color"], input: pseudo.slave, output: pseudo.slave)
        pseudo.type("\u{1B}[?62;c")
        try terminal.startReading { _ in }
        #expect(!String(decoding: pseudo.output(), as: UTF8.self).contains("\u{1B}[6n"))
    }

    @Test(arguments: [
        ("👍🏽", "👍"), ("👨\u{200D}👩\u{200D}👧", "👨"), ("🏳\u{FE0F}\u{200D}🌈", "🏳\u{FE0F}"),
        ("🇩🇪", "🇩🇪"), ("1\u{FE0F}\u{20E3}", "1\u{FE0F}\u{20E3}"), ("❤\u{FE0F}", "❤\u{FE0F}"),
        ("e\u{301}", "e\u{301}"), ("र\u{940}", "र\u{940}"), ("漢", "漢"), ("a", "a"),
    ])
    func whatIsLeftOfAClusterAddsUpToTwoColumns(text: String, left: String) {
        #expect(ClusterTable.addingUpToTwo(text) == left)
    }

    @Test(arguments: [(2, "👍🏽"), (4, "👍")])
    func aTerminalThatAddsUpGetsTheFirstOfAnEmoji(columns: Int, sent: String) throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let terminal = try CursesTerminal(
            environment: ["TERM": "xterm-256color"], input: pseudo.slave, output: pseudo.slave)
        pseudo.type("\u{1B}[2;\(columns + 1)R\u{1B}[?62;c")
        try terminal.startReading { _ in }
        let asked = String(decoding: pseudo.output(), as: UTF8.self)
        #expect(asked.contains("\u{1B}[2;1H\u{1B}[8m👍🏽\u{1B}[6n"))
        var canvas = Canvas(columns: 20, rows: 5)
        canvas.put("a 👍🏽 b", at: Point(column: 0, row: 0), style: .plain)
        _ = try terminal.draw(canvas, at: .start)
        var model = TerminalModel(columns: 20, rows: 5)
        model.apply(pseudo.output())
        #expect(model[2, 0].text == sent)
        #expect(model[5, 0].text == "b" && model.mistakes == [])
    }
}

struct MouseAndReleaseTests {
    private func inputs(_ text: String) -> [Input] {
        var parser = InputParser()
        return parser.parse(Array(text.utf8), at: .start)
    }

    @Test(arguments: [
        ("<0;1;1M", MouseEvent(.press(.left), at: Point(column: 0, row: 0))),
        ("<0;1;1m", MouseEvent(.release(.left), at: Point(column: 0, row: 0))),
        ("<1;10;3M", MouseEvent(.press(.middle), at: Point(column: 9, row: 2))),
        ("<2;300;90M", MouseEvent(.press(.right), at: Point(column: 299, row: 89))),
        ("<32;4;5M", MouseEvent(.drag(.left), at: Point(column: 3, row: 4))),
        ("<64;4;5M", MouseEvent(.wheelUp, at: Point(column: 3, row: 4))),
        ("<65;4;5M", MouseEvent(.wheelDown, at: Point(column: 3, row: 4))),
        ("<67;4;5M", MouseEvent(.wheelRight, at: Point(column: 3, row: 4))),
        (
            "<28;4;5M",
            MouseEvent(.press(.left), at: Point(column: 3, row: 4), [.shift, .alt, .control])
        ),
        ("<81;4;5M", MouseEvent(.wheelDown, at: Point(column: 3, row: 4), .control)),
    ])
    func theMouseIsHeardOf(report: String, event: MouseEvent) {
        #expect(self.inputs("\u{1B}[" + report) == [.mouse(event)])
    }

    @Test(arguments: [
        "<3;1;1M", "<35;1;1M", "<0;0;1M", "<0;1M", "<128;1;1M", "<64;1;1m", "<;;M",
        "<0;99999;1M", "<-1;1;1M", "<4294967296;1;1M",
    ])
    func anImpossibleMouseIsPassedOver(report: String) {
        #expect(self.inputs("\u{1B}[" + report + "x") == [.key("x")])
    }

    @Test(arguments: [
        ("\u{1B}[32;1:3u", Input.keyReleased("space")),
        ("\u{1B}[109;1:3u", .keyReleased("m")),
        ("\u{1B}[97;5u", .key("ctrl+a")), ("\u{1B}[97;5:2u", .key("ctrl+a")),
        ("\u{1B}[97;5:3u", .keyReleased("ctrl+a")), ("\u{1B}[97;6u", .key("ctrl+a")),
        ("\u{1B}[97:65;4u", .key("alt+A")), ("\u{1B}[97;4u", .key("alt+A")),
        ("\u{1B}[47:63;4u", .key("alt+?")), ("\u{1B}[49:33;4u", .key("alt+!")),
        ("\u{1B}[1092::97;5u", .key("ctrl+a")), ("\u{1B}[1092;1:3u", .keyReleased("ф")),
        ("\u{1B}[97;69u", .key("ctrl+a")), ("\u{1B}[97;129u", .key("a")),
        ("\u{1B}[27;1:3u", .keyReleased("escape")), ("\u{1B}[9;2u", .key("backtab")),
        ("\u{1B}[13;2u", .key("shift+enter")), ("\u{1B}[1;1:3A", .keyReleased("up")),
        ("\u{1B}[5;3:3~", .keyReleased("alt+pageup")), ("\u{1B}[57399;129u", .key("0")),
        ("\u{1B}[57414u", .key("enter")), ("\u{1B}[57421u", .key("pageup")),
        ("\u{1B}[57376u", .key("f13")), ("\u{1B}[97;;97u", .key("a")),
    ])
    func keysOfTheKittyProtocolAreKeys(bytes: String, input: Input) {
        #expect(self.inputs(bytes) == [input])
    }

    @Test(arguments: [
        "\u{1B}[57441;2u", "\u{1B}[57358u", "\u{1B}[97;1:4u", "\u{1B}[97;0u", "\u{1B}[97;257u",
        "\u{1B}[1114112u", "\u{1B}[55296u", "\u{1B}[3u", "\u{1B}[155u", "\u{1B}[97;1;97;1u",
        "\u{1B}[99999999999u", "\u{1B}[97:65:97:1u", "\u{1B}[97;1:1:1u",
    ])
    func whatIsNoKeyOfItIsPassedOver(bytes: String) {
        #expect(self.inputs(bytes + "x") == [.key("x")])
    }
}
