/// What the fit needs to know of a cell's 32 samples. One is loaded again and again.
///
/// The samples are in an array, not in an `InlineArray`: indexing that by a variable copied all of its
/// 256 bytes every time, an eighth of the whole fit.
struct CellStatistics {
    /// A sample in one number, so that a sum of 32 takes one addition each: red, then green at bit 21,
    /// then blue at bit 42.
    private var packed = [UInt64](repeating: 0, count: 32)
    private(set) var total: UInt64 = 0

    /// - Precondition: 32 samples, 0x00RRGGBB.
    mutating func load(_ samples: Span<UInt32>) {
        precondition(samples.count == 32, "a cell has 4 by 8 samples")
        var packed = self.packed.mutableSpan
        precondition(packed.count == 32, "a cell has 4 by 8 samples")
        var total: UInt64 = 0
        for index in 0..<32 {
            let sample = UInt64(samples[index])
            let value = sample >> 16 | (sample & 0xFF00) << 13 | (sample & 0xFF) << 42
            packed[index] = value
            total &+= value
        }
        self.total = total
    }

    /// The channels' sums over the samples of a mask.
    @inline(__always)
    func sum(_ mask: UInt32) -> UInt64 {
        let packed = self.packed.span
        var bits = mask
        var sum: UInt64 = 0
        while bits != 0 {
            sum &+= packed[bits.trailingZeroBitCount]
            bits &= bits &- 1
        }
        return sum
    }

    /// The channels' sums over the left and the right half of each row.
    @inline(__always)
    var halfRows: (left: InlineArray<8, UInt64>, right: InlineArray<8, UInt64>) {
        let packed = self.packed.span
        precondition(packed.count == 32, "a cell has 4 by 8 samples")
        return (
            InlineArray { packed[$0 * 4] &+ packed[$0 * 4 + 1] },
            InlineArray { packed[$0 * 4 + 2] &+ packed[$0 * 4 + 3] }
        )
    }

    /// The channels' sums over one of the four columns.
    @inline(__always)
    func column(_ column: Int) -> UInt64 {
        let packed = self.packed.span
        precondition(packed.count == 32, "a cell has 4 by 8 samples")
        var sum: UInt64 = 0
        for row in 0..<8 { sum &+= packed[row * 4 + column] }
        return sum
    }

    /// How much of the samples' energy a cell's colours keep: `Σ p² − Σ (p − c)²`, so that of two cells
    /// the difference is that of their squared errors.
    @inline(__always)
    func energy(of cell: VideoCell) -> Int {
        let isMost = cell.mask.nonzeroBitCount > 16
        let counted = self.sum(isMost ? ~cell.mask : cell.mask)
        let front = isMost ? self.total &- counted : counted
        let count = cell.mask.nonzeroBitCount
        return Self.kept(front, count, cell.foreground.rgbValue)
            &+ Self.kept(self.total &- front, 32 &- count, cell.background.rgbValue)
    }

    @inline(__always)
    private static func kept(_ sums: UInt64, _ count: Int, _ color: UInt32) -> Int {
        let sum = Channels(sums)
        let red = Int(color >> 16 & 255)
        let green = Int(color >> 8 & 255)
        let blue = Int(color & 255)
        return 2 &* (sum.red &* red &+ sum.green &* green &+ sum.blue &* blue)
            &- count &* (red &* red &+ green &* green &+ blue &* blue)
    }
}

/// Three sums taken out of one number; see `CellStatistics.packed`.
struct Channels {
    let red: Int
    let green: Int
    let blue: Int

    @inline(__always)
    init(_ packed: UInt64) {
        self.red = Int(truncatingIfNeeded: packed & 0x1F_FFFF)
        self.green = Int(truncatingIfNeeded: packed >> 21 & 0x1F_FFFF)
        self.blue = Int(truncatingIfNeeded: packed >> 42)
    }

    /// Squared length.
    var energy: Int { self.red &* self.red &+ self.green &* self.green &+ self.blue &* self.blue }

    /// The mean of `count` samples as 0xRRGGBB.
    func mean(_ count: Int) -> UInt32 {
        let (count, half) = (UInt32(count), UInt32(count / 2))
        let red = (UInt32(self.red) + half) / count
        let green = (UInt32(self.green) + half) / count
        let blue = (UInt32(self.blue) + half) / count
        return red << 16 | green << 8 | blue
    }
}
