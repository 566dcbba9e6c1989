public import Units

/// Looks at pictures before they are coded: cuts, and what is text.
///
/// Nothing can be predicted across a cut, so such a picture costs as much as a key frame. An encoder
/// that knows beforehand can coarsen it instead of sending a burst.
public struct SceneMeter: Sendable {
    /// Mean difference of luma from one picture to the next: a moving hand has 2, a cut 20 and more.
    private static let differenceMinimum = 14.0
    /// The same as a part of the picture's contrast, where that is less: pages of text on an even
    /// ground differ by little, but they differ in all that there is.
    private static let contrastShare = 0.6
    /// Of a picture with no contrast at all.
    private static let contrastMinimum = 3.0
    /// How much more than usual the difference must be, so that a shaken camera isn't one cut after
    /// another.
    private static let surgeMinimum = 3.0
    /// Weight of the newest difference in what is usual.
    private static let learning = 0.2
    /// Every so many rows are compared.
    private static let rowStep = 4

    private var last: Picture?
    private var usual = 0.0

    public init() {}

    /// What a picture is to the one before.
    public enum Change: Sendable, Hashable {
        case ordinary
        /// So much is new that it costs as much as a start, though it may have moved only: a page of
        /// text, scrolled or turned.
        case surge
        /// Nothing is left of the picture before.
        case cut
    }

    /// Takes the next picture of a stream.
    public mutating func change(to picture: Picture) -> Change {
        defer { self.last = picture }
        guard let last = self.last, last.width == picture.width, last.height == picture.height
        else { return .ordinary }
        let difference = Self.difference(last, picture)
        defer { self.usual += Self.learning * (difference - self.usual) }
        guard difference > Self.surgeMinimum * self.usual else { return .ordinary }
        if difference > Self.differenceMinimum { return .cut }
        let contrast = max(Self.contrast(of: picture), Self.contrastMinimum)
        return difference > Self.contrastShare * contrast ? .surge : .ordinary
    }

    /// Whether the picture is text or a drawing: most samples are exactly as their neighbours.
    ///
    /// Nine of ten are in terminals and editors; two to six of ten in what cameras see.
    public static func isScreen(_ picture: Picture) -> Bool {
        var (even, count) = (0, 0)
        for row in stride(from: 0, to: picture.height, by: 2 * self.rowStep) {
            let line = picture.samples.span.extracting(
                row * picture.width..<(row + 1) * picture.width)
            for index in 1..<line.count where line[index] == line[index - 1] { even += 1 }
            count += line.count
        }
        return even * 5 > count * 4
    }

    /// How much there is to see: the mean step of luma from one sample to the next, across and down.
    ///
    /// What a picture costs that stands alone grows about as this does.
    public static func activity(of picture: Picture) -> Double {
        var sum = 0
        let (width, height) = (picture.width, picture.height)
        let rows = Swift.stride(from: 0, to: height - 1, by: self.rowStep)
        var count = 0
        for row in rows {
            let here = picture.samples.span.extracting(row * width..<(row + 1) * width)
            let below = picture.samples.span.extracting((row + 1) * width..<(row + 2) * width)
            sum += self.difference(here, below)
            sum += self.difference(here.extracting(0..<(width - 1)), here.extracting(1..<width))
            count += width
        }
        return Double(sum) / Double(max(1, count))
    }

    /// The mean distance of luma from its mean.
    private static func contrast(of picture: Picture) -> Double {
        var histogram = [Int](repeating: 0, count: 256)
        var (count, sum) = (0, 0)
        for row in stride(from: 0, to: picture.height, by: self.rowStep) {
            let line = picture.samples.span.extracting(
                row * picture.width..<(row + 1) * picture.width)
            for index in line.indices { histogram[Int(line[index])] += 1 }
        }
        for (luma, times) in histogram.enumerated() {
            count += times
            sum += luma * times
        }
        let mean = sum / max(1, count)
        let distance = histogram.enumerated().reduce(0) { $0 + abs($1.offset - mean) * $1.element }
        return Double(distance) / Double(max(1, count))
    }

    private static func difference(_ one: Picture, _ other: Picture) -> Double {
        var sum = 0
        var count = 0
        for row in stride(from: 0, to: one.height, by: self.rowStep) {
            let place = row * one.width..<(row + 1) * one.width
            sum += self.difference(
                one.samples.span.extracting(place), other.samples.span.extracting(place))
            count += place.count
        }
        return Double(sum) / Double(count)
    }

    private static func difference(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int {
        var sum: Int32 = 0
        for index in one.indices {
            sum &+= abs(Int32(one[index]) &- Int32(other[index]))
        }
        return Int(sum)
    }
}
