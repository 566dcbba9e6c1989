internal import Units

/// The first line of a Y4M clip (mjpegtools' yuv4mpeg(5)).
public struct Y4MHeader: Sendable, Hashable {
    /// How chroma is sampled; what we can turn into I420.
    public enum Chroma: Sendable, Hashable {
        case halved, full, halvedAcross, none
    }

    /// Longest header line: real ones are below 200 bytes.
    public static let lengthMaximum = 1024
    /// For clips that do not say.
    static let frameIntervalDefault: Duration = .milliseconds(40)

    /// Pixels as stored; pictures are cropped to even sides.
    public let width: Int
    public let height: Int
    public let chroma: Chroma
    /// From one picture to the next, 1 ms to 10 s.
    public let frameInterval: Duration

    /// Reads the line without its line feed.
    init(parsing line: ArraySlice<UInt8>) throws(Y4MError) {
        let words = line.split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard words.first == "YUV4MPEG2" else { throw .notY4M }
        var width = 0
        var height = 0
        var chroma = Chroma.halved
        var interval = Self.frameIntervalDefault
        for word in words.dropFirst() {
            let value = String(word.dropFirst())
            switch word.first {
            case "W": width = try Self.side(value)
            case "H": height = try Self.side(value)
            case "F": interval = try Self.interval(value)
            case "C": chroma = try Self.chroma(value)
            default: break
            }
        }
        guard width > 0, height > 0 else { throw .noSize }
        guard Picture.isValid(width: width & ~1, height: height & ~1) else {
            throw .sizeOutOfRange(width: width, height: height)
        }
        self.width = width
        self.height = height
        self.chroma = chroma
        self.frameInterval = interval
    }

    private static func side(_ text: String) throws(Y4MError) -> Int {
        guard let side = Int(text), side > 0 else { throw .malformed(String(text.prefix(20))) }
        return side
    }

    private static func interval(_ text: String) throws(Y4MError) -> Duration {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let numerator = parts[0], let denominator = parts[1],
            (0...1_000_000_000).contains(numerator), (0...1_000_000_000).contains(denominator)
        else { throw .malformed(String(text.prefix(20))) }
        // 0:0 says that the rate is not known.
        guard numerator > 0, denominator > 0 else { return Self.frameIntervalDefault }
        let nanoseconds = denominator * 1_000_000_000 / numerator
        guard (1_000_000...10_000_000_000).contains(nanoseconds) else {
            throw .rateOutOfRange(numerator, denominator)
        }
        return .nanoseconds(nanoseconds)
    }

    private static func chroma(_ text: String) throws(Y4MError) -> Chroma {
        switch text {
        case "420", "420jpeg", "420mpeg2", "420paldv": .halved
        case "422": .halvedAcross
        case "444": .full
        case "mono": .none
        default: throw .unsupportedChroma(String(text.prefix(20)))
        }
    }

    /// Columns and rows of a chroma plane as stored.
    var chromaSize: (columns: Int, rows: Int) {
        switch self.chroma {
        case .halved: ((self.width + 1) / 2, (self.height + 1) / 2)
        case .halvedAcross: ((self.width + 1) / 2, self.height)
        case .full: (self.width, self.height)
        case .none: (0, 0)
        }
    }

    /// Bytes of one picture as stored.
    var pictureLength: Int {
        self.width * self.height + 2 * self.chromaSize.columns * self.chromaSize.rows
    }
}

/// Why a file is not a clip we can show.
public enum Y4MError: Error, Sendable, Hashable, CustomStringConvertible {
    case notY4M
    case headerTooLong
    case noSize
    /// A parameter that can't be read.
    case malformed(String)
    case sizeOutOfRange(width: Int, height: Int)
    case rateOutOfRange(Int, Int)
    case unsupportedChroma(String)
    /// Something else stands where picture `number` (from 1) should begin.
    case noPictureHeader(number: Int)

    public var description: String {
        switch self {
        case .notY4M: "it does not begin with YUV4MPEG2"
        case .headerTooLong: "its header has no end"
        case .noSize: "its header gives no size"
        case .malformed(let text): "its header has an unreadable value '\(text)'"
        case .sizeOutOfRange(let width, let height):
            "its size \(width)x\(height) is not within 2x2 and \(Picture.sideMaximum)x\(Picture.sideMaximum)"
        case .rateOutOfRange(let numerator, let denominator):
            "its rate \(numerator):\(denominator) is not within 1:10 and 1000:1"
        case .unsupportedChroma(let text):
            "its pixels are \(text), but only 8-bit 420, 422, 444 and mono can be shown"
        case .noPictureHeader(let number): "picture \(number) does not begin with FRAME"
        }
    }
}
