import Glibc
import Testing
import Units
import V4LCamera

/// The conversion to I420 against its definition, sample by sample.
struct PixelConversionTests {
    /// What a layout is, apart from its stride.
    enum Kind: CaseIterable {
        case yuyv, nv12, i420
    }

    /// Bytes of random pixels up to the last one, in rows with `padding` bytes between them.
    private struct Frame {
        let layout: PixelLayout
        let width: Int
        let height: Int
        let bytes: [UInt8]

        init(_ kind: Kind, _ width: Int, _ height: Int, padding: Int, seed: UInt64) {
            let row = kind == .yuyv ? 2 * width : width
            let stride = kind == .i420 ? row + (padding + 1) & ~1 : row + padding
            let count =
                switch kind {
                case .yuyv: stride * (height - 1) + row
                case .nv12: stride * (height * 3 / 2 - 1) + row
                case .i420: stride * height + stride / 2 * (height - 1) + row / 2
                }
            self.layout =
                switch kind {
                case .yuyv: .yuyv(stride: stride)
                case .nv12: .nv12(stride: stride)
                case .i420: .i420(stride: stride)
                }
            (self.width, self.height) = (width, height)
            var random = SeededRandom(seed: seed)
            self.bytes = (0..<count).map { _ in
                // Extremes are as likely as everything between, for what carries.
                UInt8(clamping: Int.random(in: -64...319, using: &random))
            }
        }

        var picture: Picture? {
            Picture(self.bytes.span, layout: self.layout, width: self.width, height: self.height)
        }

        var byDefinition: [UInt8] {
            var samples: [UInt8] = []
            for row in 0..<self.height {
                for column in 0..<self.width { samples.append(self.luma(column, row)) }
            }
            for component in 0..<2 {
                for row in 0..<(self.height / 2) {
                    for column in 0..<(self.width / 2) {
                        samples.append(self.chroma(component, column, row))
                    }
                }
            }
            return samples
        }

        private func luma(_ column: Int, _ row: Int) -> UInt8 {
            switch self.layout {
            case .yuyv(let stride): self.bytes[row * stride + 2 * column]
            case .nv12(let stride), .i420(let stride): self.bytes[row * stride + column]
            }
        }

        private func chroma(_ component: Int, _ column: Int, _ row: Int) -> UInt8 {
            switch self.layout {
            case .yuyv(let stride):
                let place = 2 * row * stride + 4 * column + 1 + 2 * component
                let mean = (Double(self.bytes[place]) + Double(self.bytes[place + stride])) / 2
                return UInt8(mean.rounded(.toNearestOrAwayFromZero))
            case .nv12(let stride):
                return self.bytes[(self.height + row) * stride + 2 * column + component]
            case .i420(let stride):
                let plane = stride / 2 * (self.height / 2)
                return self.bytes[
                    self.height * stride + component * plane + row * stride / 2 + column]
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func itIsWhatItsDefinitionSaysAtEveryWidthAndPadding(kind: Kind) {
        // So that each remainder comes alone and after whole vectors.
        for width in stride(from: 2, through: 102, by: 2) {
            for padding in [0, 1, 2, 3, 7, 16, 33] {
                let seed = UInt64(width * 64 + padding)
                let frame = Frame(kind, width, 2 + 2 * (width % 3), padding: padding, seed: seed)
                #expect(
                    frame.picture?.samples == frame.byDefinition, "\(width) wide, \(frame.layout)")
            }
        }
    }

    @Test func everyTwoChromaSamplesOfYUYVAreAveraged() {
        // One value above, every value below.
        for upper in 0...255 as ClosedRange<UInt8> {
            var bytes: [UInt8] = []
            var (blue, red): ([UInt8], [UInt8]) = ([], [])
            for _ in 0..<128 { bytes += [0, upper, 0, upper] }
            for lower in 0..<128 as Range<UInt8> {
                bytes += [0, lower, 0, 255 - lower]
                blue.append(UInt8((Int(upper) + Int(lower) + 1) / 2))
                red.append(UInt8((Int(upper) + Int(255 - lower) + 1) / 2))
            }
            let picture = Picture(bytes.span, layout: .yuyv(stride: 512), width: 256, height: 2)
            #expect(picture.map { Array($0.samples.dropFirst(512)) } == blue + red)
        }
    }

    @Test(
        arguments: [
            (Kind.yuyv, 0xAB91_462A_623B_E1D3),
            (Kind.nv12, 0xC8B9_7388_9A40_0E77),
            (Kind.i420, 0x4004_A9F8_3DEB_F7C1),
        ] as [(Kind, UInt64)])
    func itGivesTheSameBitsOnEveryMachine(kind: Kind, expected: UInt64) {
        let samples = Frame(kind, 90, 46, padding: 5, seed: 1).picture?.samples ?? []
        // FNV-1a.
        let hash = samples.reduce(0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        #expect(hash == expected)
    }

    @Test(arguments: Kind.allCases)
    func nothingBeyondTheLastPixelIsRead(kind: Kind) throws {
        // The byte after the last pixel is in a page that nobody may read.
        let page = sysconf(Int32(_SC_PAGESIZE))
        let mapped = unsafe mmap(
            nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        let start = unsafe try #require(mapped)
        try #require(unsafe start != MAP_FAILED)
        defer { unsafe munmap(start, 2 * page) }
        try #require(unsafe mprotect(start + page, page, PROT_NONE) == 0)
        for width in stride(from: 2, through: 102, by: 2) {
            let frame = Frame(kind, width, 4, padding: 6, seed: UInt64(width))
            let place = unsafe start + page - frame.bytes.count
            unsafe place.copyMemory(from: frame.bytes, byteCount: frame.bytes.count)
            let bytes = unsafe UnsafeRawBufferPointer(start: place, count: frame.bytes.count)
            let picture = unsafe Picture(
                bytes.bindMemory(to: UInt8.self).span, layout: frame.layout, width: width,
                height: 4)
            #expect(picture?.samples == frame.byDefinition)
        }
    }

    @Test(arguments: Kind.allCases)
    func aBufferThatEndsTooSoonIsRefusedAtAnyLength(kind: Kind) {
        let frame = Frame(kind, 34, 4, padding: 6, seed: 1)
        for count in frame.bytes.indices {
            let bytes = frame.bytes.span.extracting(first: count)
            #expect(Picture(bytes, layout: frame.layout, width: 34, height: 4) == nil)
        }
        #expect(frame.picture != nil)
    }
}
