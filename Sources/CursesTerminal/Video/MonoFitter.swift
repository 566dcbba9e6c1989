/// Pictures in one colour: dithered braille, or letters by brightness.
enum MonoFitter {
    /// Brightness levels that a dot may be wrong before it flips, so that noise does not make it flicker.
    private static let reluctance = 10
    /// Bayer's order of the 2 × 4 dots of a braille character, row by row.
    private static let order: [Int] = [0, 4, 6, 2, 1, 5, 7, 3]
    /// The bit of each dot in U+2800…U+28FF, row by row.
    private static let bits: [UInt32] = [0, 3, 1, 4, 2, 5, 6, 7]
    private static let ramp: [UInt8] = Array(" .:-=+*#%@".utf8)
    private static let brailleStart: UInt32 = 0x2800

    /// The brightness (0…255) of each 2 × 2 samples of a cell: 2 × 4 dots, row by row.
    ///
    /// - Parameter samples: a cell's 48 bytes; see `CellSamples.values`.
    static func dots(_ samples: Span<UInt8>) -> InlineArray<8, Int> {
        var dots = InlineArray<8, Int>(repeating: 0)
        for index in 0..<CellSamples.samplesPerCell {
            dots[index / 8 * 2 + index % 4 / 2] += Int(samples[index])
        }
        // From video range: 219 levels above 16, four of them to a dot.
        for dot in 0..<8 { dots[dot] = min(max((dots[dot] - 64) * 255 / 876, 0), 255) }
        return dots
    }

    /// The braille character of eight dots.
    ///
    /// - Parameter shown: the character there now.
    static func braille(_ dots: InlineArray<8, Int>, shown: UInt32?) -> UInt32 {
        let before = shown.map { $0 == GlyphSet.space ? 0 : $0 &- self.brailleStart }
        var pattern: UInt32 = 0
        for dot in 0..<8 {
            var limit = self.order[dot] * 32 + 16
            if let before {
                let isLit = before >> self.bits[dot] & 1 == 1
                limit += isLit ? -self.reluctance : self.reluctance
            }
            if dots[dot] >= limit { pattern |= 1 << self.bits[dot] }
        }
        return pattern == 0 ? GlyphSet.space : self.brailleStart + pattern
    }

    /// The letter of a cell's mean brightness.
    static func ascii(_ dots: InlineArray<8, Int>, shown: UInt32?) -> UInt32 {
        var sum = 0
        for dot in 0..<8 { sum += dots[dot] }
        let mean = sum / 8
        let step = self.ramp.count
        if let shown, let place = self.ramp.firstIndex(where: { UInt32($0) == shown }) {
            let low = place * 256 / step - self.reluctance
            let high = (place + 1) * 256 / step + self.reluctance
            if (low..<high).contains(mean) { return shown }
        }
        return UInt32(self.ramp[mean * step / 256])
    }
}
