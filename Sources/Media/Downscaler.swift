public import Units

/// Halves pictures by averaging two by two samples: the layers below the source.
///
/// Longer filters were tried for prediction between layers and gained nothing.
public enum Downscaler {
    /// - Precondition: both sides are multiples of four, so that the half is a picture.
    public static func halved(_ picture: Picture) -> Picture {
        precondition(
            picture.width % 4 == 0 && picture.height % 4 == 0, "layers are chosen to be halved")
        var half = Picture(width: picture.width / 2, height: picture.height / 2)
        for plane in Picture.Plane.allCases {
            Self.halve(
                picture.samples.span, from: picture.offset(of: plane),
                width: picture.width(of: plane),
                into: &half, plane: plane)
        }
        return half
    }

    private static func halve(
        _ source: Span<UInt8>, from offset: Int, width: Int,
        into half: inout Picture, plane: Picture.Plane,
    ) {
        let halfWidth = half.width(of: plane)
        let start = half.offset(of: plane)
        let rows = half.height(of: plane)
        var target = half.samples.mutableSpan
        for row in 0..<rows {
            let upper = source.extracting(
                (offset + 2 * row * width)..<(offset + (2 * row + 1) * width))
            let lower = source.extracting(
                (offset + (2 * row + 1) * width)..<(offset + (2 * row + 2) * width))
            let begin = start + row * halfWidth
            for column in 0..<halfWidth {
                let sum =
                    UInt16(upper[2 &* column]) &+ UInt16(upper[2 &* column &+ 1])
                    &+ UInt16(lower[2 &* column]) &+ UInt16(lower[2 &* column &+ 1])
                target[begin &+ column] = UInt8(truncatingIfNeeded: (sum &+ 2) >> 2)
            }
        }
    }
}
