/// Where a cell leads when a person clicks on it: a web page or a mail address, nothing else.
///
/// What a terminal is told is printable ASCII only; other schemes could start programs.
public struct Link: Sendable, Hashable {
    /// Longest target in bytes: what VTE and iTerm2 take.
    public static let byteCountMaximum = 2083

    private static let schemes = ["http://", "https://", "mailto:"]

    /// The address, percent-encoded where it was not ASCII.
    public let target: String
    /// Tells two places with the same target apart; the pieces of one that was wrapped share it.
    public let id: UInt32

    /// - Returns: nil for an address of another scheme, with controls or spaces, or too long.
    public init?(_ address: String, id: UInt32 = 0) {
        var target: [UInt8] = []
        for byte in address.utf8 {
            switch byte {
            // Browsers take it for a slash, others for a part of a name.
            case UInt8(ascii: "\\"): return nil
            case 0x21..<0x7F: target.append(byte)
            case 0x80...: target += Self.percentEncoded(byte)
            default: return nil
            }
            guard target.count <= Self.byteCountMaximum else { return nil }
        }
        let text = String(decoding: target, as: UTF8.self)
        let small = text.lowercased()
        guard Self.schemes.contains(where: { small.hasPrefix($0) && small != $0 }) else {
            return nil
        }
        self.target = text
        self.id = id
    }

    private static func percentEncoded(_ byte: UInt8) -> [UInt8] {
        [0x25] + String(byte, radix: 16, uppercase: true).utf8
    }

    /// The server that a click goes to, with its port, for a person to judge; the domain of a mail
    /// address.
    ///
    /// `https://bank.example@evil.example/` goes to `evil.example`.
    public var host: String {
        let isMail = self.target.lowercased().hasPrefix("mailto:")
        let rest = self.target.drop { $0 != ":" }.drop {
            isMail ? $0 == ":" : $0 == ":" || $0 == "/"
        }
        let ends = "/?#"
        let authority = rest.prefix { !ends.contains($0) }
        return String(authority.split(separator: "@").last ?? "")
    }
}
