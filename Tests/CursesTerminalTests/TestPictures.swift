import Canvas
import CursesTerminal
import Units

/// Pictures that need no file.
enum TestPictures {
    /// A slanted gradient with a bright disc, in colour.
    static func disc(width: Int, height: Int, at phase: Int = 0) -> Picture {
        var picture = Picture(width: width, height: height)
        let center = (x: width / 2 + phase, y: height / 2)
        let radius = height / 4
        for y in 0..<height {
            for x in 0..<width {
                let (dx, dy) = (x - center.x, y - center.y)
                let isInside = dx * dx + dy * dy < radius * radius
                picture.samples[y * width + x] =
                    isInside ? 200 : UInt8(30 + 80 * x / width + 60 * y / height)
            }
        }
        for plane in [Picture.Plane.blueDifference, .redDifference] {
            let side = picture.width(of: plane)
            for y in 0..<picture.height(of: plane) {
                for x in 0..<side {
                    picture.samples[picture.offset(of: plane) + y * side + x] =
                        plane == .blueDifference
                        ? UInt8(100 + 60 * x / side) : UInt8(150 - 50 * y / (height / 2))
                }
            }
        }
        return picture
    }

    /// A picture with noise of some levels added to its luma.
    static func noisy(_ picture: Picture, levels: Int, seed: UInt64) -> Picture {
        var random = SeededRandom(seed: seed)
        var picture = picture
        for index in 0..<(picture.width * picture.height) {
            let noise = Int.random(in: -levels...levels, using: &random)
            picture.samples[index] = UInt8(clamping: Int(picture.samples[index]) + noise)
        }
        return picture
    }

    /// Every sample at random: the hardest for every fit.
    static func chaos(width: Int, height: Int, seed: UInt64) -> Picture {
        var random = SeededRandom(seed: seed)
        var picture = Picture(width: width, height: height)
        for index in picture.samples.indices {
            picture.samples[index] = UInt8.random(in: 16...235, using: &random)
        }
        return picture
    }
}

/// Cells drawn with the geometry of the Unicode charts, independent of the fit's masks.
enum Rasterizer {
    typealias Color = (red: Double, green: Double, blue: Double)

    /// The PSNR in dB of cells against a picture, both at 8 × 16 points a cell.
    static func quality(_ cells: [VideoCell], columns: Int, rows: Int, of picture: Picture)
        -> Double
    {
        var error = 0.0
        for y in 0..<rows * 16 {
            for x in 0..<columns * 8 {
                let cell = cells[y / 16 * columns + x / 8]
                let isFront = self.covers(
                    cell.scalar, (Double(x % 8) + 0.5) / 8, (Double(y % 16) + 0.5) / 16)
                let shown = self.color(isFront ? cell.foreground : cell.background)
                let wanted = self.color(
                    of: picture, x: x * picture.width / (columns * 8),
                    y: y * picture.height / (rows * 16))
                let (red, green) = (shown.red - wanted.red, shown.green - wanted.green)
                let blue = shown.blue - wanted.blue
                error += red * red + green * green + blue * blue
            }
        }
        let mean = error / Double(columns * rows * 128 * 3)
        return 10 * log10(255 * 255 / max(mean, 1e-9))
    }

    private static func log10(_ value: Double) -> Double {
        // Enough of a logarithm for decibels, without a C library.
        var (value, result) = (value, 0.0)
        while value >= 10 { (value, result) = (value / 10, result + 1) }
        while value < 1 { (value, result) = (value * 10, result - 1) }
        var step = 0.5
        for _ in 0..<30 {
            value *= value
            if value >= 10 {
                value /= 10
                result += step
            }
            step /= 2
        }
        return result
    }

    private static func color(_ color: ScreenColor) -> Color {
        let value = color.rgbValue
        return (Double(value >> 16), Double(value >> 8 & 255), Double(value & 255))
    }

    private static func color(of picture: Picture, x: Int, y: Int) -> Color {
        let bright = 1.164 * (Double(picture.samples[y * picture.width + x]) - 16)
        let chroma = y / 2 * (picture.width / 2) + x / 2
        let blue = Double(picture.samples[picture.offset(of: .blueDifference) + chroma]) - 128
        let red = Double(picture.samples[picture.offset(of: .redDifference) + chroma]) - 128
        func clamped(_ value: Double) -> Double { min(max(value, 0), 255) }
        return (
            clamped(bright + 1.596 * red), clamped(bright - 0.392 * blue - 0.813 * red),
            clamped(bright + 2.017 * blue)
        )
    }

    /// Whether a block character is filled at a place, in parts of its width and height.
    private static func covers(_ scalar: UInt32, _ x: Double, _ y: Double) -> Bool {
        let (isLeft, isTop) = (x < 0.5, y < 0.5)
        switch scalar {
        case 0x20: return false
        case 0x2588: return true
        case 0x2580: return isTop
        case 0x2581...0x2587: return y > 1 - Double(scalar - 0x2580) / 8
        case 0x2589...0x258F: return x < Double(0x2590 - scalar) / 8
        case 0x2590: return !isLeft
        case 0x2596: return isLeft && !isTop
        case 0x2597: return !isLeft && !isTop
        case 0x2598: return isLeft && isTop
        case 0x2599: return isLeft || !isTop
        case 0x259A: return isLeft == isTop
        case 0x259B: return isLeft || isTop
        case 0x259C: return !isLeft || isTop
        case 0x259D: return !isLeft && isTop
        case 0x259E: return isLeft != isTop
        case 0x259F: return !isLeft || !isTop
        case 0x1FB00...0x1FB3B:
            var shape = scalar - 0x1FB00 + 1
            if shape >= 21 { shape += 1 }
            if shape >= 42 { shape += 1 }
            return shape >> UInt32(Int(y * 3) * 2 + (isLeft ? 0 : 1)) & 1 == 1
        case MosaicChart.wedges: return MosaicChart(scalar)?.covers(x, y) ?? false
        case 0x1FB68...0x1FB6F:
            let sides = [x, y, 1 - x, 1 - y]
            let isNearest = sides[Int(scalar & 3)] == sides.min()
            return isNearest == (scalar >= 0x1FB6C)
        case 0x1FB70...0x1FB75: return Int(x * 8) == Int(scalar - 0x1FB6F)
        case 0x1FB76...0x1FB7B: return Int(y * 8) == Int(scalar - 0x1FB75)
        default: return false
        }
    }
}
