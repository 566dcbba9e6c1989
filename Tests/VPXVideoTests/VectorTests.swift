import Media
import Testing
import Units

@testable import VPXVideo

struct VectorTests {
    private func noise(_ width: Int, _ height: Int, seed: UInt64) -> Picture {
        var random = SeededRandom(seed: seed)
        var picture = Picture(width: width, height: height)
        for index in picture.samples.indices {
            // Extremes are as likely as everything between, for what clips.
            picture.samples[index] = UInt8(clamping: Int.random(in: -64...319, using: &random))
        }
        return picture
    }

    /// Every remainder of a vector's length, and one that is a whole number of vectors.
    @Test(arguments: [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 34, 66, 322])
    func vectorsGiveWhatTheReferenceGives(_ width: Int) throws {
        for (height, seed) in [(2, 1), (16, 2), (38, 3)] as [(Int, UInt64)] {
            let picture = self.noise(width, height, seed: seed)
            let size = LayerSizes.Size(width: 2 * width, height: 2 * height).inMacroblocks
            var buffer = try PixelBuffer(width: size.width, height: size.height)
            var doubler = PlaneDoubler(width: width)
            buffer.fill(doubling: picture, with: &doubler)
            let result = unsafe buffer.withImage {
                unsafe Picture(copying: $0, width: size.width, height: size.height)
            }
            #expect(
                result == Upsampler.doubled(picture, width: size.width, height: size.height))
        }
    }

    @Test func roomMadeForAWidePlaneServesANarrowOne() throws {
        var doubler = PlaneDoubler(width: 320)
        for (width, height) in [(34, 6), (18, 10), (320, 4)] {
            let picture = self.noise(width, height, seed: 9)
            let size = LayerSizes.Size(width: 2 * width, height: 2 * height).inMacroblocks
            var buffer = try PixelBuffer(width: size.width, height: size.height)
            buffer.fill(doubling: picture, with: &doubler)
            let result = unsafe buffer.withImage {
                unsafe Picture(copying: $0, width: size.width, height: size.height)
            }
            #expect(
                result == Upsampler.doubled(picture, width: size.width, height: size.height))
        }
    }

    @Test(arguments: [4, 8, 12, 16, 20, 28, 32, 36, 64, 68, 324])
    func halvesAreWhatTheReferenceGives(_ width: Int) {
        for (height, seed) in [(4, 1), (16, 2), (36, 3)] as [(Int, UInt64)] {
            let picture = self.noise(width, height, seed: seed)
            #expect(picture.halved() == Downscaler.halved(picture))
        }
    }
}
