/// How samples lie in a WAV file.
public struct WAVFormat: Sendable, Hashable {
    public enum Encoding: Sendable, Hashable {
        case unsigned8, signed16, signed24, signed32, float32, float64

        var octets: Int {
            switch self {
            case .unsigned8: 1
            case .signed16: 2
            case .signed24: 3
            case .signed32, .float32: 4
            case .float64: 8
            }
        }
    }

    /// More is no recording of people; bounds the bytes of one frame.
    public static let channelMaximum = 64

    public let encoding: Encoding
    /// 1…`channelMaximum`; mixed to one.
    public let channelCount: Int
    /// Hertz.
    public let sampleRate: Int

    /// Bytes of one sample of every channel.
    var frameLength: Int { self.encoding.octets * self.channelCount }

    /// Reads a `fmt ` chunk.
    init(parsing chunk: [UInt8]) throws(WAVError) {
        guard chunk.count >= 16 else { throw .formatTooShort(chunk.count) }
        func number(at offset: Int, octets: Int) -> Int {
            (0..<octets).reduce(0) { $0 | Int(chunk[offset + $1]) << (8 * $1) }
        }
        var tag = number(at: 0, octets: 2)
        let bits = number(at: 14, octets: 2)
        // WAVE_FORMAT_EXTENSIBLE: the real tag begins the GUID at the end.
        if tag == 0xFFFE {
            guard chunk.count >= 40 else { throw .formatTooShort(chunk.count) }
            tag = number(at: 24, octets: 2)
        }
        switch (tag, bits) {
        case (1, 1...8): self.encoding = .unsigned8
        case (1, 9...16): self.encoding = .signed16
        case (1, 17...24): self.encoding = .signed24
        case (1, 25...32): self.encoding = .signed32
        case (3, 32): self.encoding = .float32
        case (3, 64): self.encoding = .float64
        case (1, _), (3, _): throw .unsupportedDepth(bits)
        default: throw .unsupportedEncoding(tag)
        }
        self.channelCount = number(at: 2, octets: 2)
        guard (1...Self.channelMaximum).contains(self.channelCount) else {
            throw .unsupportedChannels(self.channelCount)
        }
        self.sampleRate = number(at: 4, octets: 4)
        guard Resampler.rates.contains(self.sampleRate) else {
            throw .unsupportedRate(self.sampleRate)
        }
        let frameLength = number(at: 12, octets: 2)
        guard frameLength == self.encoding.octets * self.channelCount else {
            throw .frameLengthMismatch(frameLength)
        }
    }
}

/// Why a file is not a WAV file we can play.
public enum WAVError: Error, Sendable, Hashable, CustomStringConvertible {
    case notWAV
    /// The `fmt ` chunk holds so many bytes.
    case formatTooShort(Int)
    case unsupportedEncoding(Int)
    /// Bits of a sample.
    case unsupportedDepth(Int)
    case unsupportedChannels(Int)
    case unsupportedRate(Int)
    case frameLengthMismatch(Int)
    case soundBeforeFormat
    /// The file ends before its sound begins.
    case noSound

    public var description: String {
        switch self {
        case .notWAV: "it does not begin with RIFF and WAVE"
        case .formatTooShort(let count): "its format chunk has only \(count) bytes"
        case .unsupportedEncoding(2), .unsupportedEncoding(17): "ADPCM sound is not supported"
        case .unsupportedEncoding(6): "A-law sound is not supported"
        case .unsupportedEncoding(7): "µ-law sound is not supported"
        case .unsupportedEncoding(85): "MP3 sound is not supported"
        case .unsupportedEncoding(let tag): "sound of encoding \(tag) is not supported"
        case .unsupportedDepth(let bits): "samples of \(bits) bits are not supported"
        case .unsupportedChannels(let count): "\(count) channels are not supported"
        case .unsupportedRate(let rate): "a rate of \(rate) Hz is not supported"
        case .frameLengthMismatch(let length):
            "its frames of \(length) bytes do not fit its channels and sample size"
        case .soundBeforeFormat: "its sound comes before its format"
        case .noSound: "it ends before its sound begins"
        }
    }
}
