internal import Canvas
package import Units

/// Makes keys, pastes and answers of the bytes from a terminal.
///
/// **No byte of a control sequence is ever taken for typed text**, however it is split and however late
/// it comes; sequences that nobody knows are swallowed whole.
package struct InputParser: Sendable {
    /// How long an escape may be alone before it is the escape key. Less breaks Alt keys over slow
    /// lines, more makes escape sluggish.
    package static let escapeLimit = Duration.milliseconds(50)
    /// How long a begun sequence may pause before the rest is given up.
    package static let sequenceLimit = Duration.seconds(1)
    /// How long a paste may pause before its end counts as lost. Too early an end would type the rest.
    package static let pastePauseLimit = Duration.seconds(10)
    /// The longest paste; what is beyond it is dropped.
    package static let pasteLimit = ByteCount.mebibytes(1)
    /// Parameters of a sequence; a longer one is nobody's.
    static let parameterLimit = ByteCount(64)
    /// The part of a control string that is kept; answers that mean something are shorter.
    static let stringLimit = ByteCount(256)

    private enum State: Sendable {
        case ground
        /// After ESC.
        case escape
        /// After ESC [.
        case sequence
        /// After ESC O: one more byte.
        case singleShift
        /// After ESC ], P, _, ^ or X: until ST or BEL.
        case string(introducer: UInt8)
        /// After ESC inside such a string.
        case stringEscape(introducer: UInt8)
        case paste
        /// After the first byte of a character of several.
        case character(missing: Int)
    }

    private var state = State.ground
    /// Answers that nobody has taken yet; `parse` is given a bounded piece between two takings.
    private var answers: [TerminalAnswer] = []
    /// Bytes of the sequence, string, character or paste so far.
    private var collected: [UInt8] = []
    private var lastByte: Instant?
    /// Linux' console sends ESC [ [ A for F1.
    private var isConsoleFunction = false

    package init() {}

    /// When to call `expire`, if no more bytes come.
    package var deadline: Instant? {
        guard let lastByte else { return nil }
        switch self.state {
        case .ground: return nil
        case .paste: return lastByte + Self.pastePauseLimit
        case .escape, .singleShift: return lastByte + Self.escapeLimit
        case .sequence: return lastByte + Self.limit(isAlone: self.collected.isEmpty)
        case .string: return lastByte + Self.limit(isAlone: self.collected.isEmpty)
        case .stringEscape, .character: return lastByte + Self.sequenceLimit
        }
    }

    private static func limit(isAlone: Bool) -> Duration {
        isAlone ? self.escapeLimit : self.sequenceLimit
    }

    package mutating func parse(_ bytes: some Sequence<UInt8>, at now: Instant) -> [Input] {
        var inputs: [Input] = []
        for byte in bytes {
            self.parse(byte, into: &inputs)
            self.lastByte = now
        }
        return inputs
    }

    /// What the terminal has told about itself since the last call.
    package mutating func takeAnswers() -> [TerminalAnswer] {
        defer { self.answers.removeAll() }
        return self.answers
    }

    /// Gives up waiting: an escape alone is the escape key, `ESC [` alone is Alt and `[`.
    package mutating func expire(at now: Instant) -> [Input] {
        guard let deadline = self.deadline, now >= deadline else { return [] }
        defer { self.reset() }
        switch self.state {
        case .escape: return [.key("escape")]
        case .singleShift: return [.key("alt+O")]
        case .sequence where self.collected.isEmpty: return [.key("alt+[")]
        case .string(let introducer) where self.collected.isEmpty: return Self.alt(introducer)
        case .paste: return Self.finished(self.collected)
        default: return []
        }
    }

    private static func alt(_ byte: UInt8) -> [Input] {
        [.key(Key(.character(Character(Unicode.Scalar(byte))), .alt))]
    }

    private mutating func reset() {
        self.state = .ground
        self.collected.removeAll()
        self.isConsoleFunction = false
    }

    private mutating func parse(_ byte: UInt8, into inputs: inout [Input]) {
        switch self.state {
        case .ground: self.ground(byte, &inputs)
        case .escape: self.escape(byte, &inputs)
        case .sequence: self.sequence(byte, &inputs)
        case .singleShift:
            self.reset()
            if let key = KeyTable.singleShift(byte) { inputs.append(.key(key)) }
        case .string(let introducer): self.string(byte, introducer, &inputs)
        case .stringEscape(let introducer): self.stringEscape(byte, introducer, &inputs)
        case .paste: self.paste(byte, &inputs)
        case .character(let missing): self.character(byte, missing, &inputs)
        }
    }

    private mutating func ground(_ byte: UInt8, _ inputs: inout [Input]) {
        switch byte {
        case 0x1B: self.state = .escape
        case 0x00..<0x80: inputs.append(.key(KeyTable.ascii(byte)))
        case 0xC2..<0xE0: self.begin(byte, missing: 1)
        case 0xE0..<0xF0: self.begin(byte, missing: 2)
        case 0xF0..<0xF5: self.begin(byte, missing: 3)
        // Not UTF-8: nothing a person could have meant.
        default: break
        }
    }

    private mutating func begin(_ byte: UInt8, missing: Int) {
        self.collected.append(byte)
        self.state = .character(missing: missing)
    }

    private mutating func character(_ byte: UInt8, _ missing: Int, _ inputs: inout [Input]) {
        let isAlt = self.collected.first == 0x1B
        guard byte & 0xC0 == 0x80 else {
            self.reset()
            self.ground(byte, &inputs)
            return
        }
        self.collected.append(byte)
        guard missing == 1 else {
            self.state = .character(missing: missing - 1)
            return
        }
        let text = String(validating: self.collected.dropFirst(isAlt ? 1 : 0), as: UTF8.self)
        self.reset()
        // U+0080…U+009F are controls; 8-bit CSI is not used with UTF-8.
        guard let scalar = text?.unicodeScalars.first, scalar.value >= 0xA0 else { return }
        inputs.append(.key(Key(.character(Character(scalar)), isAlt ? .alt : [])))
    }

    private mutating func escape(_ byte: UInt8, _ inputs: inout [Input]) {
        switch byte {
        case 0x5B: self.state = .sequence
        case 0x4F: self.state = .singleShift
        case 0x5D, 0x50, 0x5F, 0x5E, 0x58: self.state = .string(introducer: byte)
        case 0x1B:
            // Two escapes: the first was a key, the second may begin anything.
            inputs.append(.key("escape"))
        case 0xC2..<0xE0: self.beginAlt(byte, missing: 1)
        case 0xE0..<0xF0: self.beginAlt(byte, missing: 2)
        case 0xF0..<0xF5: self.beginAlt(byte, missing: 3)
        case 0x00..<0x80:
            self.reset()
            let key = KeyTable.ascii(byte)
            inputs.append(.key(Key(key.code, key.modifiers.union(.alt))))
        default: self.reset()
        }
    }

    private mutating func beginAlt(_ byte: UInt8, missing: Int) {
        self.collected = [0x1B]
        self.begin(byte, missing: missing)
    }
}

