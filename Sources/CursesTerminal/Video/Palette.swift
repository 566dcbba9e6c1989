/// The 256 colours that terminals agree on: 16 of the person's choice, a 6 × 6 × 6 cube, 24 greys.
enum Palette {
    /// Entries 0…15 as xterm has them; a person's terminal may show others, so nothing is matched to
    /// them but text.
    static let colors: [UInt32] = {
        var colors: [UInt32] = [
            0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
            0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
        ]
        let levels: [UInt32] = [0, 95, 135, 175, 215, 255]
        for red in levels {
            for green in levels {
                for blue in levels { colors.append(red << 16 | green << 8 | blue) }
            }
        }
        for step in 0..<24 as Range<UInt32> { colors.append((8 + step * 10) * 0x010101) }
        return colors
    }()

    /// The nearest of the entries 16…255 for a colour of 5 bits a channel.
    private static let nearest: [UInt8] = (0..<32_768).map { (value: Int) -> UInt8 in
        let color =
            UInt32((value >> 10) * 255 / 31) << 16
            | UInt32((value >> 5 & 31) * 255 / 31) << 8 | UInt32((value & 31) * 255 / 31)
        return Self.closest(to: color, among: 16..<256)
    }

    /// The entry of 16…255 that looks most like a colour (0xRRGGBB).
    static func index(of color: UInt32) -> UInt8 {
        let key = (color >> 19 & 31) << 10 | (color >> 11 & 31) << 5 | color >> 3 & 31
        return self.nearest[Int(key)]
    }

    /// The entry of 0…15 that looks most like a colour (0xRRGGBB).
    static func basicIndex(of color: UInt32) -> UInt8 {
        self.closest(to: color, among: 0..<16)
    }

    private static func closest(to color: UInt32, among entries: Range<Int>) -> UInt8 {
        var best = entries.lowerBound
        var bestDistance = Int.max
        for entry in entries {
            let other = self.colors[entry]
            let red = Int(color >> 16 & 255) - Int(other >> 16 & 255)
            let green = Int(color >> 8 & 255) - Int(other >> 8 & 255)
            let blue = Int(color & 255) - Int(other & 255)
            // The eye is most sensitive to green and least to blue.
            let distance = 2 * red * red + 4 * green * green + blue * blue
            if distance < bestDistance { (best, bestDistance) = (entry, distance) }
        }
        return UInt8(best)
    }
}
