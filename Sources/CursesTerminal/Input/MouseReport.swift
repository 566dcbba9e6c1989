internal import Canvas

/// The mouse as terminals tell it in mode 1006: `CSI < BUTTON ; COLUMN ; ROW`, then `M` for a press or a
/// move and `m` for a release.
enum MouseReport {
    /// Presses and releases (1000), moves while a button is held (1002), as numbers (1006).
    static let enabling = Array("\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h".utf8)
    static let disabling = Array("\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l".utf8)

    /// - Parameter text: what stands after `CSI <`.
    static func event(_ text: Substring, isRelease: Bool) -> MouseEvent? {
        let numbers = text.split(separator: ";", omittingEmptySubsequences: false)
            .map { UInt16($0) }
        guard numbers.count == 3, let bits = numbers[0], let column = numbers[1],
            let row = numbers[2], column > 0, row > 0,
            let action = Self.action(bits, isRelease: isRelease)
        else { return nil }
        var modifiers: Key.Modifiers = []
        if bits & 4 != 0 { modifiers.insert(.shift) }
        if bits & 8 != 0 { modifiers.insert(.alt) }
        if bits & 16 != 0 { modifiers.insert(.control) }
        let point = Point(column: Int(column) - 1, row: Int(row) - 1)
        return MouseEvent(action, at: point, modifiers)
    }

    private static func action(_ bits: UInt16, isRelease: Bool) -> MouseEvent.Action? {
        let isMove = bits & 32 != 0
        switch (bits & ~60, isMove) {
        case (64, false): return isRelease ? nil : .wheelUp
        case (65, false): return isRelease ? nil : .wheelDown
        case (66, false): return isRelease ? nil : .wheelLeft
        case (67, false): return isRelease ? nil : .wheelRight
        case (let number, _):
            let buttons: [UInt16: MouseEvent.Button] = [0: .left, 1: .middle, 2: .right]
            guard let button = buttons[number] else { return nil }
            if isRelease { return .release(button) }
            return isMove ? .drag(button) : .press(button)
        }
    }
}
