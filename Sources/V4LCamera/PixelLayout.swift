public import Units

/// How a camera lays out pixels in memory, with the bytes of a row, which may be padded.
public enum PixelLayout: Sendable, Hashable {
    /// Y0 Cb Y1 Cr for each two pixels of a row.
    case yuyv(stride: Int)
    /// Luma rows, then rows of Cb Cr pairs for each two rows, both of `stride` bytes.
    case nv12(stride: Int)
    /// Luma rows of `stride` bytes, then Cb and Cr rows of half as many.
    case i420(stride: Int)
}

extension Picture {
    /// Takes a picture out of a camera's buffer; odd sides lose their last column or row.
    ///
    /// The same bits on every machine: samples are moved, but for the chroma of YUYV, which is
    /// averaged over two rows with halves rounded up.
    ///
    /// - Returns: nil if the buffer is too short for what it should hold, or the size can't be.
    public init?(_ bytes: Span<UInt8>, layout: PixelLayout, width: Int, height: Int) {
        let width = width & ~1
        let height = height & ~1
        guard Picture.isValid(width: width, height: height),
            layout.fits(bytes.count, width: width, height: height)
        else { return nil }
        let capacity = width * height * 3 / 2
        let samples = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
                // What fits is not empty.
                guard let source = source.baseAddress, let target = target.baseAddress else {
                    return
                }
                unsafe layout.convert(source, into: target, width: width, height: height)
                count = capacity
            }
        }
        self.init(width: width, height: height, samples: samples)
    }
}

extension PixelLayout {
    /// No camera pads rows beyond four times the widest picture of two bytes a pixel; keeps sums
    /// small.
    static let strideMaximum = 8 * Picture.sideMaximum

    /// Whether a buffer of so many bytes holds such a picture to its last pixel.
    func fits(_ count: Int, width: Int, height: Int) -> Bool {
        let needed: Int
        switch self {
        case .yuyv(let stride):
            guard (2 * width...Self.strideMaximum).contains(stride) else { return false }
            needed = stride * (height - 1) + 2 * width
        case .nv12(let stride):
            guard (width...Self.strideMaximum).contains(stride) else { return false }
            needed = stride * (height + height / 2 - 1) + width
        case .i420(let stride):
            guard (width...Self.strideMaximum).contains(stride), stride % 2 == 0 else {
                return false
            }
            needed = stride * height + stride / 2 * (height - 1) + width / 2
        }
        return count >= needed
    }
}
