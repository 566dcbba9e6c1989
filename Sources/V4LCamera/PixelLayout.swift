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
    /// - Returns: nil if the buffer is too short for what it should hold, or the size can't be.
    public init?(_ bytes: Span<UInt8>, layout: PixelLayout, width: Int, height: Int) {
        let width = width & ~1
        let height = height & ~1
        guard Picture.isValid(width: width, height: height),
            layout.fits(bytes.count, width: width, height: height)
        else { return nil }
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3 / 2)
        switch layout {
        case .yuyv(let stride):
            bytes.appendYUYV(to: &samples, stride: stride, width: width, height: height)
        case .nv12(let stride):
            bytes.append(to: &samples, from: 0, stride: stride, width: width, height: height)
            for component in 0..<2 {
                bytes.append(
                    to: &samples, from: stride * height + component, step: 2, stride: stride,
                    width: width / 2, height: height / 2)
            }
        case .i420(let stride):
            bytes.append(to: &samples, from: 0, stride: stride, width: width, height: height)
            let plane = stride / 2 * (height / 2)
            for component in 0..<2 {
                bytes.append(
                    to: &samples, from: stride * height + component * plane, stride: stride / 2,
                    width: width / 2, height: height / 2)
            }
        }
        self.init(width: width, height: height, samples: samples)
    }
}

extension PixelLayout {
    /// No camera pads rows beyond four times the widest picture of two bytes a pixel; keeps sums small.
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

extension Span<UInt8> {
    /// Appends one plane, whose samples lie `step` bytes apart.
    fileprivate func append(
        to samples: inout [UInt8], from start: Int, step: Int = 1, stride: Int, width: Int,
        height: Int,
    ) {
        for row in 0..<height {
            var offset = start + row * stride
            for _ in 0..<width {
                samples.append(self[offset])
                offset += step
            }
        }
    }

    /// Luma as it is, chroma averaged over two rows.
    fileprivate func appendYUYV(
        to samples: inout [UInt8], stride: Int, width: Int, height: Int
    ) {
        self.appendPackedLuma(to: &samples, stride: stride, width: width, height: height)
        for component in [1, 3] {
            for row in 0..<(height / 2) {
                var upper = 2 * row * stride + component
                for _ in 0..<(width / 2) {
                    let sum = Int(self[upper]) + Int(self[upper + stride])
                    samples.append(UInt8((sum + 1) / 2))
                    upper += 4
                }
            }
        }
    }

    private func appendPackedLuma(
        to samples: inout [UInt8], stride: Int, width: Int, height: Int
    ) {
        self.append(to: &samples, from: 0, step: 2, stride: stride, width: width, height: height)
    }
}
