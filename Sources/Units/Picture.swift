/// One picture in I420: 8-bit luma, then both chroma planes at half width and half height.
///
/// Rows are stored without padding. Colour is BT.601 with video range, as webcams and VP8 use it.
public struct Picture: Sendable, Equatable {
    /// The largest side accepted anywhere, in pixels; checked before memory is taken.
    public static let sideMaximum = 1920

    /// Pixels; both even, from 2 to `sideMaximum`.
    public let width: Int
    public let height: Int
    /// Luma (`width * height`), then Cb, then Cr (`width / 2 * height / 2` each).
    public var samples: [UInt8]

    /// A picture filled with one luma value and grey chroma.
    ///
    /// - Precondition: the size is valid (`isValid(width:height:)`).
    public init(width: Int, height: Int, luma: UInt8 = 16) {
        precondition(
            Self.isValid(width: width, height: height), "sizes are checked where they enter")
        self.width = width
        self.height = height
        self.samples = Array(repeating: 128, count: width * height * 3 / 2)
        for index in 0..<(width * height) { self.samples[index] = luma }
    }

    /// Takes samples that are already in I420, or answers nil if size and count don't fit.
    public init?(width: Int, height: Int, samples: [UInt8]) {
        guard Self.isValid(width: width, height: height) else { return nil }
        guard samples.count == width * height * 3 / 2 else { return nil }
        self.width = width
        self.height = height
        self.samples = samples
    }

    /// Whether a picture of this size may exist: even sides from 2 to `sideMaximum` pixels.
    public static func isValid(width: Int, height: Int) -> Bool {
        let sides = 2...Self.sideMaximum
        return sides.contains(width) && sides.contains(height) && width % 2 == 0 && height % 2 == 0
    }

    public enum Plane: Int, Sendable, CaseIterable {
        case luma, blueDifference, redDifference
    }

    public func width(of plane: Plane) -> Int { plane == .luma ? self.width : self.width / 2 }
    public func height(of plane: Plane) -> Int { plane == .luma ? self.height : self.height / 2 }

    /// Where a plane begins in `samples`.
    public func offset(of plane: Plane) -> Int {
        let luma = self.width * self.height
        switch plane {
        case .luma: return 0
        case .blueDifference: return luma
        case .redDifference: return luma + luma / 4
        }
    }
}