/// Sequences, strings and pastes.
extension InputParser {
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    private mutating func sequence(_ byte: UInt8, _ inputs: inout [Input]) {
        switch byte {
        case 0x5B where self.collected.isEmpty && !self.isConsoleFunction:
            self.isConsoleFunction = true
        case 0x20..<0x40:
            // Beyond the limit the sequence is still read to its end, but means nothing.
            if self.collected.count <= Self.parameterLimit.bytes { self.collected.append(byte) }
        case 0x40..<0x7F:
            self.finish(byte, &inputs)
        case 0x1B:
            self.reset()
            self.state = .escape
        default:
            self.reset()
        }
    }

    private mutating func finish(_ final: UInt8, _ inputs: inout [Input]) {
        let parameters = self.collected
        let isConsoleFunction = self.isConsoleFunction
        self.reset()
        guard parameters.count <= Self.parameterLimit.bytes else { return }
        if isConsoleFunction {
            guard (0x41...0x45).contains(final), parameters.isEmpty else { return }
            inputs.append(.key(Key(.function(final - 0x40))))
            return
        }
        switch (String(decoding: parameters, as: UTF8.self), final) {
        case ("200", 0x7E): self.state = .paste
        case ("0", 0x6E): inputs.append(.acknowledged)
        case ("", 0x49): inputs.append(.focus(true))
        case ("", 0x4F): inputs.append(.focus(false))
        case (let text, 0x4D) where text.first == "<", (let text, 0x6D) where text.first == "<":
            let event = MouseReport.event(text.dropFirst(), isRelease: final == 0x6D)
            if let event { inputs.append(.mouse(event)) }
        case (let text, _) where text.first == "?", (let text, 0x52) where text.hasPrefix("2;"):
            self.answered(TerminalAnswer(parameters: text, final: final), &inputs)
        case (let text, _):
            if let input = KeyTable.sequence(text, final) { inputs.append(input) }
        }
    }

