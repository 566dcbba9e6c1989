internal import Canvas

/// A notification as the strings that terminals know. Fields are clean text, cut to a length.
struct Notification {
    private let title: String
    private let body: String

    init(_ title: Sanitized, _ body: Sanitized) {
        self.title = Self.cut(title.text)
        self.body = Self.cut(body.text)
    }

    private static func cut(_ text: String) -> String {
        var byteCount = 0
        return String(
            text.prefix {
                byteCount += $0.utf8.count
                return byteCount <= CursesTerminal.notificationByteCountMaximum
            })
    }

    func strings(_ form: TerminalTraits.Notifications) -> [[UInt8]] {
        switch form {
        case .kitty:
            // In two parts; the first says that there is more.
            ["99;i=conclave:d=0:p=title;\(self.title)", "99;i=conclave:d=1:p=body;\(self.body)"]
                .map(Self.command)
        case .rxvt:
            // A semicolon ends the title.
            [
                Self.command(
                    "777;notify;\(String(self.title.map { $0 == ";" ? "," : $0 }));\(self.body)")
            ]
        case .iTerm:
            // A leading digit would be another command of ConEmu's.
            [Self.command("9; \(self.title): \(self.body)")]
        case .bell: []
        }
    }

    private static func command(_ text: String) -> [UInt8] {
        Array("\u{1B}]\(text)\u{1B}\\".utf8)
    }
}

/// Wrapping what is meant for the terminal behind a multiplexer.
enum PassThrough {
    /// tmux' DCS, in which every escape is doubled. Passed over unless `allow-passthrough` is set.
    static func tmux(_ bytes: [UInt8]) -> [UInt8] {
        Array("\u{1B}Ptmux;".utf8) + bytes.flatMap { $0 == 0x1B ? [$0, $0] : [$0] } + [0x1B, 0x5C]
    }
}

/// RFC 4648, section 4.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            var bits = part.reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
            bits <<= UInt32(3 - part.count) * 8
            for place in 0..<4 {
                let isFilled = place <= part.count
                let letter = self.alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)]
                result.append(isFilled ? letter : 0x3D)
            }
        }
        return result
    }
}
