internal import Media
internal import Units

/// What `Upsampler` defines, eight samples at a time and from libvpx' memory into libvpx' memory.
///
/// Loops over spans come out at half this speed, for want of a whole vector in one load.
@safe struct PlaneDoubler: ~Copyable {
    /// Samples in a vector.
    private static let lanes = 8
    private static let isLittleEndian = 1.littleEndian == 1
    /// Room for two repeated samples on each side and for a vector that begins at the last sample.
    private static let padding = 2 + 2 + lanes

    /// Columns of the widest plane, a multiple of `lanes`.
    private let capacity: Int
    private let padded: UnsafeMutablePointer<UInt8>
    /// Four rows around the present one, doubled in length: the even columns of each, then the odd.
    ///
    /// Samples are times 128, less 16384 so that they fit 16 bits: luma reaches from −3060 to
    /// 35700.
    private let lines: UnsafeMutablePointer<Int16>

    /// - Parameter width: Of the widest plane to double, in pixels.
    init(width: Int) {
        let capacity = Self.whole(width)
        self.capacity = capacity
        unsafe self.padded = .allocate(capacity: capacity + Self.padding)
        unsafe self.padded.initialize(repeating: 0, count: capacity + Self.padding)
        unsafe self.lines = .allocate(capacity: 8 * capacity)
        unsafe self.lines.initialize(repeating: 0, count: 8 * capacity)
    }

    deinit {
        unsafe self.padded.deallocate()
        unsafe self.lines.deallocate()
    }

    private static func whole(_ width: Int) -> Int {
        (width + Self.lanes - 1) / Self.lanes * Self.lanes
    }

    /// Doubles one plane and repeats the last column and row up to the target's size.
    ///
    /// - Precondition: the target is at least twice the source, and its rows lie far enough apart
    ///   for whole vectors, as rows of whole macroblocks do.
    mutating func double(
        _ source: PixelBuffer.ConstantPlanePointer, width: Int, height: Int, isLuma: Bool,
        into target: PixelBuffer.PlanePointer, targetWidth: Int, targetHeight: Int,
    ) {
        precondition(
            width > 0 && height > 0 && width <= self.capacity && targetWidth >= 2 * width
                && targetHeight >= 2 * height, "only ever enlarges, and what there is room for")
        precondition(
            unsafe target.stride >= max(targetWidth, 2 * Self.whole(width)),
            "rows end with whole vectors")
        func row(_ index: Int) -> UnsafePointer<UInt8> {
            unsafe source.start + min(max(index, 0), height - 1) * source.stride
        }
        for index in -2...1 { unsafe self.set(index, row(index), width, isLuma: isLuma) }
        for index in 0..<height {
            let upper = unsafe target.start + 2 * index * target.stride
            unsafe self.blend(
                (index + 1, index, index - 1, index - 2), width, isLuma: isLuma, into: upper,
                count: targetWidth)
            unsafe self.set(index + 2, row(index + 2), width, isLuma: isLuma)
            unsafe self.blend(
                (index - 1, index, index + 1, index + 2), width, isLuma: isLuma,
                into: upper + target.stride, count: targetWidth)
        }
        let last = unsafe target.start + (2 * height - 1) * target.stride
        for index in (2 * height)..<max(2 * height, targetHeight) {
            unsafe (target.start + index * target.stride).update(from: last, count: targetWidth)
        }
    }

    private func slot(_ row: Int) -> UnsafeMutablePointer<Int16> {
        unsafe self.lines + (row & 3) * 2 * self.capacity
    }

