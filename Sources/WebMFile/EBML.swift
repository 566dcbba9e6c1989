/// The elements of a WebM file that we write: EBML (RFC 8794) with Matroska's IDs (RFC 9559).
enum ElementID: UInt32, Sendable {
    case ebml = 0x1A45_DFA3
    case ebmlVersion = 0x4286
    case ebmlReadVersion = 0x42F7
    case ebmlMaxIDLength = 0x42F2
    case ebmlMaxSizeLength = 0x42F3
    case docType = 0x4282
    case docTypeVersion = 0x4287
    case docTypeReadVersion = 0x4285
    case void = 0xEC
    case segment = 0x1853_8067
    case seekHead = 0x114D_9B74
    case seek = 0x4DBB
    case seekID = 0x53AB
    case seekPosition = 0x53AC
    case info = 0x1549_A966
    case timestampScale = 0x2A_D7B1
    case duration = 0x4489
    case muxingApp = 0x4D80
    case writingApp = 0x5741
    case tracks = 0x1654_AE6B
    case trackEntry = 0xAE
    case trackNumber = 0xD7
    case trackUID = 0x73C5
    case trackType = 0x83
    case flagLacing = 0x9C
    case codecID = 0x86
    case codecPrivate = 0x63A2
    case codecDelay = 0x56AA
    case seekPreRoll = 0x56BB
    case video = 0xE0
    case pixelWidth = 0xB0
    case pixelHeight = 0xBA
    case audio = 0xE1
    case samplingFrequency = 0xB5
    case channels = 0x9F
    case cluster = 0x1F43_B675
    case timestamp = 0xE7
    case simpleBlock = 0xA3
    case cues = 0x1C53_BB6B
    case cuePoint = 0xBB
    case cueTime = 0xB3
    case cueTrackPositions = 0xB7
    case cueTrack = 0xF7
    case cueClusterPosition = 0xF1

    /// The ID as it is written: its marker bits are part of it.
    var bytes: [UInt8] {
        Array(EBML.bytes(UInt64(self.rawValue)).drop { $0 == 0 })
    }
}

/// How EBML spells elements.
enum EBML {
    /// Bytes of a size that is corrected later.
    static let wideSizeLength = 8
    /// "Until something that can't be inside": what a live element has for a size.
    static let unknownSize: [UInt8] = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]

    static func element(_ id: ElementID, _ content: [UInt8]) -> [UInt8] {
        id.bytes + self.size(content.count) + content
    }

    static func element(_ id: ElementID, number value: UInt64) -> [UInt8] {
        let bytes = self.bytes(value)
        // At least one byte: some readers take an empty integer for the element's default.
        return self.element(id, Array(bytes.dropLast().drop { $0 == 0 } + bytes.suffix(1)))
    }

    static func element(_ id: ElementID, float value: Double) -> [UInt8] {
        self.element(id, self.bytes(value.bitPattern))
    }

    static func element(_ id: ElementID, text: String) -> [UInt8] {
        self.element(id, Array(text.utf8))
    }

    /// Room of `count` bytes in all, at least two, at most 128.
    static func void(_ count: Int) -> [UInt8] {
        precondition((2...128).contains(count), "a short void has one byte of ID and one of size")
        return self.element(.void, [UInt8](repeating: 0, count: count - 2))
    }

    /// A size in as few bytes as it takes; all ones are left out, as they mean unknown.
    static func size(_ size: Int) -> [UInt8] {
        for count in 1..<self.wideSizeLength where size < 1 << (7 * count) - 1 {
            return Array(
                self.bytes(UInt64(size) | 1 << UInt64(7 * count)).suffix(count))
        }
        return self.wideSize(Int64(size))
    }

    /// A size in eight bytes, to be written over `unknownSize`.
    static func wideSize(_ size: Int64) -> [UInt8] {
        self.bytes(UInt64(size) | 1 << 56)
    }

    static func bytes(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) }
    }
}
