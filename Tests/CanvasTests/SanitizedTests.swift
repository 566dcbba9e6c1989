import Canvas
import Testing
import Units

struct SanitizedTests {
    @Test(arguments: [
        ("plain text", "plain text"),
        ("\u{1B}[2J", #"\u{1B}[2J"#),
        ("a\u{7F}\u{9B}b", #"a\u{7F}\u{9B}b"#),
        ("a\r\nb", #"a\r\nb"#),
        ("a\tb", "a    b"),
        ("gpj\u{202E}.exe", #"gpj\u{202E}.exe"#),
        ("\u{2066}x\u{2069}", #"\u{2066}x\u{2069}"#),
        ("a\u{2028}b", #"a\u{2028}b"#),
        ("ad\u{200B}min", #"ad\u{200B}min"#),
        ("\u{FEFF}", #"\u{FEFF}"#),
        ("\u{E0041}", #"\u{E0041}"#),
        ("\u{301}x", "\u{25CC}\u{301}x"),
        ("grüße 漢字 👩‍👩‍👧 👍🏽 🇩🇪", "grüße 漢字 👩‍👩‍👧 👍🏽 🇩🇪"),
    ])
    func showsWhatCannotBeSeen(remote: String, shown: String) {
        let sanitized = Sanitized(remote: remote)
        #expect(sanitized.text == shown)
        #expect(Sanitized(remote: sanitized.text) == sanitized)
    }

    @Test func keepsEightMarksOfFourThousand() {
        let sanitized = Sanitized(remote: "a" + String(repeating: "\u{301}", count: 4096) + "b")
        #expect(sanitized.text.unicodeScalars.count == 10)
        #expect(sanitized.width == 2)
    }

    @Test func isAlwaysCleanWhateverComes() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<2000 {
            let sanitized = Sanitized(remote: Hostile.text(using: &random))
            #expect(!sanitized.text.unicodeScalars.contains(where: Hostile.isForbidden))
        }
    }

    @Test func interpolationCleansToo() {
        let name = Sanitized(remote: "x\u{1B}")
        #expect(("\(name) has \(3)" as Sanitized).text == #"x\u{1B} has 3"#)
    }

    @Test func truncatesPadsAndWrapsByColumns() {
        #expect(Sanitized("hello world").truncated(to: 6).text == "hello…")
        #expect(Sanitized("漢字漢字").truncated(to: 4).text == "漢…")
        #expect(Sanitized("ab").padded(to: 4, alignRight: true).text == "  ab")
        #expect(Sanitized("one two three").wrapped(to: 8).map(\.text) == ["one two ", "three"])
        #expect(Sanitized("abcdefgh").wrapped(to: 3).map(\.text) == ["abc", "def", "gh"])
        #expect(Sanitized("").wrapped(to: 3).map(\.text) == [""])
        #expect(Sanitized("漢").wrapped(to: 0).count == 1)
    }
}

/// Text that wants to do harm.
enum Hostile {
    private static let scalars: [ClosedRange<UInt32>] = [
        0x0...0x20, 0x20...0x7E, 0x7F...0x9F, 0x300...0x36F, 0x200B...0x200F, 0x2028...0x202E,
        0x2060...0x206F, 0x1100...0x11FF, 0x900...0x97F, 0x4E00...0x4E20, 0x1F1E6...0x1F1FF,
        0x1F3FB...0x1F3FF, 0x1F600...0x1F64F, 0xFE00...0xFE0F, 0xE0000...0xE007F, 0x600...0x61F,
        0xFFF0...0xFFFF, 0x10FFF0...0x10FFFF,
    ]

    static func text(using random: inout SeededRandom) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            let range = self.scalars[Int.random(in: 0..<self.scalars.count, using: &random)]
            let value = UInt32.random(in: range, using: &random)
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        return String(text)
    }

    static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E,
            0x2060...0x206F, 0xFEFF, 0xE0000...0xE007F:
            true
        default: false
        }
    }
}
