/// Block characters as masks over the 4 × 8 samples of a cell.
///
/// Bit `row * 4 + column` is set where the character shows the foreground. Only one of a shape and its
/// negative is listed: exchanging the two colours gives the other.
package struct GlyphSet: Sendable {
    /// Half blocks, quadrants and eighth blocks: in every font with box drawing.
    package static let blocks = GlyphSet(Self.blockScalars)
    /// With sextants (Unicode 13): only where the terminal is known to draw them.
    package static let sextants = GlyphSet(Self.blockScalars + Array(0x1FB00...0x1FB3B))

    /// Half blocks first, so that the plainest of equal shapes wins.
    private static let blockScalars: [UInt32] =
        [0x2580, 0x2584, 0x258C, 0x2590] + Array(0x2596...0x259F) + Array(0x2581...0x2587)
        + [0x258A, 0x258E]

    package static let space: UInt32 = 0x20
    package static let fullBlock: UInt32 = 0x2588

    let masks: [UInt32]
    package var count: Int { self.masks.count }
    let scalars: [UInt32]

    private init(_ candidates: [UInt32]) {
        var masks: [UInt32] = []
        var scalars: [UInt32] = []
        for scalar in candidates {
            let mask = Self.mask(of: scalar)
            guard mask != 0, mask != ~0, !masks.contains(mask), !masks.contains(~mask) else {
                continue
            }
            masks.append(mask)
            scalars.append(scalar)
        }
        self.masks = masks
        self.scalars = scalars
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
