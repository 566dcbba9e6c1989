/// The cells of a picture whose samples are no longer those that were last looked at.
///
/// In a decoded picture most of what stands still is the same to the bit, and need not be fitted again.
/// **A cell is compared with the samples it was last fitted to, not with those before**, so that slow
/// changes add up until they are seen.
struct MovedCells: Sendable {
    /// How much all samples together may differ to be the same: a third of a level each, which costs
    /// 0.002 dB.
    static let distanceMaximum: Int32 = 16

    /// Where the cells are that the last search found, in rising order.
    private(set) var indices: [Int] = []
    /// Of each cell the samples it was last found with.
    private var known: [UInt8] = []
    private var isKnown: [Bool] = []

    /// All cells of a grid are found next time.
    mutating func forgetAll(cellCount: Int) {
        self.known = Array(repeating: 0, count: cellCount * CellSamples.bytesPerCell)
        self.isKnown = Array(repeating: false, count: cellCount)
    }

    /// One cell is found next time, because what was to be done about it was not done.
    mutating func forget(_ index: Int) {
        self.isKnown[index] = false
    }

    /// - Precondition: the grid has as many cells as were last forgotten.
    mutating func find(in samples: Span<UInt8>) {
        precondition(samples.count == self.known.count, "one grid after another")
        self.indices.removeAll(keepingCapacity: true)
        for index in 0..<self.isKnown.count {
            let start = index * CellSamples.bytesPerCell
            let cell = samples.extracting(start..<start + CellSamples.bytesPerCell)
            if self.isKnown[index], Self.isNear(cell, self.known.span, at: start) { continue }
            Self.replace(&self.known, at: start, with: cell)
            self.isKnown[index] = true
            self.indices.append(index)
        }
    }

    @inline(__always)
    private static func isNear(_ cell: Span<UInt8>, _ known: Span<UInt8>, at start: Int) -> Bool {
        let other = known.extracting(start..<start + CellSamples.bytesPerCell)
        precondition(cell.count == CellSamples.bytesPerCell, "a cell has 48 bytes")
        precondition(other.count == CellSamples.bytesPerCell, "a cell has 48 bytes")
        var distance: Int32 = 0
        for byte in 0..<CellSamples.bytesPerCell {
            distance &+= abs(Int32(cell[byte]) &- Int32(other[byte]))
        }
        return distance <= self.distanceMaximum
    }

    @inline(__always)
    private static func replace(_ known: inout [UInt8], at start: Int, with cell: Span<UInt8>) {
        var known = known.mutableSpan
        for byte in 0..<CellSamples.bytesPerCell { known[start &+ byte] = cell[byte] }
    }
}
