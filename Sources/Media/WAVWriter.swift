/// Makes the bytes of a WAV file: 48 kHz, one channel, 16 bits.
///
/// **Write `header` first, then what `encode` gives; now and then, and at the end, write `header`
/// again over the beginning.** It states how much was written so far. Before the first time it says
/// "unknown", which players read as "to the end of the file", so a cut file plays whenever it was cut.
public struct WAVWriter: Sendable {
    public static let headerLength = 44
    /// What 32-bit sizes can state, 12 hours; a longer file says "unknown" again and keeps growing.
    static let byteMaximum = 0xFFFF_FFFF - Self.headerLength

    /// Samples handed out so far.
    public private(set) var sampleCount = 0

    public init() {}

    /// The beginning of the file as of now.
    public var header: [UInt8] {
        let count = self.sampleCount * 2
        let isKnown = count > 0 && count <= Self.byteMaximum
        let rate = VoiceFormat.sampleRate
        var bytes = Array("RIFF".utf8)
        Self.append(isKnown ? count + Self.headerLength - 8 : 0xFFFF_FFFF, octets: 4, to: &bytes)
        bytes.append(contentsOf: "WAVEfmt ".utf8)
        Self.append(16, octets: 4, to: &bytes)
        // PCM, one channel, rate, bytes a second, bytes a frame, bits a sample.
        for (number, octets) in [(1, 2), (1, 2), (rate, 4), (rate * 2, 4), (2, 2), (16, 2)] {
            Self.append(number, octets: octets, to: &bytes)
        }
        bytes.append(contentsOf: "data".utf8)
        Self.append(isKnown ? count : 0xFFFF_FFFF, octets: 4, to: &bytes)
        return bytes
    }

    /// The bytes of the next samples.
    public mutating func encode(_ block: Span<Int16>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(block.count * 2)
        for index in block.indices {
            bytes.append(UInt8(truncatingIfNeeded: block[index]))
            bytes.append(UInt8(truncatingIfNeeded: block[index] >> 8))
        }
        self.sampleCount += block.count
        return bytes
    }

    public mutating func encode(_ block: [Int16]) -> [UInt8] {
        self.encode(block.span)
    }

    private static func append(_ number: Int, octets: Int, to bytes: inout [UInt8]) {
        for index in 0..<octets {
            bytes.append(UInt8(truncatingIfNeeded: number >> (8 * index)))
        }
    }
}
