internal import Units

/// A picture scaled to 4 × 8 samples a cell, cell by cell, with its colour differences at half of that.
struct CellSamples: Sendable {
    static let samplesPerCell = 32
    /// A cell's bytes: 32 of luma, then 8 of each colour difference; all row by row.
    static let bytesPerCell = 48
    static let blueStart = 32
    static let redStart = 40

    private(set) var columns = 0
    private(set) var rows = 0
    /// `columns * rows * 48`.
    private(set) var values: [UInt8] = []
    private var sums: [UInt32] = []

    /// Scales a whole picture onto a grid of cells; the buffers are kept for the next one.
    mutating func scale(_ picture: Picture, columns: Int, rows: Int) {
        if columns != self.columns || rows != self.rows {
            (self.columns, self.rows) = (columns, rows)
            self.values = Array(repeating: 0, count: columns * rows * Self.bytesPerCell)
        }
        if self.sums.count <= picture.width {
            self.sums = Array(repeating: 0, count: picture.width + 1)
        }
        for part in Part.all {
            Self.shrink(
                picture, part, columns: columns, rows: rows, &self.values, &self.sums)
        }
    }

    /// Where a plane's samples are among a cell's bytes.
    private struct Part {
        var plane: Picture.Plane
        var start: Int
        var width: Int
        var height: Int

        static let all = [
            Part(plane: .luma, start: 0, width: 4, height: 8),
            Part(plane: .blueDifference, start: CellSamples.blueStart, width: 2, height: 4),
            Part(plane: .redDifference, start: CellSamples.redStart, width: 2, height: 4),
        ]
    }

    /// The mean over each target's box of source samples; the nearest sample where the target is finer.
    private static func shrink(
        _ picture: Picture, _ part: Part, columns: Int, rows: Int,
        _ values: inout [UInt8], _ sums: inout [UInt32],
    ) {
        let (width, height) = (columns * part.width, rows * part.height)
        let sourceWidth = picture.width(of: part.plane)
        let sourceHeight = picture.height(of: part.plane)
        let source = picture.samples.span.extracting(
            droppingFirst: picture.offset(of: part.plane))
        let fewest = max(1, sourceHeight / height)
        // As far from each other as whole numbers allow, rows are taken by one of two counts.
        let boxes = (fewest...fewest + 1).map {
            Box.boxes(of: sourceWidth, into: width, rowCount: $0)
        }
        var output = values.mutableSpan
        for y in 0..<height {
            let top = y * sourceHeight / height
            let bottom = max(top + 1, (y + 1) * sourceHeight / height)
            Self.add(rows: top..<bottom, of: source, width: sourceWidth, to: &sums)
            let line = boxes[bottom - top - fewest]
            let start =
                y / part.height * columns * Self.bytesPerCell + part.start
                + y % part.height * part.width
            // A width that is known makes the inner loop a straight line.
            if part.width == 4 {
                Self.average(sums.span, line.span, cellWidth: 4, into: &output, at: start)
            } else {
                Self.average(sums.span, line.span, cellWidth: 2, into: &output, at: start)
            }
        }
    }

    /// What becomes one sample: a stretch of a line, in all rows that are added up.
    private struct Box {
        var start: Int
        var end: Int
        /// 2^24 over the number of its samples: a division takes longer than all the rest.
        var reciprocal: UInt32

        /// A line's boxes; an empty one takes the sample at its place.
        static func boxes(of sourceWidth: Int, into width: Int, rowCount: Int) -> [Box] {
            (0..<width).map { x in
                let start = x * sourceWidth / width
                let end = max(start + 1, (x + 1) * sourceWidth / width)
                return Box(
                    start: start, end: end,
                    reciprocal: 16_777_216 / UInt32((end - start) * rowCount))
            }
        }
    }

    /// Means over boxes, so many to each cell.
    ///
    /// - Parameter sums: of all samples left of a place; one more than there are samples.
    @inline(__always)
    private static func average(
        _ sums: Span<UInt32>, _ boxes: Span<Box>, cellWidth: Int,
        into output: inout MutableSpan<UInt8>, at start: Int,
    ) {
        for cell in 0..<boxes.count / cellWidth {
            for column in 0..<cellWidth {
                let box = boxes[cell &* cellWidth &+ column]
                let sum = sums[box.end] &- sums[box.start]
                // A mean is at most 255, so that 32 bits hold it.
                let mean = (sum &* box.reciprocal &+ 8_388_608) >> 24
                output[start &+ cell &* Self.bytesPerCell &+ column] =
                    UInt8(truncatingIfNeeded: mean)
            }
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
}
