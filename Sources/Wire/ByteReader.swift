/// The one reader of integers that came from outside: beyond the end it answers zero, never traps.
struct ByteReader<Bytes: Collection<UInt8>> {
    private var rest: Bytes.SubSequence

    init(_ bytes: Bytes) {
        self.rest = bytes[...]
    }

    mutating func byte() -> UInt8 {
        self.rest.popFirst() ?? 0
    }

    mutating func bigEndian(octets: Int) -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<octets { value = value << 8 | UInt64(self.byte()) }
        return value
    }
}

extension [UInt8] {
    mutating func append(bigEndian value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            self.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
