/// Base64 with padding (RFC 4648, section 4), strict.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                let isPadding = index > group.count
                text.append(
                    isPadding ? UInt8(ascii: "=") : self.alphabet[bits >> (18 - 6 * index) & 63])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for anything that `encode` would not have written.
    static func decode(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits = 0
        var count = 0
        for octet in text.utf8.prefix(while: { $0 != UInt8(ascii: "=") }) {
            guard let value = self.value(of: octet) else { return nil }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return self.encode(bytes) == text ? bytes : nil
    }

    private static func value(of octet: UInt8) -> Int? {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(octet) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(octet) - 97 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(octet) - 48 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

/// Comparing secrets without telling by the time how much of them was right.
enum ConstantTime {
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        var difference = left.count ^ right.count
        for index in 0..<min(left.count, right.count) {
            difference |= Int(left[index] ^ right[index])
        }
        return difference == 0
    }
}
