import Canvas
import CursesTerminal
import Units

/// What moving pictures cost: processor time and bytes a frame, and how good they look.
struct PaintBench {
    struct Figures {
        /// Milliseconds of processor time a frame, from the picture to the bytes: median, and least.
        var median = 0.0
        var least = 0.0
        var firstByteCount = 0
        var meanByteCount = 0.0
        /// Decibels, mean over all frames but the first; only of a single tile.
        var quality = 0.0
    }

    var wall: PictureWall
    /// Nil: as a terminal is given it, by the size of the frames.
    var threshold: Int?
    /// Cells that a frame may change, as a slow line has it.
    var cellLimit = PaintPacer.cellLimitMaximum
    var glyphs = GlyphSet.blocks

    func run(frames: Int) -> Figures {
        let wall = self.wall
        var painter = Painter(
            columns: wall.columns, rows: wall.rows, mode: .trueColor, glyphs: self.glyphs)
        let canvas = wall.canvas
        let text = Frame(columns: wall.columns, rows: wall.rows)
        var pacer = PaintPacer(threshold: VideoCells.thresholdDefault)
        var figures = Figures()
        var times: [Double] = []
        for frame in 0..<frames {
            let pictures = wall.pictures(at: frame)
            let start = ProcessorTime.thread
            let bytes = painter.paint(
                text, videos: canvas.videos, pictures: pictures,
                threshold: self.threshold ?? pacer.threshold, cellLimit: self.cellLimit,
                clusters: ClusterTable())
            let time = ProcessorTime.thread - start
            pacer.painted(
                at: .start, byteCount: bytes.count, pictureCellCount: painter.pictureCellCount,
                isAnswerRequested: false)
            guard frame > 0 else {
                figures.firstByteCount = bytes.count
                continue
            }
            times.append(time * 1000)
            figures.meanByteCount += Double(bytes.count) / Double(frames - 1)
            if canvas.videos.count == 1, let picture = pictures[0] {
                figures.quality +=
                    CellRaster.quality(painter.shown, of: picture) / Double(frames - 1)
            }
        }
        times.sort()
        figures.median = times[times.count / 2]
        figures.least = times[0]
        return figures
    }
}
