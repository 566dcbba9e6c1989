package import Canvas

/// A colour as it is sent, in four bytes.
package struct ScreenColor: Sendable, Hashable {
    /// `kind << 24 | value`: 0 the terminal's own, 1 an entry of the palette, 2 0xRRGGBB.
    private let raw: UInt32

    private init(raw: UInt32) { self.raw = raw }

    package static let terminal = ScreenColor(raw: 0)

    package static func palette(_ index: UInt8) -> ScreenColor {
        ScreenColor(raw: 1 << 24 | UInt32(index))
    }

    package static func rgb(_ value: UInt32) -> ScreenColor {
        ScreenColor(raw: 2 << 24 | value & 0xFFFFFF)
    }

    /// Whether the colour is sent as red, green and blue.
    var isRGB: Bool { self.raw >> 24 == 2 }
    /// The palette's entry, if it is one.
    var paletteIndex: UInt8? { self.raw >> 24 == 1 ? UInt8(self.raw & 255) : nil }
    /// 0xRRGGBB; black for the terminal's own, which nobody knows.
    package var rgbValue: UInt32 {
        self.raw >> 24 == 1 ? Palette.colors[Int(self.raw & 255)] : self.raw & 0xFFFFFF
    }

    package init(_ color: Color, depth: ColorDepth) {
        switch (color, depth) {
        case (.terminal, _), (_, .monochrome):
            self = .terminal
        case (.palette(let index), .sixteen) where index >= 16:
            self = .palette(Palette.basicIndex(of: Palette.colors[Int(index)]))
        case (.palette(let index), _):
            self = .palette(index)
        case (.rgb(let red, let green, let blue), _):
            let value = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
            switch depth {
            case .truecolor: self = .rgb(value)
            case .twoHundredFiftySix: self = .palette(Palette.index(of: value))
            case .sixteen, .monochrome: self = .palette(Palette.basicIndex(of: value))
            }
        }
    }

    /// The squared distance of two colours of red, green and blue.
    package static func distance(_ left: ScreenColor, _ right: ScreenColor) -> Int {
        let (a, b) = (left.rgbValue, right.rgbValue)
        let red = Int(a >> 16 & 255) - Int(b >> 16 & 255)
        let green = Int(a >> 8 & 255) - Int(b >> 8 & 255)
        let blue = Int(a & 255) - Int(b & 255)
        return red * red + green * green + blue * blue
    }
}
