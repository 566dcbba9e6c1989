internal import Media
package import Units

extension Picture {
    /// What `Downscaler` defines, eight samples at a time: the average of two by two samples.
    ///
    /// - Precondition: both sides are multiples of four, so that the half is a picture.
    package func halved() -> Picture {
        let (width, height) = (self.width / 2, self.height / 2)
        precondition(
            self.width % 4 == 0 && self.height % 4 == 0, "layers are chosen to be halved")
        let samples = unsafe self.samples.withUnsafeBufferPointer { source in
            unsafe [UInt8](unsafeUninitializedCapacity: width * height * 3 / 2) { buffer, count in
                // A picture always has samples.
                guard var from = source.baseAddress, var to = buffer.baseAddress else { return }
                for plane in Picture.Plane.allCases {
                    let row = self.width(of: plane)
                    for _ in 0..<(self.height(of: plane) / 2) {
                        unsafe Self.halve(from, from + row, into: to, count: row / 2)
                        unsafe from += 2 * row
                        unsafe to += row / 2
                    }
                }
                count = width * height * 3 / 2
            }
        }
        guard let half = Picture(width: width, height: height, samples: samples) else {
            preconditionFailure("half of a picture whose sides are multiples of four is one")
        }
        return half
    }

    private static func halve(
        _ upper: UnsafePointer<UInt8>, _ lower: UnsafePointer<UInt8>,
        into target: UnsafeMutablePointer<UInt8>, count: Int,
    ) {
        let whole = count & ~7
        for column in stride(from: 0, to: whole, by: 8) {
            let sum = unsafe Self.pairs(upper + 2 * column) &+ Self.pairs(lower + 2 * column)
            let average = SIMD8<UInt8>(truncatingIfNeeded: (sum &+ 2) &>> 2)
            unsafe UnsafeMutableRawPointer(target + column).storeBytes(
                of: average, as: SIMD8<UInt8>.self)
        }
        for column in whole..<count {
            let sum =
                unsafe UInt16(upper[2 * column]) + UInt16(upper[2 * column + 1])
                + UInt16(lower[2 * column]) + UInt16(lower[2 * column + 1])
            unsafe target[column] = UInt8(truncatingIfNeeded: (sum + 2) >> 2)
        }
    }

    /// Sums of two samples each, whichever of them a machine puts first.
    @inline(__always)
    private static func pairs(_ place: UnsafePointer<UInt8>) -> SIMD8<UInt16> {
        let pairs = unsafe UnsafeRawPointer(place).loadUnaligned(as: SIMD8<UInt16>.self)
        return (pairs & 0xFF) &+ (pairs &>> 8)
    }
}
