/// The characters that a cell of a picture may hold, made ready for the search.
///
/// Of a shape and its negative one is enough: exchanging the two colours gives the other.
package struct GlyphSet: Sendable {
    /// Half blocks, quadrants and eighth blocks: in every font with box drawing.
    package static let blocks = GlyphSet(Self.blockScalars)
    /// With sextants, wedges, triangles and lines (Unicode 13): only where the terminal is known to draw them.
    package static let mosaics = GlyphSet(Self.blockScalars + Self.mosaicScalars)

    package static let space: UInt32 = 0x20
    package static let fullBlock: UInt32 = 0x2588

    /// Half blocks first, so that the plainest of equal shapes wins.
    private static let blockScalars: [UInt32] =
        [0x2580, 0x258C, 0x2596, 0x2597, 0x2598, 0x259D, 0x259A]
        + [0x2581, 0x2582, 0x2583, 0x2585, 0x2586, 0x2587]
        + [0x2589, 0x258A, 0x258B, 0x258D, 0x258E, 0x258F]

    /// The half of the sextants whose lower right part is empty, the wedges that are filled below, the
    /// triangles of a quarter, and the lines.
    private static let mosaicScalars =
        Array(0x1FB00...0x1FB1D) + Array(BlockShapes.lowerWedges) + Array(BlockShapes.quarters)
        + Array(BlockShapes.lines)

    /// Shapes that are weighed at once.
    static let laneCount = 8
    /// Eight shapes' weights of each of the 32 samples, and the next eight's.
    let lanes: [SIMD8<Int16>]
    /// For every lane where its shape is in `BlockShapes`.
    let places: [Int]
    /// For every lane 2^20 over its shape's `BlockShapes.spread`; 0 in those without a shape.
    let reciprocals: [Int]

    private init(_ scalars: [UInt32]) {
        let blockCount = (scalars.count + Self.laneCount - 1) / Self.laneCount
        let laneCount = blockCount * Self.laneCount
        let padded =
            scalars + Array(repeating: Self.space, count: laneCount - scalars.count)
        let shapes = BlockShapes.all
        self.places = padded.map(BlockShapes.place)
        self.reciprocals = self.places.map {
            let spread = shapes.spread($0)
            return spread > 0 ? Int(1_048_576 / spread) : 0
        }
        let places = self.places
        self.lanes = (0..<blockCount).flatMap { block in
            (0..<CellSamples.samplesPerCell).map { sample in
                var lane = SIMD8<Int16>()
                for index in 0..<Self.laneCount {
                    let place = places[block * Self.laneCount + index]
                    lane[index] = Int16(
                        shapes.weights[place * CellSamples.samplesPerCell + sample])
                }
                return lane
            }
        }
    }

    /// The character that is filled where this one is empty, if there is one that every terminal has which
    /// has this one.
    static func negative(of scalar: UInt32) -> UInt32? { self.negatives[scalar] }

    private static let negatives: [UInt32: UInt32] = {
        let families = [
            [Self.space] + Array(0x2580...0x2590) + Array(0x2594...0x259F),
            Array(0x1FB00...0x1FB6F),
        ]
        var negatives: [UInt32: UInt32] = [:]
        for family in families {
            var byShape: [[UInt8]: UInt32] = [:]
            for scalar in family.reversed() { byShape[BlockShapes.weights(of: scalar)] = scalar }
            for scalar in family {
                let empty = BlockShapes.weights(of: scalar).map {
                    UInt8(BlockShapes.partsPerSample) - $0
                }
                negatives[scalar] = byShape[empty]
            }
        }
        return negatives
    }()
}
