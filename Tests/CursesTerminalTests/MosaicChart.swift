/// The slanted mosaics as their names in Unicode describe them, independent of the fit's tables.
struct MosaicChart {
    static let wedges: ClosedRange<UInt32> = 0x1FB3C...0x1FB67

    typealias Point = (x: Double, y: Double)
    private static let points: [String: Point] = [
        "UPPER LEFT": (0, 0), "UPPER CENTRE": (0.5, 0), "UPPER RIGHT": (1, 0),
        "UPPER MIDDLE LEFT": (0, 1 / 3), "UPPER MIDDLE RIGHT": (1, 1 / 3),
        "LOWER MIDDLE LEFT": (0, 2 / 3), "LOWER MIDDLE RIGHT": (1, 2 / 3),
        "LOWER LEFT": (0, 1), "LOWER CENTRE": (0.5, 1), "LOWER RIGHT": (1, 1),
    ]

    private let corner: Point
    private let start: Point
    private let end: Point

    /// Nil for what is no wedge; a name is like "LOWER LEFT BLOCK DIAGONAL UPPER LEFT TO LOWER CENTRE".
    init?(_ scalar: UInt32) {
        guard let name = Unicode.Scalar(scalar)?.properties.name else { return nil }
        let words = name.split(separator: " ")
        guard let block = words.firstIndex(of: "BLOCK"), let to = words.firstIndex(of: "TO"),
            let corner = Self.points[words[..<block].joined(separator: " ")],
            let start = Self.points[words[(block + 2)..<to].joined(separator: " ")],
            let end = Self.points[words[(to + 1)...].joined(separator: " ")]
        else { return nil }
        (self.corner, self.start, self.end) = (corner, start, end)
    }

    /// Whether a place, in parts of the cell, is on the corner's side of the edge.
    func covers(_ x: Double, _ y: Double) -> Bool {
        (self.side((x, y)) > 0) == (self.side(self.corner) > 0)
    }

    private func side(_ point: Point) -> Double {
        (self.end.x - self.start.x) * (point.y - self.start.y)
            - (self.end.y - self.start.y) * (point.x - self.start.x)
    }
}
