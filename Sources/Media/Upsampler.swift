public import Units

/// Doubles pictures for prediction between layers: the same bits on every machine.
///
/// Separable. Luma takes (−9, 111, 29, −3)/128 around the nearer side and its mirror image, chroma
/// (96, 32)/128; there is one rounding at the end, after both directions. Edges repeat.
public enum Upsampler {
    /// Taps for a sample a quarter to the right, at −1, 0, +1, +2.
    private static let lumaTaps: (Int32, Int32, Int32, Int32) = (-9, 111, 29, -3)
    private static let chromaTaps: (Int32, Int32, Int32, Int32) = (0, 96, 32, 0)

    /// Doubles a picture and repeats its last column and row up to the given size.
    ///
    /// VP8 keeps its references in whole macroblocks, so they may be larger than the picture.
    ///
    /// - Precondition: the size is valid and at least twice the picture's.
    public static func doubled(_ picture: Picture, width: Int, height: Int) -> Picture {
        precondition(
            width >= 2 * picture.width && height >= 2 * picture.height, "only ever enlarges")
        var target = Picture(width: width, height: height)
        for plane in Picture.Plane.allCases {
            Self.double(picture, plane, into: &target)
        }
        return target
    }

    public static func doubled(_ picture: Picture) -> Picture {
        self.doubled(picture, width: 2 * picture.width, height: 2 * picture.height)
    }

    private static func double(
        _ picture: Picture, _ plane: Picture.Plane, into target: inout Picture,
    ) {
        let taps = plane == .luma ? Self.lumaTaps : Self.chromaTaps
        let width = picture.width(of: plane)
        let height = picture.height(of: plane)
        let source = picture.samples.span.extracting(
            picture.offset(of: plane)..<(picture.offset(of: plane) + width * height))
        let stride = target.width(of: plane)
        let start = target.offset(of: plane)
        let targetHeight = target.height(of: plane)
        // Four rows around the present one, widened; each is used for eight rows of the result.
        var rows: [[Int32]] = (-2...1).map { _ in Array(repeating: 0, count: 2 * width) }
        for (index, row) in (-2...1).enumerated() {
            Self.widen(
                source.extracting(Self.row(row, of: height, width)), taps, into: &rows[index])
        }
        var planeSpan = target.samples.mutableSpan
        for row in 0..<height {
            var next = rows.removeFirst()
            // `rows` now holds row − 1, row, row + 1; the upper sample still needs row − 2 in
            // `next`.
            let upper = Self.line(2 * row, stride, start)
            Self.blend(rows[2], rows[1], rows[0], next, taps, into: &planeSpan, at: upper)
            Self.widen(
                source.extracting(Self.row(row + 2, of: height, width)), taps, into: &next)
            rows.append(next)
            let lower = Self.line(2 * row + 1, stride, start)
            Self.blend(rows[0], rows[1], rows[2], rows[3], taps, into: &planeSpan, at: lower)
        }
        let last = Self.line(2 * height - 1, stride, start)
        for row in (2 * height)..<max(2 * height, targetHeight) {
            let line = Self.line(row, stride, start)
            for column in 0..<stride {
                planeSpan[line.lowerBound + column] = planeSpan[last.lowerBound + column]
            }
        }
    }

    private static func row(_ row: Int, of height: Int, _ width: Int) -> Range<Int> {
        let clamped = min(max(row, 0), height - 1)
        return clamped * width..<(clamped + 1) * width
    }

    private static func line(_ row: Int, _ stride: Int, _ start: Int) -> Range<Int> {
        start + row * stride..<start + (row + 1) * stride
    }

    /// Doubles one row, times 128.
    private static func widen(
        _ row: Span<UInt8>, _ taps: (Int32, Int32, Int32, Int32), into wide: inout [Int32],
    ) {
        let last = row.count - 1
        for column in 0...last {
            let here = Int32(row[column])
            let left = Int32(row[max(column - 1, 0)])
            let right = Int32(row[min(column + 1, last)])
            let farLeft = Int32(row[max(column - 2, 0)])
            let farRight = Int32(row[min(column + 2, last)])
            wide[2 * column] =
                taps.0 &* right &+ taps.1 &* here &+ taps.2 &* left &+ taps.3 &* farLeft
            wide[2 * column + 1] =
                taps.0 &* left &+ taps.1 &* here &+ taps.2 &* right &+ taps.3 &* farRight
        }
    }

    /// One row of the result from four wide ones: the far side of the nearest, it, and two on the
    /// near side.
    private static func blend(
        _ far: [Int32], _ here: [Int32], _ near: [Int32], _ nearer: [Int32],
        _ taps: (Int32, Int32, Int32, Int32), into plane: inout MutableSpan<UInt8>,
        at line: Range<Int>,
    ) {
        let start = line.lowerBound
        for column in here.indices {
            let sum =
                taps.0 &* far[column] &+ taps.1 &* here[column] &+ taps.2 &* near[column]
                &+ taps.3 &* nearer[column]
            plane[start &+ column] = UInt8(clamping: (sum &+ 8192) >> 14)
        }
        for column in here.count..<max(here.count, line.count) {
            plane[start + column] = plane[start + here.count - 1]
        }
    }
}
