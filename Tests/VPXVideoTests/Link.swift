import Media
import Units
import Wire

@testable import VPXVideo

/// A sender and one receiver, with whatever a test puts between them.
struct Link: ~Copyable {
    /// The smallest that leaves room for the layers; no side of any layer is a multiple of 16.
    let width: Int
    let height: Int
    var encoder: LayeredEncoder
    var decoder: LayeredDecoder
    var assembler: PictureAssembler
    /// Pictures that came out, by number and layer, and what they should have been.
    private(set) var shown: [UInt32: Picture] = [:]
    private(set) var expected: [UInt32: [Picture]] = [:]
    private(set) var errors: [VPXError] = []
    private var number: UInt32 = 0

    init(_ count: LayerCount, structure: LayerPattern.Structure = .full) throws {
        self.width = count.spatial == 3 ? 264 : 136
        self.height = count.spatial == 3 ? 152 : 104
        var encoder = try LayeredEncoder(
            width: self.width, height: self.height, frameRate: 30, layers: count,
            target: .kilobits(200))
        encoder.structure = structure
        encoder.clock = nil
        encoder.pacing = StartPacing(interval: .zero)
        let layers = encoder.layers
        self.decoder = try LayeredDecoder(layers: layers)
        self.assembler = PictureAssembler(layerCount: layers.count)
        self.encoder = encoder
    }

    /// Codes pictures and passes on what `passing` lets through, as it leaves it.
    mutating func run(
        _ count: Int, highestLayer: Int = 2, key: Bool = false, switchPoints: Set<Int> = [],
        passing: (_ header: inout MediaHeader, _ payload: inout [UInt8]) -> Bool = { _, _ in true },
    ) throws {
        for index in 0..<count {
            let picture = Scene.picture(self.number, width: self.width, height: self.height)
            let layers = try self.encoder.encode(
                picture, highestLayer: highestLayer, key: key && index == 0,
                switchPoints: index == 0 ? switchPoints : [])
            for layer in layers {
                if let picture = try self.encoder.reconstruction(layer: layer.spatialLayer) {
                    self.expected[self.number, default: []].append(picture)
                }
            }
            for layer in layers {
                var header = layer.header(number: self.number)
                var payload = layer.bytes
                if passing(&header, &payload) { self.receive(header, payload) }
            }
            self.number += 1
        }
    }

    mutating func receive(_ header: MediaHeader, _ payload: [UInt8]) {
        for picture in self.assembler.append(header, payload) {
            do throws(VPXError) {
                if let shown = try self.decoder.decode(picture) {
                    self.shown[picture.number] = shown
                }
            } catch {
                self.errors.append(error)
                if case .pictureMalformed(let layer, _) = error {
                    self.assembler.markBroken(from: layer)
                }
            }
        }
    }

    /// Whether the picture of that number came out as the encoder saw it at that layer.
    func isExact(_ number: UInt32, layer: Int) -> Bool {
        guard let shown = self.shown[number], let expected = self.expected[number] else {
            return false
        }
        return expected.indices.contains(layer) && shown == expected[layer]
    }

    /// Numbers of the pictures that came out exactly at that layer.
    func exact(layer: Int) -> [UInt32] {
        self.shown.keys.sorted().filter { self.isExact($0, layer: layer) }
    }
}
