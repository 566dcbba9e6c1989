/// Block characters as masks over the 4 × 8 samples of a cell.
///
/// Bit `row * 4 + column` is set where the character shows the foreground. Of a shape and its negative
/// one is enough: exchanging the two colours gives the other.
package struct GlyphSet: Sendable {
    /// Half blocks, quadrants and eighth blocks: in every font with box drawing.
    package static let blocks = GlyphSet(hasSextants: false)
    /// With sextants (Unicode 13): only where the terminal is known to draw them.
    package static let sextants = GlyphSet(hasSextants: true)

    private static let blockScalars: [UInt32] =
        [0x2580, 0x2584, 0x258C, 0x2590] + Array(0x2596...0x259F) + Array(0x2581...0x2587)
        + [0x258A, 0x258E]

    package static let space: UInt32 = 0x20
    package static let fullBlock: UInt32 = 0x2588

    let hasSextants: Bool

    /// Masks of all 64 shapes of six parts, by their bits: left and right of the upper row first.
    static let sextantMasks: [UInt32] = (0..<64).map { shape in
        (0..<32 as Range<UInt32>).reduce(0) { mask, bit in
            let part = bit / 4 * 3 / 8 * 2 + bit % 4 / 2
            return shape >> Int(part) & 1 == 1 ? mask | 1 << bit : mask
        }
    }

    /// The character of a shape of six parts that is neither empty nor full.
    static func sextant(_ shape: Int) -> UInt32 {
        // Unicode leaves out the halves, which are older.
        switch shape {
        case 21: 0x258C
        case 42: 0x2590
        default: 0x1FB00 + UInt32(shape) - (shape > 42 ? 3 : shape > 21 ? 2 : 1)
        }
    }

    /// The samples in the foreground of a block character; none for any other.
    package static func mask(of scalar: UInt32) -> UInt32 {
        var mask: UInt32 = 0
        for row in 0..<8 {
            for column in 0..<4 where Self.covers(scalar, column * 2, row) {
                mask |= 1 << UInt32(row * 4 + column)
            }
        }
        return mask
    }

    /// Whether a character is filled at a place, in eighths of the cell from the top left.
    private static func covers(_ scalar: UInt32, _ x: Int, _ y: Int) -> Bool {
        switch scalar {
        case 0x2580: return y < 4
        case 0x2581...0x2587: return y >= 8 - Int(scalar - 0x2580)
        case self.fullBlock: return true
        case 0x2589...0x258F: return x < Int(0x2590 - scalar)
        case 0x2590: return x >= 4
        case 0x2596...0x259F:
            // Bits: upper left, upper right, lower left, lower right; in the order of Unicode.
            let quadrants: [UInt8] = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]
            return quadrants[Int(scalar - 0x2596)] >> ((y >= 4 ? 2 : 0) + (x >= 4 ? 1 : 0)) & 1 == 1
        case 0x1FB00...0x1FB3B:
            // Unicode leaves out the shapes that exist elsewhere: empty, left half, right half, full.
            var shape = scalar - 0x1FB00 + 1
            if shape >= 21 { shape += 1 }
            if shape >= 42 { shape += 1 }
            return shape >> UInt32(y * 3 / 8 * 2 + (x >= 4 ? 1 : 0)) & 1 == 1
        default: return false
        }
    }
}

/// Negatives.
extension GlyphSet {
    private static let inverses: [UInt32: UInt32] = {
        let all = [Self.space, Self.fullBlock] + Self.blockScalars + Array(0x1FB00...0x1FB3B)
        var byMask: [UInt32: UInt32] = [:]
        for scalar in all.reversed() { byMask[Self.mask(of: scalar)] = scalar }
        var inverses: [UInt32: UInt32] = [:]
        for scalar in all { inverses[scalar] = byMask[~Self.mask(of: scalar)] }
        return inverses
    }()

    /// The character that is filled where this one is empty, if there is one.
    static func inverse(of scalar: UInt32) -> UInt32? {
        // An eighth's negative would be a sextant's neighbour, which not every font has.
        guard let inverse = self.inverses[scalar] else { return nil }
        return (scalar < 0x1FB00) == (inverse < 0x1FB00) ? inverse : nil
    }
}
