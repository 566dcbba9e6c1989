import Canvas
import CursesTerminal
import Testing
import Units

struct InputParserTests {
    private func inputs(_ text: String) -> [Input] {
        self.inputs(Array(text.utf8))
    }

    /// What bytes mean, however they are split, with all the time in the world between them.
    private func inputs(_ bytes: [UInt8]) -> [Input] {
        var whole = InputParser()
        var result = whole.parse(bytes, at: .start)
        result += whole.expire(at: .start + .seconds(20))
        for split in 0...bytes.count {
            var parser = InputParser()
            var parts = parser.parse(bytes[..<split], at: .start)
            parts += parser.expire(at: .start + .milliseconds(20))
            parts += parser.parse(bytes[split...], at: .start + .milliseconds(20))
            parts += parser.expire(at: .start + .seconds(20))
            #expect(parts == result, "split at \(split)")
        }
        return result
    }

    @Test(arguments: [
        ("a", "a"), ("X", "X"), (" ", "space"), ("ä", "ä"), ("漢", "漢"), ("😀", "😀"),
        ("\r", "enter"), ("\n", "enter"), ("\t", "tab"), ("\u{7F}", "backspace"),
        ("\u{0}", "ctrl+space"), ("\u{12}", "ctrl+r"), ("\u{3}", "ctrl+c"), ("\u{1C}", "ctrl+\\"),
        ("\u{1B}1", "alt+1"), ("\u{1B}a", "alt+a"), ("\u{1B}A", "alt+A"), ("\u{1B}ä", "alt+ä"),
        ("\u{1B}\r", "alt+enter"), ("\u{1B}\u{7F}", "alt+backspace"), ("\u{1B}", "escape"),
        ("\u{1B}[", "alt+["), ("\u{1B}O", "alt+O"), ("\u{1B}]", "alt+]"), ("\u{1B}P", "alt+P"),
        ("\u{1B}[A", "up"), ("\u{1B}OB", "down"), ("\u{1B}[1;3C", "alt+right"),
        ("\u{1B}[1;5D", "ctrl+left"), ("\u{1B}[1;2A", "shift+up"), ("\u{1B}[Z", "backtab"),
        ("\u{1B}[5~", "pageup"), ("\u{1B}[6;3~", "alt+pagedown"), ("\u{1B}[3~", "delete"),
        ("\u{1B}[H", "home"), ("\u{1B}[4~", "end"), ("\u{1B}[7^", "ctrl+home"),
        ("\u{1B}OP", "f1"), ("\u{1B}[[A", "f1"), ("\u{1B}[[E", "f5"), ("\u{1B}[11~", "f1"),
        ("\u{1B}[24~", "f12"), ("\u{1B}[1;5S", "ctrl+f4"), ("\u{1B}[15;2~", "shift+f5"),
        ("\u{1B}[114;5u", "ctrl+r"), ("\u{1B}[27u", "escape"), ("\u{1B}[13;3u", "alt+enter"),
    ])
    func keysAreRecognisedHoweverTheyAreSplit(bytes: String, name: String) throws {
        let key = try #require(Key(name))
        #expect(self.inputs(bytes) == [.key(key)])
    }

    @Test func whatTheTerminalTellsIsNoKey() {
        #expect(self.inputs("\u{1B}[0n") == [.acknowledged])
        #expect(self.inputs("\u{1B}[I\u{1B}[O") == [.focus(true), .focus(false)])
        #expect(self.inputs("x\u{1B}[0ny") == [.key("x"), .acknowledged, .key("y")])
    }

    @Test(arguments: [
        "\u{1B}[?64;1;2c", "\u{1B}[>41;379;0c", "\u{1B}[?2026;2$y", "\u{1B}[24;80R",
        "\u{1B}P>|tmux 3.3a\u{1B}\\", "\u{1B}]10;rgb:0000/0000/0000\u{7}",
        "\u{1B}]11;?\u{1B}\\", "\u{1B}_Gi=31;OK\u{1B}\\", "\u{1B}[3n",
        "\u{1B}[<0;10;10;1M", "\u{1B}[99~", "\u{1B}[1;999A", "\u{1B}[200;200~",
        "\u{1B}P1$r0m\u{1B}\\",
    ])
    func lateAndUnknownAnswersAreSwallowed(answer: String) {
        #expect(self.inputs(answer) == [])
        #expect(self.inputs("a" + answer + "b") == [.key("a"), .key("b")])
    }

    @Test func aCutAnswerIsGivenUpAndNotTyped() {
        var parser = InputParser()
        #expect(parser.parse(Array("\u{1B}]11;rgb:00".utf8), at: .start) == [])
        #expect(parser.deadline == .start + .seconds(1))
        #expect(parser.expire(at: .start + .seconds(1)) == [])
        #expect(parser.parse(Array("a".utf8), at: .start + .seconds(2)) == [.key("a")])
    }

