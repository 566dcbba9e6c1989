/// A cell in two parts: the block character, and what its two colours are made of.
struct CellSplit {
    var scalar = GlyphSet.space
    /// Samples in the foreground.
    var mask: UInt32 = 0
    /// The channels' sums over them.
    var front: UInt64 = 0
    /// What the two means keep of the samples' energy; see `CellStatistics.energy`.
    var energy = 0.0
}

/// Finds the block character and the two colours for a cell.
struct ColorFitter {
    let glyphs: GlyphSet
    let isPalette: Bool

    /// The split that keeps the most energy.
    ///
    /// All block characters are made of a few parts whose sums are taken once, so that trying one costs
    /// some multiplications: there is no need to guess which are worth it.
    @inline(__always)
    func split(_ cell: borrowing CellStatistics) -> CellSplit {
        let (left, right) = cell.halfRows
        var search = SplitSearch(cell.total)
        let upperLeft = left[0] &+ left[1] &+ left[2] &+ left[3]
        let upperRight = right[0] &+ right[1] &+ right[2] &+ right[3]
        let lowerLeft = left[4] &+ left[5] &+ left[6] &+ left[7]
        let lowerRight = cell.total &- upperLeft &- upperRight &- lowerLeft
        // Half blocks first, so that the plainest of equal shapes wins.
        search.consider(0x2580, 0x0000_FFFF, upperLeft &+ upperRight, 16)
        search.consider(0x258C, 0x3333_3333, upperLeft &+ lowerLeft, 16)
        search.consider(0x2596, 0x3333_0000, lowerLeft, 8)
        search.consider(0x2597, 0xCCCC_0000, lowerRight, 8)
        search.consider(0x2598, 0x0000_3333, upperLeft, 8)
        search.consider(0x259D, 0x0000_CCCC, upperRight, 8)
        search.consider(0x259A, 0xCCCC_3333, upperLeft &+ lowerRight, 16)
        // Eighths from below.
        var lower = left[7] &+ right[7]
        search.consider(0x2581, 0xF000_0000, lower, 4)
        lower &+= left[6] &+ right[6]
        search.consider(0x2582, 0xFF00_0000, lower, 8)
        lower &+= left[5] &+ right[5]
        search.consider(0x2583, 0xFFF0_0000, lower, 12)
        lower = cell.total &- left[0] &- right[0]
        search.consider(0x2587, 0xFFFF_FFF0, lower, 28)
        lower &-= left[1] &+ right[1]
        search.consider(0x2586, 0xFFFF_FF00, lower, 24)
        lower &-= left[2] &+ right[2]
        search.consider(0x2585, 0xFFFF_F000, lower, 20)
        // One and three quarters from the left.
        search.consider(0x258E, 0x1111_1111, cell.column(0), 8)
        search.consider(0x258A, 0x7777_7777, cell.total &- cell.column(3), 24)
        if self.glyphs.hasSextants { self.considerSextants(left, right, &search) }
        return search.best
    }

    /// The sextants on either side of the middle between the two colours found so far.
    private func considerSextants(
        _ left: InlineArray<8, UInt64>, _ right: InlineArray<8, UInt64>, _ search: inout SplitSearch,
    ) {
        let parts: InlineArray<6, UInt64> = [
            left[0] &+ left[1] &+ left[2], right[0] &+ right[1] &+ right[2],
            left[3] &+ left[4] &+ left[5], right[3] &+ right[4] &+ right[5],
            left[6] &+ left[7], right[6] &+ right[7],
        ]
        // The second time from what the first has found.
        for _ in 0..<2 {
            guard let axis = search.axis else { return }
            var shape = 0
            var front: UInt64 = 0
            for part in 0..<6 {
                let count = part < 4 ? 6 : 4
                guard axis.isAbove(Channels(parts[part]), count) else { continue }
                shape |= 1 << part
                front &+= parts[part]
            }
            let mask = GlyphSet.sextantMasks[shape]
            guard mask != 0, ~mask != 0 else { return }
            search.consider(GlyphSet.sextant(shape), mask, front, mask.nonzeroBitCount)
        }
    }

