package import Canvas

/// What a terminal has told about itself, asked or not.
package enum TerminalAnswer: Sendable, Equatable {
    /// DA1: it has answered all that was asked before.
    case attributes
    /// XTVERSION: name and version, such as `kitty(0.26.5)`.
    case version(String)
    /// It knows kitty's keyboard protocol.
    case keyboardProtocol
    /// DECRPM: whether it knows mode 2026.
    case synchronizedOutput(Bool)
    /// DECRPSS: whether a colour of 24 bits was kept as it was set.
    case directColor(Bool)
    /// OSC 11, or a report of a changed preference.
    case background(Background)
    /// CPR: columns of an emoji with a modifier. 2, or 4 where those of its scalars are added up.
    case emojiColumns(Int)

    /// All questions in one: XTVERSION, mode 2026, the keyboard's flags, the background, the colour
    /// that was just set, where the cursor is behind a hidden emoji, and, as every terminal answers
    /// it and in order, DA1.
    ///
    /// The emoji is in the second row, if there is one: `CSI 1;2R` is a key, too.
    static func questions(rows: Int) -> [UInt8] {
        let emoji = "\u{1B}[2;1H\u{1B}[8m👍🏽\u{1B}[6n\u{1B}[m\u{1B}[2;1H    "
        let all =
            "\u{1B}[>0q\u{1B}[?2026$p\u{1B}[?u\u{1B}]11;?\u{1B}\\"
            + "\u{1B}[48;2;1;2;3m\u{1B}P$qm\u{1B}\\\u{1B}[m" + (rows > 1 ? emoji : "") + "\u{1B}[c"
        return Array(all.utf8)
    }

    /// Reads a control sequence: what stood between `ESC [` and its last byte.
    init?(parameters: String, final: UInt8) {
        if Character(Unicode.Scalar(final)) == "R", parameters.hasPrefix("2;") {
            guard let column = UInt8(parameters.dropFirst(2)), column > 1 else { return nil }
            self = .emojiColumns(Int(column) - 1)
            return
        }
        guard parameters.first == "?" else { return nil }
        let rest = parameters.dropFirst()
        switch Character(Unicode.Scalar(final)) {
        case "c": self = .attributes
        case "u" where UInt8(rest) != nil: self = .keyboardProtocol
        // 0: unknown; 4: permanently off.
        case "y" where rest.hasPrefix("2026;"):
            self = .synchronizedOutput(!["2026;0$", "2026;4$"].contains(rest))
        case "n" where rest == "997;1": self = .background(.dark)
        case "n" where rest == "997;2": self = .background(.light)
        default: return nil
        }
    }

    /// Reads a control string.
    ///
    /// - Parameters:
    ///   - introducer: the byte after ESC: `]` or `P`.
    ///   - text: what stood between that and the string's end.
    init?(introducer: UInt8, text: String) {
        switch (Character(Unicode.Scalar(introducer)), text) {
        case ("]", _) where text.hasPrefix("11;"):
            guard let background = Self.background(text.dropFirst(3)) else { return nil }
            self = .background(background)
        case ("P", _) where text.hasPrefix(">|"): self = .version(String(text.dropFirst(2)))
        case ("P", _) where text.hasPrefix("1$r") && text.hasSuffix("m"):
            // `48:2::1:2:3`, `48:2:1:2:3` or `48;2;1;2;3`; after a reset, `0;`.
            let numbers = text.dropFirst(3).dropLast().split { $0 == ";" || $0 == ":" }
            let wanted: [Substring] = ["48", "2", "1", "2", "3"]
            self = .directColor(Array(numbers.suffix(wanted.count)) == wanted)
        default: return nil
        }
    }

    /// Reads `rgb:RRRR/GGGG/BBBB`, one to four digits a channel; `rgba:` has one more channel.
    private static func background(_ text: Substring) -> Background? {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, ["rgb", "rgba"].contains(parts[0]) else { return nil }
        let channels = parts[1].split(separator: "/").map { digits -> Double? in
            guard (1...4).contains(digits.utf8.count), let value = UInt16(digits, radix: 16) else {
                return nil
            }
            return Double(value) / Double((1 << (4 * digits.utf8.count)) - 1)
        }
        guard channels.count >= 3, let red = channels[0], let green = channels[1],
            let blue = channels[2]
        else { return nil }
        return Background(red: red, green: green, blue: blue)
    }
}
