/// The header in front of every sealed frame (RFC 9605, section 4.3): which key, which counter.
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+------------+------------+
///     |X|  K  |Y|  C  |  KID...    |  CTR...    |
///     +-+-+-+-+-+-+-+-+------------+------------+
///
/// X and Y say whether K and C are the value itself (up to 7) or its length in bytes less one.
struct SFrameHeader: Sendable, Hashable {
    /// The configuration byte and two values of eight bytes.
    static let lengthMaximum = 17

    var keyID: UInt64
    var counter: UInt64

    init(keyID: UInt64, counter: UInt64) {
        self.keyID = keyID
        self.counter = counter
    }

    /// The header as it travels, every value as short as it can be.
    var bytes: [UInt8] {
        let key = Self.encode(self.keyID)
        let counter = Self.encode(self.counter)
        return [key.code << 4 | counter.code] + key.octets + counter.octets
    }

    /// Reads the header at the beginning of `bytes`; `length` says how far it went.
    ///
    /// A value written longer than needed is refused, so that a frame has one spelling only.
    init(parsing bytes: Span<UInt8>) throws(SealingError) {
        guard !bytes.isEmpty else { throw .malformed(.frameHeader) }
        var offset = 1
        self.keyID = try Self.decode(code: bytes[0] >> 4, bytes, at: &offset)
        self.counter = try Self.decode(code: bytes[0] & 15, bytes, at: &offset)
    }

    /// How many bytes the header takes.
    var length: Int {
        1 + Self.octetCount(self.keyID) + Self.octetCount(self.counter)
    }

    private static func octetCount(_ value: UInt64) -> Int {
        value < 8 ? 0 : (71 - value.leadingZeroBitCount) / 8
    }

    private static func encode(_ value: UInt64) -> (code: UInt8, octets: [UInt8]) {
        let count = self.octetCount(value)
        guard count > 0 else { return (UInt8(value), []) }
        let octets = value.bigEndianBytes.suffix(count)
        return (8 | UInt8(count - 1), Array(octets))
    }

    private static func decode(
        code: UInt8, _ bytes: Span<UInt8>, at offset: inout Int
    ) throws(SealingError) -> UInt64 {
        guard code & 8 != 0 else { return UInt64(code) }
        let count = Int(code & 7) + 1
        guard count <= bytes.count - offset else { throw .malformed(.frameHeader) }
        var value: UInt64 = 0
        for index in offset..<(offset + count) { value = value << 8 | UInt64(bytes[index]) }
        guard self.octetCount(value) == count else { throw .malformed(.frameHeader) }
        offset += count
        return value
    }
}

extension FixedWidthInteger {
    /// The value's bytes, the most significant first.
    var bigEndianBytes: [UInt8] {
        stride(from: Self.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: self >> Self($0))
        }
    }
}
