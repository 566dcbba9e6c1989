/// Reads a WAV file piece by piece into blocks of 20 ms at 48 kHz, one channel.
///
/// **Push bytes with `append` until `nextBlock` answers a block; say `finish` at the end of the file.**
/// Sizes in the file are claims: nothing is allocated by them, an impossible one (a recording that
/// was cut) means "to the end of the file", and unknown chunks are passed over.
public struct WAVReader: Sendable {
    /// The parts of a format chunk that are looked at.
    static let formatLengthMaximum = 40
    static let unknownLength = 0xFFFF_FFFF

    private enum Stage: Sendable {
        case riff
        case chunkHeader
        /// `length` bytes of the chunk are left, `skipped` behind the part that is read.
        case format(length: Int, skipped: Int)
        case skipping(length: Int)
        /// Bytes of sound left; nil to the end of the file.
        case sound(left: Int?)
        case ended
    }

    /// Known once the format chunk was read.
    public private(set) var format: WAVFormat?
    private var stage = Stage.riff
    private var bytes: [UInt8] = []
    private var head = 0
    private var isFinished = false
    private var isCut = false
    private var hasSound = false
    private var resampler: Resampler?
    private var samples: [Int16] = []
    private var sampleHead = 0

    public init() {}

    /// Bytes that have not been understood yet.
    public var bufferedCount: Int { self.bytes.count - self.head }

    /// Adds the next bytes of the file, before `finish`.
    public mutating func append(_ piece: [UInt8]) {
        if self.head > 0 {
            self.bytes.removeFirst(self.head)
            self.head = 0
        }
        self.bytes.append(contentsOf: piece)
    }

    /// No more bytes come.
    public mutating func finish() {
        self.isFinished = true
    }

    /// The next 960 samples, the last of them padded with silence.
    ///
    /// - Returns: nil when more bytes are needed, or after `finish` when there are no more.
    public mutating func nextBlock() throws(WAVError) -> [Int16]? {
        while self.samples.count - self.sampleHead < VoiceFormat.blockCount {
            guard try self.step() else { break }
        }
        let available = self.samples.count - self.sampleHead
        let isEnd = self.isFinished || self.hasEnded
        guard available >= VoiceFormat.blockCount || (isEnd && available > 0) else {
            if isEnd, !self.hasSound { throw .noSound }
            return nil
        }
        let taken = min(available, VoiceFormat.blockCount)
        var block = Array(self.samples[self.sampleHead..<(self.sampleHead + taken)])
        self.sampleHead += taken
        if self.sampleHead == self.samples.count {
            self.samples.removeAll(keepingCapacity: true)
            self.sampleHead = 0
        }
        block.append(contentsOf: repeatElement(0, count: VoiceFormat.blockCount - taken))
        return block
    }

    private var hasEnded: Bool {
        if case .ended = self.stage { return true }
        return false
    }

    /// Goes one stage or one piece of sound further; false if more bytes are needed.
    private mutating func step() throws(WAVError) -> Bool {
        switch self.stage {
        case .riff: try self.readRIFF()
        case .chunkHeader: try self.readChunkHeader()
        case .format(let length, let skipped): try self.readFormat(length, skipped)
        case .skipping(let length): self.skip(length)
        case .sound(let left): self.readSound(left)
        case .ended: false
        }
    }

    private mutating func readRIFF() throws(WAVError) -> Bool {
        guard let header = self.take(12) else {
            if self.isFinished { throw .notWAV }
            return false
        }
        let name = Array(header.prefix(4))
        guard name == Array("RIFF".utf8) || name == Array("RF64".utf8),
            Array(header.suffix(4)) == Array("WAVE".utf8)
        else { throw .notWAV }
        let length = Self.number(header[4..<8])
        self.isCut = length == 0 || length == Self.unknownLength
        self.stage = .chunkHeader
        return true
    }

