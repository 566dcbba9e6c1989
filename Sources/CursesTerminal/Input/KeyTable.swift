internal import Canvas

/// The sequences that terminals send for keys: those of xterm, which terminals have agreed on, and the
/// deviations of rxvt and Linux' console.
enum KeyTable {
    /// A byte below 0x80 that isn't the escape.
    static func ascii(_ byte: UInt8) -> Key {
        switch byte {
        case 0x0D, 0x0A: return "enter"
        case 0x09: return "tab"
        case 0x08, 0x7F: return "backspace"
        case 0x00: return "ctrl+space"
        case 0x1B: return "escape"
        case 0x01..<0x1B: return Self.control(byte + 0x60)
        case 0x1C..<0x20: return Self.control(byte + 0x40)
        default: return Key(character: Character(Unicode.Scalar(byte)))
        }
    }

    private static func control(_ byte: UInt8) -> Key {
        Key(.character(Character(Unicode.Scalar(byte))), .control)
    }

    /// The byte after ESC O: keys in application mode, F1 to F4.
    static func singleShift(_ byte: UInt8) -> Key? {
        if byte == 0x4D { return "enter" }
        return self.letters[byte].map { Key($0) }
    }

    /// A sequence after ESC [: its parameters and last byte.
    static func sequence(_ parameters: String, _ final: UInt8) -> Key? {
        if final == 0x5A { return parameters.isEmpty || parameters == "1;2" ? "backtab" : nil }
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false)
            .map { UInt8($0) }
        guard numbers.count <= 2 else { return nil }
        guard let modifiers = self.modifiers(numbers.count == 2 ? numbers[1] : 1) else {
            return nil
        }
        if let code = self.letters[final] {
            guard parameters.isEmpty || numbers[0] == 1 else { return nil }
            return Key(code, modifiers)
        }
        guard let number = numbers.first ?? nil else { return nil }
        switch final {
        case 0x7E: return self.numbers[number].map { Key($0, modifiers) }
        // rxvt: shift, control, both.
        case 0x24: return self.numbers[number].map { Key($0, .shift) }
        case 0x5E: return self.numbers[number].map { Key($0, .control) }
        case 0x40: return self.numbers[number].map { Key($0, [.shift, .control]) }
        // Kitty's and xterm's way of telling a character's key.
        case 0x75: return self.character(number, modifiers)
        default: return nil
        }
    }

    /// xterm's number: 1, plus 1 for shift, 2 for Alt, 4 for control, 8 for meta.
    private static func modifiers(_ number: UInt8?) -> Key.Modifiers? {
        guard let number, (1...16).contains(number) else { return nil }
        var modifiers: Key.Modifiers = []
        if (number - 1) & 1 != 0 { modifiers.insert(.shift) }
        if (number - 1) & 10 != 0 { modifiers.insert(.alt) }
        if (number - 1) & 4 != 0 { modifiers.insert(.control) }
        return modifiers
    }

    private static func character(_ number: UInt8, _ modifiers: Key.Modifiers) -> Key? {
        switch number {
        case 0x1B: return Key(.named(.escape), modifiers)
        case 0x20...0x7E:
            return Key(.character(Character(Unicode.Scalar(number))), modifiers)
        case 0x08, 0x09, 0x0D, 0x7F: return Key(self.ascii(number).code, modifiers)
        default: return nil
        }
    }

    private static let letters: [UInt8: Key.Code] = [
        0x41: .named(.up), 0x42: .named(.down), 0x43: .named(.right), 0x44: .named(.left),
        0x46: .named(.end), 0x48: .named(.home), 0x50: .function(1), 0x51: .function(2),
        0x52: .function(3), 0x53: .function(4),
    ]

    private static let numbers: [UInt8: Key.Code] = [
        1: .named(.home), 2: .named(.insert), 3: .named(.delete), 4: .named(.end),
        5: .named(.pageup), 6: .named(.pagedown), 7: .named(.home), 8: .named(.end),
        11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4),
        15: .function(5), 17: .function(6), 18: .function(7), 19: .function(8),
        20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
        25: .function(13), 26: .function(14), 28: .function(15), 29: .function(16),
        31: .function(17), 32: .function(18), 33: .function(19), 34: .function(20),
    ]
}
