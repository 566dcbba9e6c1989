public import Units

/// Finds cuts: pictures that have nothing to do with the one before.
///
/// Nothing can be predicted across a cut, so such a picture costs as much as a key frame. An encoder
/// that knows beforehand can coarsen it instead of sending a burst.
public struct SceneMeter: Sendable {
    /// Mean difference of luma from one picture to the next: a moving hand has 2, a cut 20 and more.
    private static let differenceMinimum = 14.0
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

    /// Takes the next picture of a stream; whether it is the first of another scene.
    public mutating func isCut(_ picture: Picture) -> Bool {
        defer { self.last = picture }
        guard let last = self.last, last.width == picture.width, last.height == picture.height
        else { return false }
        let difference = Self.difference(last, picture)
        let isCut =
            difference > Self.differenceMinimum && difference > Self.surgeMinimum * self.usual
        self.usual += Self.learning * (difference - self.usual)
        return isCut
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
