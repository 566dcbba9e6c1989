/// What the fit needs to know of a cell's 32 samples. One is loaded again and again.
///
/// The samples are in arrays, not in an `InlineArray`: indexing that by a variable copied all of its
/// 256 bytes every time, an eighth of the whole fit.
struct CellStatistics {
    static let sampleCount = CellSamples.samplesPerCell

    /// A sample in one number, so that a sum of 32 takes one addition each: red, then green at bit 21,
    /// then blue at bit 42.
    private var packed = [UInt64](repeating: 0, count: Self.sampleCount)
    private(set) var total: UInt64 = 0
    /// The channels' sums of squares.
    private var squares: UInt64 = 0

    /// From BT.601 with video range to RGB.
    ///
    /// - Precondition: a cell's 48 bytes; see `CellSamples.values`.
    mutating func load(_ samples: Span<UInt8>) {
        precondition(samples.count == CellSamples.bytesPerCell, "a cell has 48 bytes")
        var packed = self.packed.mutableSpan
        precondition(packed.count == Self.sampleCount, "a cell has 4 by 8 samples")
        var total: UInt64 = 0
        var squares: UInt64 = 0
        for pair in 0..<8 {
            let chroma = Self.chroma(
                blueDifference: samples[CellSamples.blueStart &+ pair],
                redDifference: samples[CellSamples.redStart &+ pair])
            // Four samples share a pair of differences.
            let corner = pair / 2 &* 8 &+ pair % 2 &* 2
            for step in 0..<4 {
                let index = corner &+ step / 2 &* 4 &+ step % 2
                let value = Self.levels(UInt64(samples[index]) &* Self.brightness &+ chroma)
                packed[index] = value
                total &+= value
                let (red, green, blue) = (value & 0xFF, value >> 21 & 0xFF, value >> 42)
                // At most 32 · 255², which 21 bits just hold.
                squares &+= red &* red | (green &* green) << 21 | (blue &* blue) << 42
            }
        }
        self.total = total
        self.squares = squares
    }

    /// The same number in all three fields of a packed sample.
    @inline(__always)
    private static func fields(_ value: UInt64) -> UInt64 { value | value << 21 | value << 42 }

    /// What a level of luma adds to each channel, in 256ths.
    private static let brightness = Self.fields(298)
    /// What is added to each field so that none is below zero.
    private static let bias: Int32 = 2 << 16

    /// What the colour differences of a sample add to its channels, in 256ths, with luma's offset, a half
    /// and the bias.
    @inline(__always)
    private static func chroma(blueDifference: UInt8, redDifference: UInt8) -> UInt64 {
        let blue = Int32(blueDifference) &- 128
        let red = Int32(redDifference) &- 128
        let offset = self.bias &- 16 &* 298 &+ 128
        let toRed = UInt64(UInt32(bitPattern: offset &+ 409 &* red))
        let toGreen = UInt64(UInt32(bitPattern: offset &- 100 &* blue &- 208 &* red))
        let toBlue = UInt64(UInt32(bitPattern: offset &+ 516 &* blue))
        return toRed | toGreen << 21 | toBlue << 42
    }

    /// Three biased levels in 256ths as whole ones in 0…255.
    @inline(__always)
    private static func levels(_ sums: UInt64) -> UInt64 {
        // One comparison for all three, that nearly always holds: none is below 0 or above 255.
        if sums & self.fields(31 << 16) == self.fields(2 << 16) {
            return sums >> 8 & self.fields(255)
        }
        // Bits 16, 17 and 18 of a field say where it is: 2 is within, 0 and 1 are below, 3 and 4 above.
        let ones = self.fields(1)
        let (low, middle, high) = (sums >> 16 & ones, sums >> 17 & ones, sums >> 18 & ones)
        let isAbove = low & middle | high
        let isKept = middle | high
        return sums >> 8 & (isKept << 8 &- isKept) | (isAbove << 8 &- isAbove)
    }

    /// Σ p² over all samples and channels.
    var power: Int { Channels(self.squares).sum }

    /// The channels' sums over what a shape fills, in twelfths of a sample.
    ///
    /// - Parameter place: see `BlockShapes.place`.
    @inline(__always)
    func sum(_ place: Int, _ weights: Span<UInt8>) -> UInt64 {
        let packed = self.packed.span
        let weights = weights.extracting(
            place &* Self.sampleCount..<(place &+ 1) &* Self.sampleCount)
        precondition(packed.count == Self.sampleCount, "a cell has 4 by 8 samples")
        var sum: UInt64 = 0
        for index in 0..<Self.sampleCount { sum &+= packed[index] &* UInt64(weights[index]) }
        return sum
    }

