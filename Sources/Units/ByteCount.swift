/// An amount of memory or data, in bytes.
public struct ByteCount: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var bytes: Int

    public init(_ bytes: Int) {
        self.bytes = bytes
    }

    public static func kibibytes(_ count: Int) -> ByteCount { ByteCount(count * 1024) }
    public static func mebibytes(_ count: Int) -> ByteCount { ByteCount(count * 1024 * 1024) }

    public static func < (left: ByteCount, right: ByteCount) -> Bool {
        left.bytes < right.bytes
    }

    /// For people: `512 B`, `64 KiB`, `1 MiB`; exact, so an odd number of bytes stays in bytes.
    public var description: String {
        if self.bytes >= 1 << 20, self.bytes % (1 << 20) == 0 { return "\(self.bytes >> 20) MiB" }
        if self.bytes >= 1 << 10, self.bytes % (1 << 10) == 0 { return "\(self.bytes >> 10) KiB" }
        return "\(self.bytes) B"
    }
}

/// A data rate, in bits per second.
public struct BitRate: Sendable, Hashable, Comparable {
    public var bitsPerSecond: Int

    public init(bitsPerSecond: Int) {
        self.bitsPerSecond = bitsPerSecond
    }

    public static func kilobits(_ count: Int) -> BitRate { BitRate(bitsPerSecond: count * 1000) }

    public static func < (left: BitRate, right: BitRate) -> Bool {
        left.bitsPerSecond < right.bitsPerSecond
    }
}
