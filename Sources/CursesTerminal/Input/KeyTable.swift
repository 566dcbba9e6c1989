internal import Canvas

/// The sequences that terminals send for keys: those of xterm, which terminals have agreed on, kitty's
/// protocol, and the deviations of rxvt and Linux' console.
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

    /// A sequence after ESC [: its parameters and last byte. Nil for what is no key.
    static func sequence(_ parameters: String, _ final: UInt8) -> Input? {
        guard let parameters = KeyParameters(parameters), let key = self.key(parameters, final)
        else {
            return nil
        }
        return parameters.isReleased ? .keyReleased(key) : .key(key)
    }

    private static func key(_ parameters: KeyParameters, _ final: UInt8) -> Key? {
        let (number, modifiers) = (parameters.number, parameters.modifiers)
        if final == 0x5A {
            return number == nil || parameters.isShiftedOnce ? "backtab" : nil
        }
        if let code = self.letters[final] {
            guard number == nil || number == 1 else { return nil }
            return Key(code, modifiers)
        }
        guard let number else { return nil }
        if final == 0x75 { return KittyKeys.key(number, parameters) }
        guard let code = UInt8(exactly: number).flatMap({ self.numbers[$0] }) else { return nil }
        switch final {
        case 0x7E: return Key(code, modifiers)
        // rxvt: shift, control, both.
        case 0x24: return Key(code, .shift)
        case 0x5E: return Key(code, .control)
        case 0x40: return Key(code, [.shift, .control])
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