    /// Takes a row of the source in place of the one four rows before.
    @inline(__always)
    private func set(_ row: Int, _ source: UnsafePointer<UInt8>, _ width: Int, isLuma: Bool) {
        let inner = unsafe self.padded + 2
        unsafe inner.update(from: source, count: width)
        for column in 1...2 {
            unsafe inner[-column] = source[0]
            unsafe inner[width - 1 + column] = source[width - 1]
        }
        let even = unsafe UnsafeMutableRawPointer(self.slot(row))
        let odd = unsafe even + 2 * self.capacity
        let place = UnsafeRawPointer(inner)
        for column in stride(from: 0, to: width, by: Self.lanes) {
            let here = unsafe Self.samples(place + column)
            let left = unsafe Self.samples(place + column - 1)
            let right = unsafe Self.samples(place + column + 1)
            let (before, after): (SIMD8<Int16>, SIMD8<Int16>)
            if isLuma {
                let farLeft = unsafe Self.samples(place + column - 2)
                let farRight = unsafe Self.samples(place + column + 2)
                let middle = here &* 111 &- 16384
                before = middle &+ left &* 29 &- right &* 9 &- farLeft &* 3
                after = middle &+ right &* 29 &- left &* 9 &- farRight &* 3
            } else {
                let middle = here &* 96 &- 16384
                before = middle &+ left &* 32
                after = middle &+ right &* 32
            }
            unsafe even.storeBytes(of: before, toByteOffset: 2 * column, as: SIMD8<Int16>.self)
            unsafe odd.storeBytes(of: after, toByteOffset: 2 * column, as: SIMD8<Int16>.self)
        }
    }

    @inline(__always)
    private static func samples(_ place: UnsafeRawPointer) -> SIMD8<Int16> {
        unsafe SIMD8<Int16>(
            truncatingIfNeeded: place.loadUnaligned(as: SIMD8<UInt8>.self))
    }

    /// Makes one row of the result of four: the one on the far side of the nearest, the nearest,
    /// and two on its near side.
    @inline(__always)
    private func blend(
        _ rows: (Int, Int, Int, Int), _ width: Int, isLuma: Bool,
        into target: UnsafeMutablePointer<UInt8>, count: Int,
    ) {
        let line = UnsafeMutableRawPointer(target)
        let far = unsafe UnsafeRawPointer(self.slot(rows.0))
        let here = unsafe UnsafeRawPointer(self.slot(rows.1))
        let near = unsafe UnsafeRawPointer(self.slot(rows.2))
        let nearer = unsafe UnsafeRawPointer(self.slot(rows.3))
        let half = 2 * self.capacity
        for column in stride(from: 0, to: width, by: Self.lanes) {
            let place = 2 * column
            let even: SIMD8<Int16>
            let odd: SIMD8<Int16>
            if isLuma {
                even = unsafe Self.sum(far + place, here + place, near + place, nearer + place)
                let place = place + half
                odd = unsafe Self.sum(far + place, here + place, near + place, nearer + place)
            } else {
                even = unsafe Self.sum(here + place, near + place)
                odd = unsafe Self.sum(here + place + half, near + place + half)
            }
            // The even column goes first.
            let pairs = Self.isLittleEndian ? even | odd &<< 8 : odd | even &<< 8
            unsafe line.storeBytes(of: pairs, toByteOffset: place, as: SIMD8<Int16>.self)
        }
        for column in (2 * width)..<max(2 * width, count) {
            unsafe target[column] = target[2 * width - 1]
        }
    }

    @inline(__always)
    private static func sum(
        _ far: UnsafeRawPointer, _ here: UnsafeRawPointer, _ near: UnsafeRawPointer,
        _ nearer: UnsafeRawPointer,
    ) -> SIMD8<Int16> {
        unsafe Self.rounded(
            Self.wide(here) &* 111 &+ Self.wide(near) &* 29 &- Self.wide(far) &* 9
                &- Self.wide(nearer) &* 3)
    }

    @inline(__always)
    private static func sum(
        _ here: UnsafeRawPointer, _ near: UnsafeRawPointer,
    ) -> SIMD8<Int16> {
        unsafe Self.rounded(Self.wide(here) &* 96 &+ Self.wide(near) &* 32)
    }

    @inline(__always)
    private static func wide(_ place: UnsafeRawPointer) -> SIMD8<Int32> {
        unsafe SIMD8<Int32>(truncatingIfNeeded: place.load(as: SIMD8<Int16>.self))
    }

    @inline(__always)
    private static func rounded(_ sum: SIMD8<Int32>) -> SIMD8<Int16> {
        // In 16 bits, because every machine can clamp those.
        let value = SIMD8<Int16>(truncatingIfNeeded: (sum &+ (16384 * 128 + 8192)) &>> 14)
        return value.clamped(
            lowerBound: SIMD8(repeating: 0), upperBound: SIMD8(repeating: 255))
    }
}
