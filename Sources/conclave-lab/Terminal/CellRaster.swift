import CursesTerminal
import Foundation
import Units

/// A grid of cells as points again, with the geometry of the Unicode charts: 8 by 16 a cell.
///
/// Blocks end at whole points and slanted edges are smoothed, as terminals that draw these characters
/// themselves do it (foot was read).
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
                let share = self.share(of: cell.glyph, x % self.width, y % self.height)
                let (front, back) = (cell.foreground.rgbValue, cell.background.rgbValue)
                let wanted = self.mean(
                    of: picture, x * picture.width / columns..<(x + 1) * picture.width / columns,
                    y * picture.height / rows..<(y + 1) * picture.height / rows)
                for (shift, channel) in zip([16, 8, 0] as [UInt32], wanted) {
                    let shown =
                        share * Double(front >> shift & 255)
                        + (1 - share) * Double(back >> shift & 255)
                    let difference = shown - channel
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

    /// Points a side that a point with a slanted edge is made of.
    private static let smoothing = 4

    /// How much of a point a character fills: all or nothing, but for slanted edges.
    private static func share(of scalar: UInt32, _ x: Int, _ y: Int) -> Double {
        let count = (0x1FB3C...0x1FB6F).contains(scalar) ? self.smoothing : 1
        var filled = 0
        for down in 0..<count {
            for across in 0..<count {
                let (parts, half) = (Double(count), 0.5)
                let place = (
                    x: (Double(x) + (Double(across) + half) / parts) / Double(self.width),
                    y: (Double(y) + (Double(down) + half) / parts) / Double(self.height)
                )
                filled += self.covers(scalar, place.x, place.y) ? 1 : 0
            }
        }
        return Double(filled) / Double(count * count)
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
        case 0x1FB68...0x1FB6F:
            let isCut = scalar < 0x1FB6C
            let isQuarter: Bool =
                switch scalar & 3 {
                case 0: x < min(y, 1 - y)
                case 1: y < min(x, 1 - x)
                case 2: 1 - x < min(y, 1 - y)
                default: 1 - y < min(x, 1 - x)
                }
            return isCut != isQuarter
        case 0x1FB70...0x1FB75: return (1..<2).contains(x * 8 - Double(scalar - 0x1FB70))
        case 0x1FB76...0x1FB7B: return (1..<2).contains(y * 8 - Double(scalar - 0x1FB76))
        case Wedge.scalars: return Wedge.all[scalar]?.covers(x, y) ?? false
        default: return false
        }
    }
}

/// A corner of a cell cut off by a slanted edge, or what is left of the cell.
private struct Wedge {
    static let scalars: ClosedRange<UInt32> = 0x1FB3C...0x1FB67
    /// As their names in Unicode say, so that no table of ours is judged by itself.
    static let all = Dictionary(
        uniqueKeysWithValues: Self.scalars.compactMap { scalar in
            Unicode.Scalar(scalar)?.properties.name.flatMap(Wedge.init).map { (scalar, $0) }
        })

    private typealias Point = (x: Double, y: Double)
    private static let points: [String: Point] = [
        "UPPER LEFT": (0, 0), "UPPER CENTRE": (0.5, 0), "UPPER RIGHT": (1, 0),
        "UPPER MIDDLE LEFT": (0, 1 / 3), "UPPER MIDDLE RIGHT": (1, 1 / 3),
        "LOWER MIDDLE LEFT": (0, 2 / 3), "LOWER MIDDLE RIGHT": (1, 2 / 3),
        "LOWER LEFT": (0, 1), "LOWER CENTRE": (0.5, 1), "LOWER RIGHT": (1, 1),
    ]

    private let corner: Point
    private let start: Point
    private let end: Point

    /// - Parameter name: like "LOWER LEFT BLOCK DIAGONAL UPPER LEFT TO LOWER CENTRE".
    init?(_ name: String) {
        let words = name.split(separator: " ")
        guard let block = words.firstIndex(of: "BLOCK"), let to = words.firstIndex(of: "TO"),
            let corner = Self.points[words[..<block].joined(separator: " ")],
            let start = Self.points[words[(block + 2)..<to].joined(separator: " ")],
            let end = Self.points[words[(to + 1)...].joined(separator: " ")]
        else { return nil }
        (self.corner, self.start, self.end) = (corner, start, end)
    }

    /// Whether a place is on the corner's side of the edge.
    func covers(_ x: Double, _ y: Double) -> Bool {
        (self.side((x, y)) > 0) == (self.side(self.corner) > 0)
    }

    private func side(_ point: Point) -> Double {
        (self.end.x - self.start.x) * (point.y - self.start.y)
            - (self.end.y - self.start.y) * (point.x - self.start.x)
    }
}