    private mutating func answered(_ answer: TerminalAnswer?, _ inputs: inout [Input]) {
        guard let answer else { return }
        self.answers.append(answer)
        if case .background(let background) = answer { inputs.append(.background(background)) }
    }

    private mutating func string(_ byte: UInt8, _ introducer: UInt8, _ inputs: inout [Input]) {
        switch byte {
        case 0x07: self.finishString(introducer, &inputs)
        case 0x1B: self.state = .stringEscape(introducer: introducer)
        default: if self.collected.count <= Self.stringLimit.bytes { self.collected.append(byte) }
        }
    }

    private mutating func stringEscape(
        _ byte: UInt8, _ introducer: UInt8, _ inputs: inout [Input],
    ) {
        // ESC \ ends a string; any other ESC gives it up and begins something new.
        guard byte != 0x5C else { return self.finishString(introducer, &inputs) }
        self.reset()
        self.state = .escape
        self.escape(byte, &inputs)
    }

    private mutating func finishString(_ introducer: UInt8, _ inputs: inout [Input]) {
        let text = self.collected
        self.reset()
        guard text.count <= Self.stringLimit.bytes else { return }
        let answer = TerminalAnswer(
            introducer: introducer, text: String(decoding: text, as: UTF8.self))
        self.answered(answer, &inputs)
    }

    private mutating func paste(_ byte: UInt8, _ inputs: inout [Input]) {
        self.collected.append(byte)
        if byte == 0x7E, self.collected.suffix(Self.pasteEnd.count) == Self.pasteEnd[...] {
            self.collected.removeLast(Self.pasteEnd.count)
            inputs += Self.finished(self.collected)
            self.reset()
        } else if self.collected.count > Self.pasteLimit.bytes + 4096 {
            // Keeps the end, which may be the beginning of the closing sequence.
            self.collected.removeSubrange(
                Self.pasteLimit.bytes..<(self.collected.count - Self.pasteEnd.count))
        }
    }

    private static func finished(_ bytes: [UInt8]) -> [Input] {
        let text = Self.pasted(bytes.prefix(Self.pasteLimit.bytes))
        return text.isEmpty ? [] : [.paste(text)]
    }

    /// The text of a paste: one kind of line end, and no escape that could end the paste early.
    private static func pasted(_ bytes: ArraySlice<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        var isAfterReturn = false
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            defer { isAfterReturn = scalar == "\r" }
            switch scalar {
            case "\r": text.append("\n")
            case "\n" where isAfterReturn: break
            case "\n", "\t": text.append(scalar)
            case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}": break
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}
