package import Canvas
package import Units

/// Lays pictures over a screen of text and makes the bytes for a terminal that shows another one.
package struct Painter: Sendable {
    private struct TileKey: Hashable {
        var source: UInt32
        var columns: Int
        var rows: Int
    }

    private struct Tile {
        var cells: VideoCells
        var picture: Picture?
        var area: Rectangle

        /// Takes over what the terminal shows, so that the next fit compares with that.
        mutating func adopt(_ frame: Frame) {
            let columns = self.cells.columns
            for row in 0..<self.cells.rows {
                let start = (self.area.row + row) * frame.columns + self.area.column
                for column in 0..<columns {
                    let cell = frame.cells[start + column]
                    guard cell.kind == .video else { continue }
                    self.cells.adopt(
                        row * columns + column, scalar: cell.glyph, cell.foreground,
                        cell.background)
                }
            }
        }
    }

    package private(set) var shown: Frame
    /// Cells of the screen that were for pictures when it was last painted.
    package private(set) var pictureCellCount = 0
    private var encoder = FrameEncoder()
    private var tiles: [TileKey: Tile] = [:]
    private var isCleared = false
    private let mode: VideoCells.Mode
    private let glyphs: GlyphSet

    /// A screen that is blank at first.
    package init(
        columns: Int, rows: Int, mode: VideoCells.Mode, glyphs: GlyphSet,
        isSynchronized: Bool = true,
    ) {
        self.shown = Frame(columns: columns, rows: rows)
        self.mode = mode
        self.glyphs = glyphs
        self.encoder.isSynchronized = isSynchronized
    }

    /// Whatever the terminal shows is unknown: the next update begins by clearing it.
    package mutating func forget() {
        self.isCleared = false
        self.tiles.removeAll()
    }

    /// One synchronised update that makes the terminal show a frame with pictures; nothing if it does.
    ///
    /// **A picture covers only cells that hold a space**, so a name written into a tile stays. It keeps
    /// its aspect, in the middle of its area.
    ///
    /// - Parameters:
    ///   - threshold: see `VideoCells.thresholdDefault`.
    ///   - cellLimit: cells of pictures that may change, shared among them by their size.
    package mutating func paint(
        _ text: Frame, videos: [VideoPlacement], pictures: [UInt32: Picture], threshold: Int,
        cellLimit: Int = PaintPacer.cellLimitMaximum, clusters: ClusterTable,
        links: LinkTable = LinkTable(),
    ) -> [UInt8] {
        var next = text
        var used: [TileKey: Tile] = [:]
        let cellCount = videos.reduce(0) { sum, video in
            let area = video.area.intersection(text.area)
            return pictures[video.source] == nil ? sum : sum + area.columns * area.rows
        }
        self.pictureCellCount = cellCount
        self.encoder.tolerance = FrameEncoder.tolerance(threshold: threshold)
        let threshold = Self.threshold(threshold, cellCount: cellCount)
        for video in videos {
            let area = video.area.intersection(next.area)
            guard let picture = pictures[video.source], !area.isEmpty else { continue }
            let size = VideoCells.size(of: picture, columns: area.columns, rows: area.rows)
            let key = TileKey(source: video.source, columns: size.columns, rows: size.rows)
            // Taken out, so that its buffers have one owner and are not copied when they change.
            var tile =
                used.removeValue(forKey: key) ?? self.tiles.removeValue(forKey: key)
                ?? Tile(cells: VideoCells(glyphs: self.glyphs), picture: nil, area: area)
            tile.area = Rectangle(
                column: area.column + (area.columns - size.columns) / 2,
                row: area.row + (area.rows - size.rows) / 2, columns: size.columns,
                rows: size.rows)
            if tile.picture != picture || tile.cells.isBehind {
                let share = cellLimit * size.columns * size.rows / max(1, cellCount)
                tile.cells.fit(
                    picture, columns: size.columns, rows: size.rows, threshold: threshold,
                    changeLimit: max(1, share), mode: self.mode)
                tile.picture = picture
            }
            Self.lay(tile.cells, at: tile.area.origin, over: &next)
            used[key] = tile
        }
        let bytes = self.encode(&next, clusters, links)
        // In place, so that the cells are not copied.
        for key in Array(used.keys) { used[key]?.adopt(next) }
        self.tiles = used
        self.shown = next
        return bytes
    }

    /// Cells of pictures up to which a threshold holds as it is: a screen of 80 × 24.
    private static let fineCellCount = 2000

    /// Twice the threshold on a screen of twice as many cells and above: what is wrong in a smaller cell is
    /// seen less, and what a frame costs grows with the cells.
    private static func threshold(_ threshold: Int, cellCount: Int) -> Int {
        threshold * min(max(cellCount, self.fineCellCount), 2 * self.fineCellCount)
            / self.fineCellCount
    }

    private mutating func encode(
        _ next: inout Frame, _ clusters: ClusterTable, _ links: LinkTable,
    ) -> [UInt8] {
        let isSameSize = next.columns == self.shown.columns && next.rows == self.shown.rows
        if self.isCleared, isSameSize {
            return self.encoder.encode(
                from: self.shown, to: &next, clusters: clusters, links: links)
        }
        self.isCleared = true
        var blank = Frame(columns: next.columns, rows: next.rows)
        // Hidden while drawing, whatever it was.
        blank.cursor = Point(column: 0, row: 0)
        return self.encoder.encode(
            from: blank, to: &next, clusters: clusters, links: links, isCleared: true)
    }

    private static func lay(_ cells: VideoCells, at origin: Point, over frame: inout Frame) {
        for row in 0..<cells.rows {
            for column in 0..<cells.columns {
                let place = (column: origin.column + column, row: origin.row + row)
                let under = frame.cells[place.row * frame.columns + place.column]
                guard under.kind == .text, under.glyph == FrameCell.blank.glyph else { continue }
                let cell = cells.cells[row * cells.columns + column]
                frame.cells[place.row * frame.columns + place.column] = FrameCell(
                    glyph: cell.scalar, foreground: cell.foreground,
                    background: cell.background, kind: .video)
            }
        }
    }
}
