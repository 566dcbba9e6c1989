import Media
import Testing
import Units
import Wire

@testable import VPXVideo

struct LayeredCodecTests {
    static let counts = [(1, 1), (2, 1), (2, 2), (2, 3), (3, 3), (1, 3)]

    @Test(arguments: counts)
    func allLayersDecodeToWhatTheEncoderSaw(_ spatial: Int, _ temporal: Int) throws {
        let count = try #require(LayerCount(spatial: spatial, temporal: temporal))
        var encoder = try LayeredEncoder(
            width: 360, height: 200, frameRate: 30, layers: count, target: .kilobits(500))
        var decoder = try LayeredDecoder(layers: encoder.layers)
        var assembler = PictureAssembler(layerCount: encoder.layers.count)
        for number in 0..<24 as Range<UInt32> {
            let picture = Scene.picture(number, width: 360, height: 200)
            let layers = try encoder.encode(
                picture, highestLayer: 2, key: number == 13, switchPoints: number == 7 ? [1] : [])
            let expected = try encoder.reconstruction(layer: layers.count - 1)
            var shown: Picture?
            for layer in layers {
                for assembled in assembler.append(layer.header(number: number), layer.bytes) {
                    shown = try decoder.decode(assembled)
                }
            }
            #expect(shown != nil)
            #expect(shown == expected, "picture \(number)")
        }
        #expect(assembler.dropCount == 0)
    }
}
