public import Units

/// Brings pictures to any size: averages areas when it shrinks, interpolates when it enlarges.
///
/// Integer arithmetic, the same on every machine. For tiles and composites; the layers of a stream
/// have their own exact factors (`Downscaler`, `Upsampler`).
public struct PictureScaler: Sendable {
    /// The source samples that make one sample of the result, along one side.
    private struct Taps: Sendable {
        var first: Int
        /// They sum to `PictureScaler.unity`.
        var weights: [Int32]
    }

    private static let unity: Int32 = 1 << 12

    private let source: LayerSizes.Size
    private let target: LayerSizes.Size
    private let columns: [[Taps]]
    private let rows: [[Taps]]

    /// Prepares for pictures of one size.
    ///
    /// - Precondition: both sizes are valid.
    public init(from source: LayerSizes.Size, to target: LayerSizes.Size) {
        self.source = source
        self.target = target
        self.columns = [1, 2].map { Self.taps(from: source.width / $0, to: target.width / $0) }
        self.rows = [1, 2].map { Self.taps(from: source.height / $0, to: target.height / $0) }
    }

    /// Scales one picture once.
    public static func scale(_ picture: Picture, width: Int, height: Int) -> Picture {
        guard width != picture.width || height != picture.height else { return picture }
        let scaler = PictureScaler(
            from: LayerSizes.Size(width: picture.width, height: picture.height),
            to: LayerSizes.Size(width: width, height: height))
        return scaler.scale(picture)
    }

    /// - Precondition: the picture has the size that was prepared for.
    public func scale(_ picture: Picture) -> Picture {
        var result = Picture(width: self.target.width, height: self.target.height)
        self.draw(picture, on: &result, left: 0, top: 0)
        return result
    }

    /// Scales a picture into a rectangle of a canvas.
    ///
    /// - Precondition: `left` and `top` are even, and the rectangle lies on the canvas.
    public func draw(_ picture: Picture, on canvas: inout Picture, left: Int, top: Int) {
        precondition(
            picture.width == self.source.width && picture.height == self.source.height,
            "a scaler is made for one size")
        precondition(
            left >= 0 && top >= 0 && left % 2 == 0 && top % 2 == 0
                && left + self.target.width <= canvas.width
                && top + self.target.height <= canvas.height,
            "a picture is drawn where there is canvas")
        for plane in Picture.Plane.allCases {
            let scale = plane == .luma ? 1 : 2
            let begin =
                canvas.offset(of: plane) + top / scale * canvas.width(of: plane) + left / scale
            self.draw(picture, plane, on: &canvas, at: begin)
        }
    }

    private func draw(
        _ picture: Picture, _ plane: Picture.Plane, on canvas: inout Picture, at begin: Int,
    ) {
        let kind = plane == .luma ? 0 : 1
        let stride = canvas.width(of: plane)
        let width = picture.width(of: plane)
        let offset = picture.offset(of: plane)
        let columns = self.columns[kind]
        var lines = LineCache(width: columns.count)
        var sums = [Int32](repeating: 0, count: columns.count)
        for (index, taps) in self.rows[kind].enumerated() {
            for column in sums.indices { sums[column] = 0 }
            for (step, weight) in taps.weights.enumerated() {
                let row = taps.first + step
                lines.prepare(row) { line in
                    let source = picture.samples.span.extracting(
                        (offset + row * width)..<(offset + (row + 1) * width))
                    Self.shrink(source, columns, into: &line)
                }
                lines.add(row, times: weight, to: &sums)
            }
            var target = canvas.samples.mutableSpan
            let start = begin + index * stride
            // Lines are in sixteenths: 12 bits of the rows' weights and 4 of theirs.
            for column in sums.indices {
                target[start &+ column] = UInt8(clamping: (sums[column] &+ 32768) >> 16)
            }
        }
    }

    /// One row of the result's width, in sixteenths, so that two more roundings cost nothing.
    private static func shrink(
        _ source: Span<UInt8>, _ columns: [Taps], into line: inout [Int32],
    ) {
        for (column, taps) in columns.enumerated() {
            var sum: Int32 = 0
            for (step, weight) in taps.weights.enumerated() {
                sum &+= weight &* Int32(source[taps.first &+ step])
            }
            line[column] = (sum &+ 128) >> 8
        }
    }

    private static func taps(from source: Int, to target: Int) -> [Taps] {
        (0..<target).map { index in
            source > target
                ? self.area(index, source, target) : self.interpolation(index, source, target)
        }
    }

    /// What the sample covers of the source: from `index * source / target` on, `source / target`.
    private static func area(_ index: Int, _ source: Int, _ target: Int) -> Taps {
        let begin = index * source
        let end = begin + source
        let first = begin / target
        let last = min((end - 1) / target, source - 1)
        let covered = (first...last).map { sample in
            min(end, (sample + 1) * target) - max(begin, sample * target)
        }
        return Taps(first: first, weights: Self.normalized(covered, total: source))
    }

    /// The two nearest source samples, centre to centre.
    private static func interpolation(_ index: Int, _ source: Int, _ target: Int) -> Taps {
        // In units of 1 / (2 * target): the centre's place, less half a source sample.
        let place = max(0, (2 * index + 1) * source - target)
        let first = min(place / (2 * target), source - 1)
        guard first + 1 < source else { return Taps(first: first, weights: [Self.unity]) }
        let part = place - first * 2 * target
        return Taps(
            first: first, weights: Self.normalized([2 * target - part, part], total: 2 * target))
    }

    /// Weights that sum to `unity` exactly, so that a flat picture stays as it is.
    private static func normalized(_ parts: [Int], total: Int) -> [Int32] {
        var weights: [Int32] = []
        var (before, spent) = (0, 0)
        for part in parts {
            before += part
            let upTo = (before * Int(Self.unity) + total / 2) / total
            weights.append(Int32(upTo - spent))
            spent = upTo
        }
        return weights
    }
}

/// Rows that have been scaled along their length, each only once; rows are asked for in order.
private struct LineCache {
    private var lines: [[Int32]]
    private var rows: [Int]

    /// Two rows are enough: enlarging needs the same two again, shrinking the last one.
    init(width: Int) {
        self.lines = Array(repeating: Array(repeating: 0, count: width), count: 2)
        self.rows = [-1, -1]
    }

    mutating func prepare(_ row: Int, _ make: (inout [Int32]) -> Void) {
        guard self.rows[row & 1] != row else { return }
        make(&self.lines[row & 1])
        self.rows[row & 1] = row
    }

    func add(_ row: Int, times weight: Int32, to sums: inout [Int32]) {
        let line = self.lines[row & 1]
        for column in sums.indices { sums[column] &+= weight &* line[column] }
    }
}

extension Picture {
    /// The upper left part of the picture, or the picture itself if it has that size already.
    ///
    /// - Precondition: the size is valid and not larger than the picture.
    public func cropped(width: Int, height: Int) -> Picture {
        precondition(width <= self.width && height <= self.height, "a crop is never larger")
        guard width != self.width || height != self.height else { return self }
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3 / 2)
        for plane in Plane.allCases {
            let scale = plane == .luma ? 1 : 2
            for row in 0..<(height / scale) {
                let begin = self.offset(of: plane) + row * self.width(of: plane)
                samples.append(contentsOf: self.samples[begin..<(begin + width / scale)])
            }
        }
        guard let picture = Picture(width: width, height: height, samples: samples) else {
            preconditionFailure("a valid size was asked for")
        }
        return picture
    }
}