    /// A split in its colours, as they can be sent.
    @inline(__always)
    func cell(_ split: CellSplit, total: UInt64) -> VideoCell {
        let count = split.mask.nonzeroBitCount
        let background = self.color(Channels(total &- split.front).mean(32 &- count))
        let flat = VideoCell(
            scalar: GlyphSet.space, mask: 0, foreground: background, background: background)
        guard count > 0 else { return flat }
        let foreground = self.color(Channels(split.front).mean(count))
        guard foreground != background else { return flat }
        return VideoCell(
            scalar: split.scalar, mask: split.mask, foreground: foreground, background: background)
    }

    private func color(_ value: UInt32) -> ScreenColor {
        if self.isPalette { return .palette(Palette.index(of: value)) }
        return .rgb(
            Self.quantized(value >> 16 & 255) << 16 | Self.quantized(value >> 8 & 255) << 8
                | Self.quantized(value & 255))
    }

    /// The nearest of 64 levels, spread over 0…255.
    private static func quantized(_ level: UInt32) -> UInt32 {
        let top: UInt32 = (1 << UInt32(VideoCells.channelBits)) - 1
        return (level * top + 127) / 255 * 255 / top
    }
}

/// Keeps the best of the splits that are tried.
private struct SplitSearch {
    /// What a split must gain over one colour: a difference of 6 levels a sample is not seen.
    private static let gainMinimum = 32.0 * 9

    private let total: Channels
    private let flatEnergy: Double
    private var gain = Self.gainMinimum
    private(set) var best = CellSplit()

    @inline(__always)
    init(_ total: UInt64) {
        self.total = Channels(total)
        self.flatEnergy = Double(self.total.energy) / 32
        self.best.energy = self.flatEnergy
    }

    /// - Parameter count: samples of the mask.
    @inline(__always)
    mutating func consider(_ scalar: UInt32, _ mask: UInt32, _ front: UInt64, _ count: Int) {
        // Between the means of both parts lies (32 F − n T) / n (32 − n); its square, weighted with
        // both counts, is what two colours keep more than one.
        let sum = Channels(front)
        let red = 32 &* sum.red &- count &* self.total.red
        let green = 32 &* sum.green &- count &* self.total.green
        let blue = 32 &* sum.blue &- count &* self.total.blue
        let square = red &* red &+ green &* green &+ blue &* blue
        let gain = Double(square) * (1 / Double(32 &* count &* (32 &- count)))
        guard gain > self.gain else { return }
        self.gain = gain
        self.best = CellSplit(
            scalar: scalar, mask: mask, front: front, energy: self.flatEnergy + gain)
    }

    /// From the background's colour to the foreground's, through their middle; nil without a split.
    var axis: SplitAxis? {
        let count = self.best.mask.nonzeroBitCount
        guard count > 0 else { return nil }
        let front = Channels(self.best.front)
        func means(_ front: Int, _ total: Int) -> (front: Int, back: Int) {
            (front &* 32 / count, (total &- front) &* 32 / (32 &- count))
        }
        return SplitAxis(
            red: means(front.red, self.total.red), green: means(front.green, self.total.green),
            blue: means(front.blue, self.total.blue))
    }
}

/// A line between two colours, in 32nds of a level.
private struct SplitAxis {
    var red: (front: Int, back: Int)
    var green: (front: Int, back: Int)
    var blue: (front: Int, back: Int)

    /// Whether the mean of `count` samples is nearer to the foreground.
    func isAbove(_ sum: Channels, _ count: Int) -> Bool {
        func part(_ sum: Int, _ ends: (front: Int, back: Int)) -> Int {
            (64 &* sum &- count &* (ends.front &+ ends.back)) &* (ends.front &- ends.back)
        }
        return part(sum.red, self.red) &+ part(sum.green, self.green) &+ part(sum.blue, self.blue)
            > 0
    }
}
