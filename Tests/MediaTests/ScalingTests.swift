import Media
import Testing
import Units

struct ScalingTests {
    private func noise(_ width: Int, _ height: Int, seed: UInt64) -> Picture {
        var random = SeededRandom(seed: seed)
        var picture = Picture(width: width, height: height)
        for index in picture.samples.indices {
            // Extremes are as likely as everything between, for what clips.
            let value = Int.random(in: -64...319, using: &random)
            picture.samples[index] = UInt8(clamping: value)
        }
        return picture
    }

    /// FNV-1a.
    private func hash(_ picture: Picture) -> UInt64 {
        picture.samples.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The definition, sample by sample.
    private func doubledByDefinition(_ picture: Picture) -> Picture {
        var target = Picture(width: 2 * picture.width, height: 2 * picture.height)
        for plane in Picture.Plane.allCases {
            let taps = plane == .luma ? [-9, 111, 29, -3] : [0, 96, 32, 0]
            let (width, height) = (picture.width(of: plane), picture.height(of: plane))
            for row in 0..<(2 * height) {
                for column in 0..<(2 * width) {
                    var sum = 0
                    for (down, vertical) in taps.enumerated() {
                        for (right, horizontal) in taps.enumerated() {
                            let y = row / 2 + (row % 2 == 1 ? down - 1 : 1 - down)
                            let x = column / 2 + (column % 2 == 1 ? right - 1 : 1 - right)
                            let place =
                                min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)
                            sum +=
                                vertical * horizontal
                                * Int(picture.samples[picture.offset(of: plane) + place])
                        }
                    }
                    target.samples[target.offset(of: plane) + row * 2 * width + column] =
                        UInt8(clamping: (sum + 8192) >> 14)
                }
            }
        }
        return target
    }

    @Test(arguments: [(2, 2), (4, 6), (16, 16), (34, 18), (66, 50)])
    func doublingIsWhatItsDefinitionSays(_ width: Int, _ height: Int) {
        for seed in 0..<4 as Range<UInt64> {
            let picture = self.noise(width, height, seed: seed)
            #expect(Upsampler.doubled(picture) == self.doubledByDefinition(picture))
        }
    }

    @Test func doublingRepeatsTheLastColumnAndRowIntoThePadding() {
        let picture = self.noise(20, 10, seed: 9)
        let doubled = Upsampler.doubled(picture)
        let padded = Upsampler.doubled(picture, width: 48, height: 32)
        for plane in Picture.Plane.allCases {
            for row in 0..<padded.height(of: plane) {
                for column in 0..<padded.width(of: plane) {
                    let inner =
                        min(row, doubled.height(of: plane) - 1) * doubled.width(of: plane)
                        + min(column, doubled.width(of: plane) - 1)
                    #expect(
                        padded.samples[
                            padded.offset(of: plane) + row * padded.width(of: plane) + column]
                            == doubled.samples[doubled.offset(of: plane) + inner])
                }
            }
        }
    }

    @Test func scalingGivesTheSameBitsOnEveryMachine() {
        let picture = self.noise(80, 48, seed: 1)
        #expect(self.hash(Upsampler.doubled(picture)) == 0xEF76_86E3_016E_6B85)
        #expect(self.hash(Downscaler.halved(picture)) == 0x8D6C_8939_CE65_C971)
        #expect(
            self.hash(PictureScaler.scale(picture, width: 34, height: 22)) == 0xC17B_D419_8AFA_59DD)
        #expect(
            self.hash(PictureScaler.scale(picture, width: 130, height: 94)) == 0x12E5_1C3F_3134_EF4C
        )
    }

    @Test func halvingAveragesFourSamples() {
        var picture = Picture(width: 4, height: 4, luma: 0)
        picture.samples[0] = 1
        picture.samples[1] = 2
        picture.samples[4] = 3
        picture.samples[5] = 4
        #expect(Downscaler.halved(picture).samples == [3, 0, 0, 0, 128, 128])
    }

    @Test func flatPicturesStayFlatAtAnySize() {
        for luma in [0, 16, 127, 255] as [UInt8] {
            let picture = Picture(width: 50, height: 38, luma: luma)
            for (width, height) in [(2, 2), (48, 36), (50, 38), (64, 2), (130, 150)] {
                let scaled = PictureScaler.scale(picture, width: width, height: height)
                #expect(scaled == Picture(width: width, height: height, luma: luma))
            }
        }
    }

    @Test func scalingByHalfIsTheAverage() {
        let picture = self.noise(64, 32, seed: 3)
        #expect(
            PictureScaler.scale(picture, width: 32, height: 16) == Downscaler.halved(picture))
    }

    @Test func aCropIsTheUpperLeftPart() {
        let picture = self.noise(12, 8, seed: 4)
        let crop = picture.cropped(width: 8, height: 6)
        for row in 0..<6 {
            #expect(
                crop.samples[(row * 8)..<(row * 8 + 8)]
                    .elementsEqual(picture.samples[(row * 12)..<(row * 12 + 8)]))
        }
        #expect(crop.samples.count == 72)
        #expect(crop.samples[48] == picture.samples[96])
    }
}

struct LayerSizesTests {
    @Test(arguments: [
        (640, 360, 2, "320 × 180, 640 × 360"),
        (640, 360, 3, "160 × 90, 320 × 180, 640 × 360"),
        (1280, 720, 3, "320 × 180, 640 × 360, 1280 × 720"),
        (1920, 1080, 3, "480 × 270, 960 × 540, 1920 × 1080"),
        (721, 1281, 3, "180 × 320, 360 × 640, 720 × 1280"),
        (642, 362, 2, "320 × 180, 640 × 360"),
        (176, 144, 3, "88 × 72, 176 × 144"),
        (64, 64, 3, "64 × 64"),
        (64, 36, 1, "64 × 36"),
    ])
    func layersAreChosenFromTheSource(_ width: Int, _ height: Int, _ count: Int, _ sizes: String) {
        let layers = LayerSizes(width: width, height: height, spatialCount: count)?.layers
        #expect(layers?.map(\.description).joined(separator: ", ") == sizes)
    }

    @Test func everySizeGivesLayersThatDoubleAndAreEven() {
        for width in stride(from: 64, through: 1920, by: 14) {
            for height in stride(from: 64, through: 1080, by: 18) {
                for count in 1...3 {
                    let sizes = LayerSizes(width: width, height: height, spatialCount: count)
                    #expect(sizes.flatMap { LayerSizes(announced: $0.layers) } == sizes)
                    #expect(sizes != nil)
                    guard let top = sizes?.top else { continue }
                    #expect(top.width > width - 8 && top.height > height - 8)
                }
            }
        }
    }

    @Test func sizesThatNobodyMakesAreRefused() {
        #expect(LayerSizes(width: 62, height: 62, spatialCount: 1) == nil)
        #expect(LayerSizes(width: 1922, height: 64, spatialCount: 1) == nil)
        #expect(LayerSizes(width: 640, height: 360, spatialCount: 0) == nil)
        let announced: [[(Int, Int)]] = [
            [], [(0, 0)], [(-2, 4)], [(3, 4)], [(4000, 4)], [(64, 64), (128, 126)],
            [(960, 960), (1920, 1920), (3840, 3840)],
            [(16, 16), (32, 32), (64, 64), (128, 128)],
        ]
        for sizes in announced {
            let layers = sizes.map { LayerSizes.Size(width: $0.0, height: $0.1) }
            #expect(LayerSizes(announced: layers) == nil)
        }
    }
}
