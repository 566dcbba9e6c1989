/// The three pictures that a VP8 coder keeps, as sets: what a picture may read and what it writes.
public struct VideoReferences: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// LAST: the newest picture of temporal layer 0.
    public static let last = VideoReferences(rawValue: 1)
    /// GOLDEN: the newest picture of temporal layer 1.
    public static let golden = VideoReferences(rawValue: 2)
    /// ALTREF: the same picture one spatial layer below, enlarged; written by us, not by VP8.
    public static let layerBelow = VideoReferences(rawValue: 4)
}

/// What a coded picture depends on in its own layer: three bytes before its VP8 frame.
///
///     0…1 counter (big-endian)   2 reach: last << 4 | golden
///
/// The counter numbers the pictures given to the coder, whatever numbers their messages carry. A
/// reach says how many pictures ago the reference was written that this one reads; 0 means that it
/// isn't read. So a receiver knows after any loss what still decodes to what the sender saw, and
/// knows neither the pattern nor the number of temporal layers.
public struct VideoTag: Sendable, Hashable {
    public static let length = 3
    /// A reach has four bits; our patterns repeat after four pictures.
    public static let reachMaximum = 15

    public var counter: UInt16
    /// Pictures, 0…15.
    public var lastReach: Int
    /// Pictures, 0…15.
    public var goldenReach: Int

    public init(counter: UInt16, lastReach: Int, goldenReach: Int) {
        self.counter = counter
        self.lastReach = lastReach
        self.goldenReach = goldenReach
    }

    /// Reads the tag at the beginning of a payload; nil if it is shorter than a tag.
    public init?(parsing payload: some Collection<UInt8>) {
        var octets = payload.prefix(Self.length).makeIterator()
        guard let high = octets.next(), let low = octets.next(), let reach = octets.next() else {
            return nil
        }
        self.counter = UInt16(high) << 8 | UInt16(low)
        self.lastReach = Int(reach >> 4)
        self.goldenReach = Int(reach & 15)
    }

    public var bytes: [UInt8] {
        [
            UInt8(truncatingIfNeeded: self.counter >> 8),
            UInt8(truncatingIfNeeded: self.counter),
            UInt8(truncatingIfNeeded: self.lastReach << 4 | self.goldenReach),
        ]
    }

    /// The counter of the picture that must be in LAST, if LAST is read.
    public var neededLast: UInt16? {
        self.lastReach == 0 ? nil : self.counter &- UInt16(self.lastReach)
    }

    /// The counter of the picture that must be in GOLDEN, if GOLDEN is read.
    public var neededGolden: UInt16? {
        self.goldenReach == 0 ? nil : self.counter &- UInt16(self.goldenReach)
    }
}
