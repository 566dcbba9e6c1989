import CursesTerminal
import Foundation
import Units

/// A grid of cells as points again, with the geometry of the Unicode charts: 8 by 16 a cell.
enum CellRaster {
    private static let width = 8
    private static let height = 16

    /// The PSNR of a shown frame's only tile against its picture at that size, in dB over red, green and
    /// blue.
    static func quality(_ frame: Frame, of picture: Picture) -> Double {
        let places = frame.cells.indices.filter { frame.cells[$0].kind == .video }
        let (across, down) = (places.map { $0 % frame.columns }, places.map { $0 / frame.columns })
        guard let left = across.min(), let right = across.max(), let top = down.min(),
            let bottom = down.max()
        else { return 99 }
        let (columns, rows) = ((right - left + 1) * self.width, (bottom - top + 1) * self.height)
        var error = 0.0
        for y in 0..<rows {
            for x in 0..<columns {
                let place = (top + y / self.height) * frame.columns + left + x / self.width
                let cell = frame.cells[place]
                let isFront = self.covers(
                    cell.glyph, (Double(x % self.width) + 0.5) / Double(self.width),
                    (Double(y % self.height) + 0.5) / Double(self.height))
                let shown = (isFront ? cell.foreground : cell.background).rgbValue
                let wanted = self.mean(
                    of: picture, x * picture.width / columns..<(x + 1) * picture.width / columns,
                    y * picture.height / rows..<(y + 1) * picture.height / rows)
                for (shift, channel) in zip([16, 8, 0] as [UInt32], wanted) {
                    let difference = Double(shown >> shift & 255) - channel
                    error += difference * difference
                }
            }
        }
        return error > 0 ? 10 * log10(65025 * Double(3 * columns * rows) / error) : 99
    }

    /// The mean of a box of the picture; the nearest point where the box is empty.
    private static func mean(of picture: Picture, _ xs: Range<Int>, _ ys: Range<Int>) -> [Double] {
        var sum = [0.0, 0.0, 0.0]
        let xs = xs.isEmpty ? xs.lowerBound..<xs.lowerBound + 1 : xs
        let ys = ys.isEmpty ? ys.lowerBound..<ys.lowerBound + 1 : ys
        for y in ys {
            for x in xs {
                for (channel, value) in self.color(of: picture, x: x, y: y).enumerated() {
                    sum[channel] += value
                }
            }
        }
        return sum.map { $0 / Double(xs.count * ys.count) }
    }

    /// BT.601, video range.
    private static func color(of picture: Picture, x: Int, y: Int) -> [Double] {
        let bright = 1.164 * (Double(picture.samples[y * picture.width + x]) - 16)
        let chroma = y / 2 * (picture.width / 2) + x / 2
        let plane = picture.width * picture.height
        let blue = Double(picture.samples[plane + chroma]) - 128
        let red = Double(picture.samples[plane + plane / 4 + chroma]) - 128
        return [
            bright + 1.596 * red, bright - 0.392 * blue - 0.813 * red, bright + 2.017 * blue,
        ].map { min(max($0, 0), 255) }
    }

    /// Whether a character is filled at a place, in parts of its width and height.
    private static func covers(_ scalar: UInt32, _ x: Double, _ y: Double) -> Bool {
        switch scalar {
        case 0x20: return false
        case 0x2588: return true
        case 0x2580: return y < 0.5
        case 0x2581...0x2587: return y > 1 - Double(scalar - 0x2580) / 8
        case 0x2589...0x258F: return x < Double(0x2590 - scalar) / 8
        case 0x2590: return x >= 0.5
        case 0x2596...0x259F:
            // Upper left, upper right, lower left, lower right.
            let quadrants: [UInt8] = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]
            let place: UInt8 = (y < 0.5 ? 0 : 2) + (x < 0.5 ? 0 : 1)
            return quadrants[Int(scalar - 0x2596)] >> place & 1 == 1
        case 0x1FB00...0x1FB3B:
            // Numbers of six bits without the two halves and the whole.
            var shape = scalar - 0x1FB00 + 1
            if shape >= 21 { shape += 1 }
            if shape >= 42 { shape += 1 }
            return shape >> UInt32(Int(y * 3) * 2 + (x < 0.5 ? 0 : 1)) & 1 == 1
        default: return false
        }
    }
}