    @Test func escapeIsAKeyOnlyAfterItsLimit() {
        var parser = InputParser()
        #expect(parser.parse([0x1B], at: .start) == [])
        #expect(parser.deadline == .start + InputParser.escapeLimit)
        #expect(parser.expire(at: .start + .milliseconds(49)) == [])
        #expect(parser.expire(at: .start + .milliseconds(50)) == [.key("escape")])
        #expect(parser.deadline == nil)
        #expect(self.inputs("\u{1B}\u{1B}[A") == [.key("escape"), .key("up")])
        #expect(self.inputs("\u{1B}\u{1B}") == [.key("escape"), .key("escape")])
    }

    @Test func aPasteIsOneTextWhateverItHolds() {
        func pasted(_ text: String) -> [Input] {
            self.inputs("\u{1B}[200~" + text + "\u{1B}[201~")
        }
        #expect(pasted("hello") == [.paste("hello")])
        #expect(pasted("") == [])
        #expect(pasted("one\r\ntwo\rthree\n") == [.paste("one\ntwo\nthree\n")])
        #expect(pasted("漢字\tπ") == [.paste("漢字\tπ")])
        #expect(pasted("\u{1B}[31mred\u{1B}[0m\u{7}") == [.paste("[31mred[0m")])
        #expect(pasted("q\u{3}") + self.inputs("x") == [.paste("q"), .key("x")])
    }

    @Test func theEndOfAPasteInsideOneEndsIt() {
        // What follows is typed by the terminal, so nothing of the sequence itself is.
        let inputs = self.inputs("\u{1B}[200~a\u{1B}[201~b\u{1B}[201~")
        #expect(inputs == [.paste("a"), .key("b")])
    }

    @Test func aHugePasteIsCutAndWhatFollowsIsTyped() {
        var parser = InputParser()
        let limit = InputParser.pasteLimit.bytes
        var bytes = Array("\u{1B}[200~".utf8)
        bytes += [UInt8](repeating: 0x61, count: limit + 100_000)
        bytes += Array("\u{1B}[201~z".utf8)
        let inputs = parser.parse(bytes, at: .start)
        #expect(inputs == [.paste(String(repeating: "a", count: limit)), .key("z")])
    }

    @Test func aPasteWithoutEndIsDeliveredInTheEnd() {
        var parser = InputParser()
        #expect(parser.parse(Array("\u{1B}[200~abc".utf8), at: .start) == [])
        #expect(parser.expire(at: .start + .seconds(9)) == [])
        #expect(parser.expire(at: .start + .seconds(10)) == [.paste("abc")])
    }

    @Test func bytesThatAreNoTextAreDropped() {
        #expect(self.inputs([0xFF, 0xFE, 0x80, 0x61]) == [.key("a")])
        #expect(self.inputs([0xC2, 0x41]) == [.key("A")])
        #expect(self.inputs([0xE0, 0x80, 0x80, 0x62]) == [.key("b")])
        #expect(self.inputs([0xC2, 0x9B, 0x63]) == [.key("c")])
        #expect(self.inputs([0xED, 0xA0, 0x80]) == [])
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func aHostileTerminalTypesNothingAndBreaksNothing(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var parser = InputParser()
        let pieces = [
            "\u{1B}[", "\u{1B}]", "\u{1B}P", "\u{1B}_", "\u{1B}\\", "\u{7}", "\u{1B}", "<", "?",
            ">",
            ";", ":", "$", "0", "1", "3", "97", "65535", "4294967296", "99999999999999999999", "-1",
            "u", "M", "m", "y", "c", "n", "~", "A", "rgb:", "ff/", "11;", "1$r", ">|", "200", "201",
            "2026", "997", "\u{9B}", "\u{0}", "é", String(repeating: "9", count: 200),
            String(repeating: "x", count: 400),
        ]
        var now = Instant.start
        for _ in 0..<2000 {
            let piece = pieces.randomElement(using: &random) ?? ""
            for input in parser.parse(Array(piece.utf8), at: now) {
                switch input {
                case .key(let key), .keyReleased(let key): #expect(!key.description.isEmpty)
                case .mouse(let event): #expect(event.point.column >= 0 && event.point.row >= 0)
                case .paste(let text): #expect(!text.unicodeScalars.contains { $0.value == 0x1B })
                default: break
                }
            }
            #expect(parser.takeAnswers().count <= piece.utf8.count)
            now = now + .milliseconds(Int.random(in: 0...20, using: &random))
        }
        now = now + .seconds(20)
        _ = parser.expire(at: now)
        #expect(parser.parse([0x6B], at: now) == [.key("k")])
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func noiseNeverBreaksTheParser(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var parser = InputParser()
        var now = Instant.start
        let likely: [UInt8] = [0x1B, 0x5B, 0x4F, 0x5D, 0x50, 0x3B, 0x30, 0x32, 0x7E, 0x41, 0x6E]
        for _ in 0..<3000 {
            let byte =
                Bool.random(using: &random)
                ? likely.randomElement(using: &random) ?? 0
                : UInt8.random(in: 0...255, using: &random)
            for case .key(let key) in parser.parse([byte], at: now) {
                #expect(!key.description.isEmpty)
            }
            now = now + .milliseconds(Int.random(in: 0...80, using: &random))
            _ = parser.expire(at: now)
        }
        // Whatever came before, a pause makes the next key a key.
        now = now + .seconds(20)
        _ = parser.expire(at: now)
        #expect(parser.parse([0x6B], at: now) == [.key("k")])
    }
}
