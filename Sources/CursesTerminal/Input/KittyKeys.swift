internal import Canvas

/// Keys as code points, the `CSI … u` of kitty's protocol (and of xterm's `formatOtherKeys`).
///
/// https://sw.kovidgoyal.net/kitty/keyboard-protocol/
enum KittyKeys {
    /// Flags that are set: 1, unambiguous escape codes; 2, releases; 4, what a key gives with shift and
    /// on an English keyboard. Typed text still comes as text.
    static let push = Array("\u{1B}[>7u".utf8)
    static let pop = Array("\u{1B}[<u".utf8)

    static func key(_ number: UInt32, _ parameters: KeyParameters) -> Key? {
        switch number {
        case 0x1B: return Key(.named(.escape), parameters.modifiers)
        case 0x08, 0x09, 0x0D, 0x7F:
            return Key(KeyTable.ascii(UInt8(number)).code, parameters.modifiers)
        case 57376...57387: return Key(.function(UInt8(number - 57363)), parameters.modifiers)
        case 57399...57408: return Self.character(0x30 + number - 57399, parameters)
        case 57344...63743: return Self.keypad[number].map { Key($0, parameters.modifiers) }
        default: return Self.character(number, parameters)
        }
    }

    private static func character(_ number: UInt32, _ parameters: KeyParameters) -> Key? {
        // Commands are meant by the place of the key where the letters aren't Latin.
        let isCommand = !parameters.modifiers.isDisjoint(with: [.control, .alt])
        let isForeign = number >= 0x80 && (parameters.layout ?? 0x80) < 0x80
        let isPlaced = isCommand && isForeign
        let plain = isPlaced ? parameters.layout ?? number : number
        guard let scalar = Unicode.Scalar(plain), scalar.value >= 0x20, scalar.value != 0x7F,
            !(0x80..<0xA0).contains(scalar.value)
        else { return nil }
        var character = Character(scalar)
        if parameters.modifiers.contains(.shift), !isPlaced,
            let shifted = parameters.shifted.flatMap(Unicode.Scalar.init), shifted.value >= 0x20
        {
            character = Character(shifted)
        } else if parameters.hasCapitals, let capital = Self.single(character.uppercased()) {
            character = capital
        }
        return Key(.character(character), parameters.modifiers)
    }

    private static func single(_ text: String) -> Character? {
        text.count == 1 ? text.first : nil
    }

    /// Keys of the number block, as what they stand for.
    private static let keypad: [UInt32: Key.Code] = [
        57409: .character("."), 57410: .character("/"), 57411: .character("*"),
        57412: .character("-"), 57413: .character("+"), 57414: .named(.enter),
        57415: .character("="), 57416: .character(","), 57417: .named(.left),
        57418: .named(.right), 57419: .named(.up), 57420: .named(.down), 57421: .named(.pageup),
        57422: .named(.pagedown), 57423: .named(.home), 57424: .named(.end),
        57425: .named(.insert), 57426: .named(.delete),
    ]
}