    private mutating func readChunkHeader() throws(WAVError) -> Bool {
        guard let header = self.take(8) else { return false }
        let length = Self.number(header[4..<8])
        switch String(decoding: header.prefix(4), as: UTF8.self) {
        case "fmt " where self.format == nil:
            let kept = min(length, Self.formatLengthMaximum)
            self.stage = .format(length: kept, skipped: length - kept + length % 2)
        case "data":
            guard let format = self.format else { throw .soundBeforeFormat }
            self.resampler = Resampler(rate: format.sampleRate)
            let isUnknown = length == Self.unknownLength || (length == 0 && self.isCut)
            self.hasSound = true
            self.stage = .sound(left: isUnknown ? nil : length)
        default:
            self.stage = .skipping(length: length + length % 2)
        }
        return true
    }

    private mutating func readFormat(_ length: Int, _ skipped: Int) throws(WAVError) -> Bool {
        guard let chunk = self.take(length) else { return false }
        self.format = try WAVFormat(parsing: chunk)
        self.stage = .skipping(length: skipped)
        return true
    }

    private mutating func skip(_ length: Int) -> Bool {
        let skipped = min(length, self.bufferedCount)
        self.head += skipped
        self.stage = length == skipped ? .chunkHeader : .skipping(length: length - skipped)
        return length == skipped
    }

    /// Decodes what is there, up to a few blocks at once.
    private mutating func readSound(_ left: Int?) -> Bool {
        guard let format = self.format else { return false }
        let usable = min(left ?? .max, self.bufferedCount, 4 * 960 * format.frameLength)
        let count = usable / format.frameLength
        if count > 0, let piece = self.take(count * format.frameLength) {
            self.stage = .sound(left: left.map { $0 - piece.count })
            self.emit(self.resampler?.append(format.monoSamples(piece)) ?? [])
            return true
        }
        let isOver = left.map { $0 < format.frameLength } ?? false
        guard isOver || self.isFinished else { return false }
        self.emit(self.resampler?.finish() ?? [])
        self.stage = .ended
        return true
    }

    private mutating func emit(_ samples: [Float]) {
        if self.sampleHead > 0 {
            self.samples.removeFirst(self.sampleHead)
            self.sampleHead = 0
        }
        for sample in samples {
            self.samples.append(Int16(min(max((sample * 32768).rounded(), -32768), 32767)))
        }
    }

    private mutating func take(_ count: Int) -> [UInt8]? {
        guard self.bufferedCount >= count else { return nil }
        defer { self.head += count }
        return Array(self.bytes[self.head..<(self.head + count)])
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}

extension WAVFormat {
    /// Whole frames as samples from −1 to 1, all channels averaged.
    func monoSamples(_ bytes: [UInt8]) -> [Float] {
        let octets = self.encoding.octets
        let count = bytes.count / self.frameLength
        var samples: [Float] = []
        samples.reserveCapacity(count)
        var offset = 0
        for _ in 0..<count {
            var sum: Float = 0
            for _ in 0..<self.channelCount {
                sum += self.sample(bytes, at: offset)
                offset += octets
            }
            samples.append(sum / Float(self.channelCount))
        }
        return samples
    }

    private func sample(_ bytes: [UInt8], at offset: Int) -> Float {
        var pattern: UInt64 = 0
        for index in (0..<self.encoding.octets).reversed() {
            pattern = pattern << 8 | UInt64(bytes[offset + index])
        }
        let low = UInt32(truncatingIfNeeded: pattern)
        switch self.encoding {
        case .unsigned8: return (Float(low) - 128) / 128
        case .signed16: return Float(Int16(truncatingIfNeeded: low)) / 32768
        case .signed24: return Float(Int32(bitPattern: low << 8) >> 8) / 8_388_608
        case .signed32: return Float(Int32(bitPattern: low)) / 2_147_483_648
        case .float32: return Self.tame(Float(bitPattern: low))
        case .float64: return Self.tame(Float(Double(bitPattern: pattern)))
        }
    }

    /// A file may hold floats that are no numbers, or far out of range.
    private static func tame(_ sample: Float) -> Float {
        sample.isFinite ? min(max(sample, -1), 1) : 0
    }
}
