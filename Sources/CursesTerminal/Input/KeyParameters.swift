internal import Canvas

/// The parameters of a key's sequence: `KEY:SHIFTED:LAYOUT ; MODIFIERS:EVENT ; TEXT`, all but the first
/// numbers being kitty's.
struct KeyParameters {
    /// The key; nil if the sequence names none.
    let number: UInt32?
    /// What the key gives with shift.
    let shifted: UInt32?
    /// The key at this place of an English keyboard, if that is another.
    let layout: UInt32?
    let modifiers: Key.Modifiers
    let hasCapitals: Bool
    let isReleased: Bool
    /// `1;2`, or without a first number, `;2`.
    var isShiftedOnce: Bool { (self.number ?? 1) == 1 && self.modifiers == .shift }

    init?(_ text: String) {
        let fields = text.split(separator: ";", omittingEmptySubsequences: false).map {
            $0.split(separator: ":", omittingEmptySubsequences: false)
        }
        guard fields.count <= 3, let numbers = Self.numbers(fields.first ?? []), numbers.count <= 3,
            let states = Self.numbers(fields.count > 1 ? fields[1] : ["1"]), states.count <= 2,
            let event = states.count == 2 ? states[1] : 1, (1...3).contains(event)
        else { return nil }
        let state = states[0] ?? 1
        guard (1...256).contains(state) else { return nil }
        self.number = numbers.first ?? nil
        self.shifted = numbers.count > 1 ? numbers[1] : nil
        self.layout = numbers.count > 2 ? numbers[2] : nil
        // 1 shift, 2 Alt, 4 control; meta is 8 of xterm's and 32 of kitty's; 64 is caps lock.
        let bits = state - 1
        var modifiers: Key.Modifiers = []
        if bits & 1 != 0 { modifiers.insert(.shift) }
        if bits & 42 != 0 { modifiers.insert(.alt) }
        if bits & 4 != 0 { modifiers.insert(.control) }
        self.modifiers = modifiers
        self.hasCapitals = (bits & 1 != 0) != (bits & 64 != 0)
        self.isReleased = event == 3
    }

    /// Numbers, nil where one is left out; nil as a whole if something is no number.
    private static func numbers(_ fields: [Substring]) -> [UInt32?]? {
        var numbers: [UInt32?] = []
        for field in fields {
            if field.isEmpty {
                numbers.append(nil)
            } else if let number = UInt32(field) {
                numbers.append(number)
            } else {
                return nil
            }
        }
        return numbers
    }
}
