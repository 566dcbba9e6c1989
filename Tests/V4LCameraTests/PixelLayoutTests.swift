import Testing
import Units
import V4LCamera

struct PixelLayoutTests {
    /// Rows of `stride` bytes, the padding filled with what must not be seen.
    private func padded(_ rows: [[UInt8]], stride: Int) -> [UInt8] {
        rows.flatMap { $0 + [UInt8](repeating: 0xEE, count: stride - $0.count) }
    }

    private func samples(
        _ bytes: [UInt8], _ layout: PixelLayout, _ width: Int, _ height: Int
    ) -> [UInt8]? {
        Picture(bytes.span, layout: layout, width: width, height: height)?.samples
    }

    @Test(arguments: [8, 10, 64])
    func yuyvIsUnpackedAndItsChromaAveragedOverTwoRows(stride: Int) {
        let rows: [[UInt8]] = [[1, 50, 2, 60, 3, 70, 4, 80], [5, 52, 6, 61, 7, 71, 8, 82]]
        let expected: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 51, 71, 61, 81]
        let samples = self.samples(self.padded(rows, stride: stride), .yuyv(stride: stride), 4, 2)
        #expect(samples == expected)
    }

    @Test(arguments: [4, 6, 32])
    func nv12HasItsChromaTakenApart(stride: Int) {
        let rows: [[UInt8]] = [[1, 2, 3, 4], [5, 6, 7, 8], [50, 60, 51, 61]]
        let samples = self.samples(self.padded(rows, stride: stride), .nv12(stride: stride), 4, 2)
        #expect(samples == [1, 2, 3, 4, 5, 6, 7, 8, 50, 51, 60, 61])
    }

    @Test(arguments: [4, 6, 32])
    func i420IsTakenWithoutItsPadding(stride: Int) {
        let luma = self.padded([[1, 2, 3, 4], [5, 6, 7, 8]], stride: stride)
        let chroma = self.padded([[50, 51], [60, 61]], stride: stride / 2)
        let samples = self.samples(luma + chroma, .i420(stride: stride), 4, 2)
        #expect(samples == [1, 2, 3, 4, 5, 6, 7, 8, 50, 51, 60, 61])
    }

    @Test func aBufferWithoutItsLastPaddingIsEnoughAndOneByteLessIsNot() {
        for (layout, needed) in [
            (PixelLayout.yuyv(stride: 20), 20 + 8), (.nv12(stride: 10), 2 * 10 + 4),
            (.i420(stride: 10), 2 * 10 + 5 + 2),
        ] {
            let bytes = [UInt8](repeating: 1, count: needed)
            #expect(self.samples(bytes, layout, 4, 2) != nil)
            #expect(self.samples(Array(bytes.dropLast()), layout, 4, 2) == nil)
        }
    }

    @Test func sizesAndStridesThatCannotBeAreRefused() {
        let bytes = [UInt8](repeating: 1, count: 4096)
        for (width, height) in [(0, 2), (2, 0), (-4, 4), (4, -4), (1, 1), (5000, 2), (Int.max, 4)] {
            for layout in [PixelLayout.yuyv(stride: 16), .nv12(stride: 16), .i420(stride: 16)] {
                #expect(self.samples(bytes, layout, width, height) == nil)
            }
        }
        for stride in [-1, 0, 3, .max, .min] {
            for layout in [PixelLayout.yuyv(stride: stride), .nv12(stride: stride)] {
                #expect(self.samples(bytes, layout, 4, 4) == nil)
            }
            #expect(self.samples(bytes, .i420(stride: stride), 4, 4) == nil)
        }
        #expect(self.samples(bytes, .i420(stride: 5), 4, 4) == nil)
    }

    @Test func oddSizesAreCropped() {
        let bytes = [UInt8](repeating: 1, count: 100)
        let picture = Picture(bytes.span, layout: .nv12(stride: 8), width: 5, height: 3)
        #expect(picture?.width == 4)
        #expect(picture?.height == 2)
    }
}
