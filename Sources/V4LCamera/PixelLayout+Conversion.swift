internal import Units

/// The way to I420, sixteen samples at a time.
///
/// Loops over spans take seven times as long: the compiler doesn't vectorise those that take every
/// second sample.
extension PixelLayout {
    /// Samples in a vector.
    private static let lanes = 16

    /// Fills the three planes of a picture, each without padding.
    ///
    /// `source` must hold what `fits` asks for, `target` have room for the picture. Nothing beyond
    /// either is touched.
    func convert(
        _ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>,
        width: Int, height: Int,
    ) {
        let (half, halfHeight) = (width / 2, height / 2)
        let blue = unsafe target + width * height
        let red = unsafe blue + half * halfHeight
        switch self {
        case .yuyv(let stride):
            for row in 0..<halfHeight {
                let upper = unsafe source + 2 * row * stride
                let luma = unsafe target + 2 * row * width
                unsafe Self.unpack(
                    (upper, upper + stride), luma: (luma, luma + width), blue + row * half,
                    red + row * half, count: half)
            }
        case .nv12(let stride):
            unsafe Self.copy(source, stride, into: target, width: width, height: height)
            let chroma = unsafe source + stride * height
            for row in 0..<halfHeight {
                unsafe Self.split(
                    chroma + row * stride, blue + row * half, red + row * half, count: half)
            }
        case .i420(let stride):
            unsafe Self.copy(source, stride, into: target, width: width, height: height)
            let chroma = unsafe source + stride * height
            unsafe Self.copy(chroma, stride / 2, into: blue, width: half, height: halfHeight)
            unsafe Self.copy(
                chroma + stride / 2 * halfHeight, stride / 2, into: red, width: half,
                height: halfHeight)
        }
    }

    private static func copy(
        _ source: UnsafePointer<UInt8>, _ stride: Int, into target: UnsafeMutablePointer<UInt8>,
        width: Int, height: Int,
    ) {
        for row in 0..<height {
            unsafe (target + row * width).update(from: source + row * stride, count: width)
        }
    }

    /// Takes a row of Cb Cr pairs apart.
    private static func split(
        _ pairs: UnsafePointer<UInt8>, _ blue: UnsafeMutablePointer<UInt8>,
        _ red: UnsafeMutablePointer<UInt8>, count: Int,
    ) {
        let whole = count & ~(Self.lanes - 1)
        for column in stride(from: 0, to: whole, by: Self.lanes) {
            let vector = unsafe Self.load(pairs + 2 * column)
            unsafe Self.store(vector.evenHalf, blue + column)
            unsafe Self.store(vector.oddHalf, red + column)
        }
        for column in whole..<count {
            unsafe blue[column] = pairs[2 * column]
            unsafe red[column] = pairs[2 * column + 1]
        }
    }

    /// Takes two rows of Y0 Cb Y1 Cr apart: luma as it is, chroma averaged.
    ///
    /// - Parameter count: Groups of four bytes in a row, each two pixels.
    private static func unpack(
        _ rows: (upper: UnsafePointer<UInt8>, lower: UnsafePointer<UInt8>),
        luma: (upper: UnsafeMutablePointer<UInt8>, lower: UnsafeMutablePointer<UInt8>),
        _ blue: UnsafeMutablePointer<UInt8>, _ red: UnsafeMutablePointer<UInt8>, count: Int,
    ) {
        let whole = count & ~(Self.lanes / 2 - 1)
        for column in stride(from: 0, to: whole, by: Self.lanes / 2) {
            let upper = unsafe Self.load(rows.upper + 4 * column)
            let lower = unsafe Self.load(rows.lower + 4 * column)
            unsafe Self.store(upper.evenHalf, luma.upper + 2 * column)
            unsafe Self.store(lower.evenHalf, luma.lower + 2 * column)
            let chroma = Self.average(upper.oddHalf, lower.oddHalf)
            unsafe Self.store(chroma.evenHalf, blue + column)
            unsafe Self.store(chroma.oddHalf, red + column)
        }
        for column in whole..<count {
            let (upper, lower) = unsafe (rows.upper + 4 * column, rows.lower + 4 * column)
            for pixel in 0..<2 {
                unsafe luma.upper[2 * column + pixel] = upper[2 * pixel]
                unsafe luma.lower[2 * column + pixel] = lower[2 * pixel]
            }
            unsafe blue[column] = UInt8((Int(upper[1]) + Int(lower[1]) + 1) / 2)
            unsafe red[column] = UInt8((Int(upper[3]) + Int(lower[3]) + 1) / 2)
        }
    }

    /// Halves rounded up, without a ninth bit (Warren, "Hacker's Delight", 2-5).
    @inline(__always)
    private static func average(
        _ upper: SIMD16<UInt8>, _ lower: SIMD16<UInt8>
    ) -> SIMD16<UInt8> {
        (upper | lower) &- ((upper ^ lower) &>> 1)
    }

    @inline(__always)
    private static func load(_ place: UnsafePointer<UInt8>) -> SIMD32<UInt8> {
        unsafe UnsafeRawPointer(place).loadUnaligned(as: SIMD32<UInt8>.self)
    }

    @inline(__always)
    private static func store<Vector: SIMD>(_ vector: Vector, _ place: UnsafeMutablePointer<UInt8>)
    where Vector.Scalar == UInt8 {
        unsafe UnsafeMutableRawPointer(place).storeBytes(of: vector, as: Vector.self)
    }
}
