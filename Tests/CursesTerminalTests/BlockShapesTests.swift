import Testing

@testable import CursesTerminal

/// What block characters fill, against their names in Unicode.
struct BlockShapesTests {
    private static func name(_ scalar: UInt32) throws -> String {
        try #require(Unicode.Scalar(scalar)?.properties.name)
    }

    /// Row by row, of 4 by 8 samples.
    private static func weights(_ part: (_ column: Int, _ row: Int) -> Int) -> [UInt8] {
        (0..<32).map { UInt8(part($0 % 4, $0 / 4)) }
    }

    @Test(arguments: UInt32(0x1FB00)...0x1FB3B)
    func sextantsAreTheSixthsOfTheirNames(scalar: UInt32) throws {
        let name = try Self.name(scalar)
        try #require(name.hasPrefix("BLOCK SEXTANT-"))
        let sixths = Set(name.dropFirst(14).compactMap(\.wholeNumberValue))
        // In 24ths of the height a sample has 3 and a sixth 8.
        let expected = Self.weights { column, row in
            (0..<3).filter { sixths.contains($0 * 2 + column / 2 + 1) }.reduce(0) { sum, third in
                let top = max(row * 3, third * 8)
                return sum + 4 * max(0, min(row * 3 + 3, third * 8 + 8) - top)
            }
        }
        #expect(BlockShapes.weights(of: scalar) == expected)
    }

    @Test(arguments: UInt32(0x1FB70)...0x1FB7B)
    func linesAreTheEighthsOfTheirNames(scalar: UInt32) throws {
        let name = try Self.name(scalar)
        let eighth = try #require(name.last?.wholeNumberValue)
        let expected: [UInt8]
        switch name.dropLast() {
        case "VERTICAL ONE EIGHTH BLOCK-":
            expected = Self.weights { column, _ in (eighth - 1) / 2 == column ? 6 : 0 }
        default:
            try #require(name.dropLast() == "HORIZONTAL ONE EIGHTH BLOCK-")
            expected = Self.weights { _, row in eighth - 1 == row ? 12 : 0 }
        }
        #expect(BlockShapes.weights(of: scalar) == expected)
    }

    /// Where a quarter is full, and where it is not.
    @Test(arguments: [
        ("LEFT", [12, 16], [14, 15, 18, 19, 1, 29]),
        ("UPPER", [1, 2], [12, 15, 16, 19, 29, 30]),
        ("RIGHT", [15, 19], [12, 13, 16, 17, 2, 30]), ("LOWER", [29, 30], [12, 15, 1, 2, 8, 11]),
    ])
    func quartersAreOnTheSideOfTheirNames(side: String, full: [Int], empty: [Int]) throws {
        for (scalars, ending, isNegative) in [
            (UInt32(0x1FB6C)...0x1FB6F, "TRIANGULAR ONE QUARTER BLOCK", false),
            (UInt32(0x1FB68)...0x1FB6B, "TRIANGULAR THREE QUARTERS BLOCK", true),
        ] {
            let found = try scalars.first { scalar in
                let words = try Self.name(scalar)
                return words.hasSuffix(ending)
                    && (isNegative ? Self.missing(words) == side : words.hasPrefix(side))
            }
            let weights = BlockShapes.weights(of: try #require(found))
            for sample in full { #expect(weights[sample] == (isNegative ? 0 : 12)) }
            for sample in empty { #expect(weights[sample] == (isNegative ? 12 : 0)) }
            let area = weights.reduce(0) { $0 + Int($1) }
            #expect(abs(area - (isNegative ? 288 : 96)) <= 4)
        }
    }

    /// `UPPER AND RIGHT AND LOWER` is without the left quarter.
    private static func missing(_ name: String) -> String? {
        ["LEFT", "UPPER", "RIGHT", "LOWER"].first { !name.contains($0) }
    }
}
