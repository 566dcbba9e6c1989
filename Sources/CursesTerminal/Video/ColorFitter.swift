/// What the fit needs to know of a cell's 32 samples. One is loaded again and again, and never copied:
/// copying its 300 bytes from call to call took an eighth of the whole fit.
struct CellStatistics: ~Copyable {
    /// A sample in one number, so that a sum of 32 takes one addition each: red, then green at bit 21,
    /// then blue at bit 42.
    private var packed = InlineArray<32, UInt64>(repeating: 0)
    private(set) var total: UInt64 = 0
    /// Sum of all squared channels.
    private(set) var squares = 0
    /// The darkest and the brightest sample.
    private(set) var darkest: UInt32 = 0
    private(set) var brightest: UInt32 = 0

    /// - Precondition: 32 samples, 0x00RRGGBB.
    mutating func load(_ samples: Span<UInt32>) {
        precondition(samples.count == 32, "a cell has 4 by 8 samples")
        (self.total, self.squares) = (0, 0)
        var lowest = Int32.max
        var highest = Int32.min
        for index in 0..<32 {
            let sample = samples[index]
            let red = Int32(bitPattern: sample >> 16)
            let green = Int32(bitPattern: sample >> 8 & 255)
            let blue = Int32(bitPattern: sample & 255)
            let value = Self.pack(sample)
            self.packed[index] = value
            self.total &+= value
            self.squares &+= Int(red &* red &+ green &* green &+ blue &* blue)
            let brightness = 2 &* red &+ 4 &* green &+ blue
            if brightness < lowest { (lowest, self.darkest) = (brightness, sample) }
            if brightness > highest { (highest, self.brightest) = (brightness, sample) }
        }
    }

    @inline(__always)
    private static func pack(_ sample: UInt32) -> UInt64 {
        UInt64(sample >> 16) | UInt64(sample >> 8 & 255) << 21 | UInt64(sample & 255) << 42
    }

    /// The channels' sums over the samples of a mask.
    @inline(__always)
    func sum(_ mask: UInt32) -> UInt64 {
        // Counting the fewer bits halves the work.
        let isMost = mask.nonzeroBitCount > 16
        var bits = isMost ? ~mask : mask
        var sum: UInt64 = 0
        while bits != 0 {
            sum &+= self.packed[bits.trailingZeroBitCount]
            bits &= bits &- 1
        }
        return isMost ? self.total &- sum : sum
    }

    /// The samples above the middle of the line from the darkest to the brightest; nil if the cell is
    /// flat.
    var split: UInt32? {
        let red = Int32(self.brightest >> 16) &- Int32(self.darkest >> 16)
        let green = Int32(self.brightest >> 8 & 255) &- Int32(self.darkest >> 8 & 255)
        let blue = Int32(self.brightest & 255) &- Int32(self.darkest & 255)
        // Below 10 levels in all there is nothing to see.
        guard red &* red &+ green &* green &+ blue &* blue >= 100 else { return nil }
        let mean = Channels(self.total)
        let limit =
            Int32(mean.red) &* red &+ Int32(mean.green) &* green
            &+ Int32(mean.blue) &* blue
        var mask: UInt32 = 0
        for index in 0..<32 {
            let sample = Channels(self.packed[index])
            let place =
                Int32(sample.red) &* red &+ Int32(sample.green) &* green
                &+ Int32(sample.blue) &* blue
            if place &* 32 > limit { mask |= 1 << UInt32(index) }
        }
        return mask
    }

    /// The squared error of a cell in two colours against the samples: 0…6,242,400.
    @inline(__always)
    func error(of cell: VideoCell) -> Int {
        let count = cell.mask.nonzeroBitCount
        let front = self.sum(cell.mask)
        return self.squares
            &+ Self.part(front, count, cell.foreground.rgbValue)
            &+ Self.part(self.total &- front, 32 &- count, cell.background.rgbValue)
    }

    /// `Σ (p − c)² − Σ p²` for samples of one colour, from their sums alone.
    private static func part(_ sums: UInt64, _ count: Int, _ color: UInt32) -> Int {
        let sum = Channels(sums)
        let red = Int(color >> 16 & 255)
        let green = Int(color >> 8 & 255)
        let blue = Int(color & 255)
        return count &* (red &* red &+ green &* green &+ blue &* blue)
            &- 2 &* (sum.red &* red &+ sum.green &* green &+ sum.blue &* blue)
    }
}

/// Three sums taken out of one number; see `CellStatistics.packed`.
struct Channels {
    let red: Int
    let green: Int
    let blue: Int

    @inline(__always)
    init(_ packed: UInt64) {
        self.red = Int(packed & 0x1F_FFFF)
        self.green = Int(packed >> 21 & 0x1F_FFFF)
        self.blue = Int(packed >> 42)
    }

    /// Squared length, for comparing how well a split keeps the energy.
    var energy: Int { self.red &* self.red &+ self.green &* self.green &+ self.blue &* self.blue }

    /// The mean of `count` samples as 0xRRGGBB.
    func mean(_ count: Int) -> UInt32 {
        let half = count / 2
        return UInt32((self.red + half) / count) << 16 | UInt32((self.green + half) / count) << 8
            | UInt32((self.blue + half) / count)
    }
}

/// Finds the block character and the two colours for a cell.
struct ColorFitter {
    /// Characters nearest to the split that are tried in full; more costs time and gains little.
    private static let candidateCount = 4

    let glyphs: GlyphSet
    let isPalette: Bool

    @inline(__always)
    func fit(_ cell: borrowing CellStatistics) -> VideoCell {
        let flat = self.color(Channels(cell.total).mean(32))
        var best = VideoCell(
            scalar: GlyphSet.space, mask: 0, foreground: flat, background: flat)
        guard let split = cell.split else { return best }
        // The least error is the most energy, Σ|sum|²/n; the flat cell's to begin with.
        var bestEnergy = Channels(cell.total).energy / 32 + 1
        let nearest = self.nearest(to: split)
        for place in nearest.indices {
            let candidate = nearest[place]
            let mask = self.glyphs.masks[candidate]
            let count = mask.nonzeroBitCount
            let front = cell.sum(mask)
            let (on, off) = (Channels(front), Channels(cell.total &- front))
            let energy = on.energy / count + off.energy / (32 - count)
            guard energy > bestEnergy else { continue }
            bestEnergy = energy
            best = VideoCell(
                scalar: self.glyphs.scalars[candidate], mask: mask,
                foreground: self.color(on.mean(count)),
                background: self.color(off.mean(32 - count)))
        }
        guard best.foreground != best.background else {
            (best.scalar, best.mask) = (GlyphSet.space, 0)
            return best
        }
        return best
    }

    /// The characters whose shape, or its negative, differs from a split in the fewest samples.
    private func nearest(to split: UInt32) -> InlineArray<4, Int> {
        var indexes = InlineArray<4, Int>(repeating: 0)
        var distances = InlineArray<4, Int>(repeating: 33)
        let masks = self.glyphs.masks.span
        for index in 0..<masks.count {
            let differing = (split ^ masks[index]).nonzeroBitCount
            let distance = min(differing, 32 - differing)
            guard distance < distances[Self.candidateCount - 1] else { continue }
            var place = Self.candidateCount - 1
            while place > 0, distances[place - 1] > distance {
                distances[place] = distances[place - 1]
                indexes[place] = indexes[place - 1]
                place -= 1
            }
            distances[place] = distance
            indexes[place] = index
        }
        return indexes
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
