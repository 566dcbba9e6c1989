internal import Units

/// A picture scaled to 4 × 8 samples a cell, each 0x00RRGGBB, cell by cell.
struct CellSamples: Sendable {
    static let samplesPerCell = 32

    private(set) var columns = 0
    private(set) var rows = 0
    /// `columns * rows * 32`; a cell's samples are neighbours, row by row.
    private(set) var values: [UInt32] = []
    private var luma: [UInt8] = []
    private var blue: [UInt8] = []
    private var red: [UInt8] = []
    private var sums: [UInt32] = []

    /// Scales a whole picture onto a grid of cells; the buffers are kept for the next one.
    mutating func scale(_ picture: Picture, columns: Int, rows: Int) {
        if columns != self.columns || rows != self.rows {
            (self.columns, self.rows) = (columns, rows)
            self.values = Array(repeating: 0, count: columns * rows * Self.samplesPerCell)
            self.luma = Array(repeating: 0, count: columns * rows * 32)
            self.blue = Array(repeating: 0, count: columns * rows * 8)
            self.red = self.blue
        }
        if self.sums.count <= picture.width {
            self.sums = Array(repeating: 0, count: picture.width + 1)
        }
        Self.shrink(picture, .luma, &self.luma, columns * 4, rows * 8, &self.sums)
        Self.shrink(picture, .blueDifference, &self.blue, columns * 2, rows * 4, &self.sums)
        Self.shrink(picture, .redDifference, &self.red, columns * 2, rows * 4, &self.sums)
        let (luma, blue, red) = (self.luma, self.blue, self.red)
        Self.convert(
            luma: luma.span, blue: blue.span, red: red.span, columns: columns, rows: rows,
            into: &self.values)
    }

    /// The mean over each target's box of source samples; the nearest sample where the target is finer.
    private static func shrink(
        _ picture: Picture, _ plane: Picture.Plane, _ target: inout [UInt8],
        _ width: Int, _ height: Int, _ sums: inout [UInt32],
    ) {
        let sourceWidth = picture.width(of: plane)
        let sourceHeight = picture.height(of: plane)
        let source = picture.samples.span.extracting(
            droppingFirst: picture.offset(of: plane))
        let stretches = Stretches(of: sourceWidth, into: width)
        let fewest = max(1, sourceHeight / height)
        // As far from each other as whole numbers allow, rows are taken by one of two counts.
        let reciprocals = (fewest...fewest + 1).map { stretches.reciprocals(rowCount: $0) }
        var output = target.mutableSpan
        for y in 0..<height {
            let top = y * sourceHeight / height
            let bottom = max(top + 1, (y + 1) * sourceHeight / height)
            Self.add(rows: top..<bottom, of: source, width: sourceWidth, to: &sums)
            let factors = reciprocals[bottom - top - fewest]
            Self.average(sums.span, stretches, factors.span, into: &output, at: y * width)
        }
    }

    /// The parts of a line that become one sample each; an empty one takes the sample at its place.
    private struct Stretches {
        let starts: [Int32]
        let ends: [Int32]

        init(of sourceCount: Int, into count: Int) {
            self.starts = (0..<count).map { Int32($0 * sourceCount / count) }
            self.ends = (0..<count).map {
                Int32(max($0 * sourceCount / count + 1, ($0 + 1) * sourceCount / count))
            }
        }

        /// 2^24 over each one's samples in so many rows: a division takes longer than all the rest.
        func reciprocals(rowCount: Int) -> [UInt32] {
            zip(self.starts, self.ends).map { 16_777_216 / UInt32(Int($1 - $0) * rowCount) }
        }
    }

    /// Means over stretches.
    ///
    /// - Parameter sums: of all samples left of a place; one more than there are samples.
    private static func average(
        _ sums: Span<UInt32>, _ stretches: Stretches, _ reciprocals: Span<UInt32>,
        into output: inout MutableSpan<UInt8>, at start: Int,
    ) {
        let starts = stretches.starts.span
        let ends = stretches.ends.span
        for x in 0..<starts.count {
            let sum = sums[Int(ends[x])] &- sums[Int(starts[x])]
            // A mean is at most 255, so that 32 bits hold it.
            let mean = (sum &* reciprocals[x] &+ 8_388_608) >> 24
            output[start &+ x] = UInt8(truncatingIfNeeded: mean)
        }
    }

    /// Sums of all samples left of each place over some rows.
    private static func add(
        rows: Range<Int>, of source: Span<UInt8>, width: Int, to sums: inout [UInt32],
    ) {
        var sums = sums.mutableSpan
        let first = source.extracting(rows.lowerBound * width..<(rows.lowerBound + 1) * width)
        for x in 0..<width { sums[x &+ 1] = UInt32(first[x]) }
        for row in rows.dropFirst() {
            let next = source.extracting(row * width..<(row + 1) * width)
            for x in 0..<width { sums[x &+ 1] &+= UInt32(next[x]) }
        }
        var sum: UInt32 = 0
        sums[0] = 0
        for x in 1..<width &+ 1 {
            sum &+= sums[x]
            sums[x] = sum
        }
    }

    /// BT.601 with video range to RGB, and from rows to cells.
    private static func convert(
        luma: Span<UInt8>, blue: Span<UInt8>, red: Span<UInt8>, columns: Int, rows: Int,
        into values: inout [UInt32],
    ) {
        let width = columns * 4
        var output = values.mutableSpan
        for y in 0..<rows * 8 {
            let chroma = y / 2 * (width / 2)..<(y / 2 + 1) * (width / 2)
            let (blue, red) = (blue.extracting(chroma), red.extracting(chroma))
            let luma = luma.extracting(y * width..<(y + 1) * width)
            let line = y / 8 * columns * 32 + y % 8 * 4
            for pair in 0..<width / 2 {
                let blueDifference = Int32(blue[pair]) &- 128
                let redDifference = Int32(red[pair]) &- 128
                let toRed = 409 &* redDifference &+ 128
                let toGreen = -100 &* blueDifference &- 208 &* redDifference &+ 128
                let toBlue = 516 &* blueDifference &+ 128
                let cell = line &+ pair / 2 &* 32 &+ pair % 2 &* 2
                for step in 0..<2 {
                    let bright = (Int32(luma[pair &* 2 &+ step]) &- 16) &* 298
                    output[cell &+ step] = Self.packed(
                        bright &+ toRed, bright &+ toGreen, bright &+ toBlue)
                }
            }
        }
    }

    /// Three levels in 256ths, brought into 0…255.
    @inline(__always)
    private static func packed(_ red: Int32, _ green: Int32, _ blue: Int32) -> UInt32 {
        var (red, green, blue) = (red >> 8, green >> 8, blue >> 8)
        // One comparison for all three, that nearly never holds: cheaper than six.
        if UInt32(bitPattern: red | green | blue) > 255 {
            red = min(max(red, 0), 255)
            green = min(max(green, 0), 255)
            blue = min(max(blue, 0), 255)
        }
        return UInt32(bitPattern: red << 16 | green << 8 | blue)
    }
}