    /// How much of the samples' energy a cell's colours keep: `Σ p² − Σ (p − c)²`, so that of two cells
    /// the difference is that of their squared errors.
    @inline(__always)
    func energy(of cell: VideoCell, _ shapes: borrowing BlockShapes) -> Int {
        let place = BlockShapes.place(of: cell.scalar)
        let total = Channels(self.total)
        let front = Channels(self.sum(place, shapes.weights.span))
        let (area, square) = (shapes.areas[place], shapes.squares[place])
        let (foreground, background) = (cell.foreground.rgbValue, cell.background.rgbValue)
        // A sample of weight w twelfths shows b + w/12 · d. In 288ths, as squares are.
        @inline(__always)
        func kept(_ front: Int, _ total: Int, _ shift: UInt32) -> Int {
            let back = Int(background >> shift & 255)
            let step = Int(foreground >> shift & 255) &- back
            return 2 &* (288 &* back &* total &+ 24 &* step &* front)
                &- back &* (288 &* Self.sampleCount &* back &+ 48 &* step &* area)
                &- step &* step &* square
        }
        return
            (kept(front.red, total.red, 16) &+ kept(front.green, total.green, 8)
            &+ kept(front.blue, total.blue, 0)) / 288
    }
}

/// The samples along one line through the colours.
extension CellStatistics {
    /// Bits of a level on the line without its sign: weighed in twelfths and summed up, 16 bits hold it.
    private static let levelBits = 7
    /// Bits of the line's direction: a field of `packed` holds its product with a sample.
    private static let directionBits = 10

    /// How far each sample is from the mean along the line on which the samples spread the most, in −128
    /// … 127, eight times the same, as the shapes are weighed.
    func project(onto levels: inout [SIMD8<Int16>]) {
        let (total, spread) = (Channels(self.total), self.spread)
        let direction = self.direction(spread)
        let mean = direction.times(total) >> 5
        // No sample is further away than all of them together, by Cauchy and Schwarz.
        let bound = direction.energy &* (spread.sum >> 5)
        let bits = (Int.bitWidth - bound.leadingZeroBitCount + 1) / 2
        let down = max(0, bits - Self.levelBits)
        let half = (1 << down) >> 1
        // Multiplied with a sample, the field at bit 42 has all three channels' products; what is below
        // borrows at most 1 from it.
        let factor = UInt64(
            bitPattern: Int64(
                direction.blue &+ (direction.green << 21) &+ (direction.red << 42)))
        let packed = self.packed.span
        var output = levels.mutableSpan
        precondition(packed.count == Self.sampleCount, "a cell has 4 by 8 samples")
        precondition(output.count == Self.sampleCount, "a cell has 4 by 8 samples")
        for index in 0..<Self.sampleCount {
            let field = Int((Int64(bitPattern: packed[index] &* factor) << 1) >> 43)
            let level = (field &- mean &+ half) >> down
            output[index] = SIMD8(repeating: Int16(truncatingIfNeeded: level))
        }
    }

    /// 32 times the channels' squared distances from their means.
    private var spread: Channels {
        let (total, squares) = (Channels(self.total), Channels(self.squares))
        return Channels(
            red: 32 &* squares.red &- total.red &* total.red,
            green: 32 &* squares.green &- total.green &* total.green,
            blue: 32 &* squares.blue &- total.blue &* total.blue)
    }

    /// The covariance with the channel that varies the most, in a few bits: one step of the power method,
    /// which is within 0.01 dB of the exact direction.
    private func direction(_ spread: Channels) -> Channels {
        let total = Channels(self.total)
        let strongest = max(spread.red, spread.green, spread.blue)
        let (shift, sum): (UInt64, Int) =
            strongest == spread.green
            ? (21, total.green) : strongest == spread.red ? (0, total.red) : (42, total.blue)
        let packed = self.packed.span
        precondition(packed.count == Self.sampleCount, "a cell has 4 by 8 samples")
        var products: UInt64 = 0
        for index in 0..<Self.sampleCount {
            products &+= packed[index] &* (packed[index] >> shift & 0xFF)
        }
        let product = Channels(products)
        let direction = Channels(
            red: 32 &* product.red &- sum &* total.red,
            green: 32 &* product.green &- sum &* total.green,
            blue: 32 &* product.blue &- sum &* total.blue)
        let size = max(abs(direction.red), abs(direction.green), abs(direction.blue))
        let excess = max(0, Int.bitWidth - size.leadingZeroBitCount - Self.directionBits)
        return Channels(
            red: direction.red >> excess, green: direction.green >> excess,
            blue: direction.blue >> excess)
    }
}

/// Three numbers, a channel each.
struct Channels {
    let red: Int
    let green: Int
    let blue: Int

    init(red: Int, green: Int, blue: Int) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// Sums taken out of one number; see `CellStatistics.packed`.
    @inline(__always)
    init(_ packed: UInt64) {
        self.red = Int(truncatingIfNeeded: packed & 0x1F_FFFF)
        self.green = Int(truncatingIfNeeded: packed >> 21 & 0x1F_FFFF)
        self.blue = Int(truncatingIfNeeded: packed >> 42)
    }

    var sum: Int { self.red &+ self.green &+ self.blue }

    /// The inner product.
    func times(_ other: Channels) -> Int {
        self.red &* other.red &+ self.green &* other.green &+ self.blue &* other.blue
    }

    /// Squared length.
    var energy: Int { self.times(self) }
}
