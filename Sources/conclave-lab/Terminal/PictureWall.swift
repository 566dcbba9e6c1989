import Canvas
import Units

/// A screen of moving pictures as the conference view has it: tiles in a grid, a name in each, a line to
/// write in below.
struct PictureWall {
    let columns: Int
    let rows: Int
    let pictures: [Picture]
    private let tiles: [Rectangle]
    var tileCount: Int { self.tiles.count }
    /// What has been typed.
    var line = ""

    /// - Parameter tileCount: the grid is as near to a square of tiles as it can be.
    init(_ pictures: [Picture], columns: Int, rows: Int, tileCount: Int) {
        self.pictures = pictures
        self.columns = columns
        self.rows = rows
        let across = (1...tileCount).first { $0 * $0 >= tileCount } ?? 1
        let down = (tileCount + across - 1) / across
        let bottom = tileCount == 1 ? rows : rows - 1
        self.tiles = (0..<tileCount).map { number in
            let (x, y) = (number % across, number / across)
            let (left, top) = (x * columns / across, y * bottom / down)
            return Rectangle(
                column: left, row: top, columns: (x + 1) * columns / across - left,
                rows: (y + 1) * bottom / down - top)
        }
    }

    /// The screen with every tile; only one has all of it to itself.
    var canvas: Canvas {
        var canvas = Canvas(columns: self.columns, rows: self.rows)
        let style = Style(foreground: .rgb(0xD5, 0xD9, 0xE4), background: .rgb(0x2A, 0x2F, 0x3D))
        for (number, tile) in self.tiles.enumerated() {
            canvas.videos.append(VideoPlacement(source: UInt32(number), area: tile))
            guard self.tiles.count > 1 else { continue }
            let point = Point(column: tile.column, row: tile.endRow - 1)
            canvas.put(" person \(number) ", at: point, style: style)
        }
        guard self.tiles.count > 1 else { return canvas }
        let text = Sanitized(remote: String(self.line.suffix(self.columns - 3)))
        let used = canvas.put("> " + text, at: Point(column: 0, row: self.rows - 1), style: .plain)
        canvas.cursor = Point(column: used, row: self.rows - 1)
        return canvas
    }

    /// What the tiles show at a moment: each is somewhere else in the clip.
    func pictures(at frame: Int) -> [UInt32: Picture] {
        var shown: [UInt32: Picture] = [:]
        for number in self.tiles.indices {
            let index = (frame + number * 13) % self.pictures.count
            shown[UInt32(number)] = self.pictures[index]
        }
        return shown
    }
}
