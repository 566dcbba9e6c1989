package import Units

/// One cell of a picture: a block character in two colours.
package struct VideoCell: Sendable, Equatable {
    package var scalar: UInt32
    package var foreground: ScreenColor
    package var background: ScreenColor

    static let blank = VideoCell(
        scalar: GlyphSet.space, foreground: .terminal, background: .terminal)
}

/// A picture as cells, kept from frame to frame so that only what got visibly worse changes.
///
/// **A cell changes only if its error against the new picture exceeds the best fit's by more than the
/// threshold.** So noise costs nothing, and a still picture sends nothing. The fit: of all block
/// characters, each with the means of its two parts as colours, the one with the least squared error.
package struct VideoCells: Sendable {
    /// What the cells are made of.
    package enum Mode: Sendable, Hashable {
        /// Block characters in red, green and blue.
        case trueColor
        /// Block characters in the entries 16…255 of the palette.
        case palette
        /// Braille dots in the terminal's own colour.
        case braille
        /// ASCII by brightness, where even braille is missing.
        case ascii
    }

    /// Mean squared error a sample that a shown cell may have more than the best new one.
    ///
    /// Lower sends camera noise over and over, higher leaves ghosts: with 20 a noisy camera costs 7.6 KB a
    /// frame in 80 × 24, with 10 14.7 KB, with 40 4.3 KB.
    package static let thresholdDefault = 20

    package private(set) var columns = 0
    package private(set) var rows = 0
    package private(set) var mode: Mode = .trueColor
    /// Row by row, `columns * rows`.
    package private(set) var cells: [VideoCell] = []
    /// Cells that the last fit changed.
    package private(set) var changedCount = 0
    /// The last fit would have changed more cells than it was allowed: the picture is not all there.
    private(set) var isBehind = false
    private let glyphs: GlyphSet
    private var samples = CellSamples()
    private var moved = MovedCells()
    /// The highest that any of the cells which are known were fitted with.
    private var fittedThreshold = 0
    private var changes: [Change] = []

    /// A cell's new look, and by how much it lessens the squared error.
    private struct Change: Sendable {
        var index: Int
        var cell: VideoCell
        var gain: Int
    }

    package init(glyphs: GlyphSet = .blocks) {
        self.glyphs = glyphs
    }

    /// The cells that show a picture as large as fits with its aspect kept; a cell is twice as high as
    /// wide.
    package static func size(
        of picture: Picture, columns: Int, rows: Int,
    ) -> (columns: Int, rows: Int) {
        guard columns > 0, rows > 0 else { return (0, 0) }
        // Widest: columns / width against 2 * rows / height, without fractions.
        if columns * picture.height <= 2 * rows * picture.width {
            let height = (columns * picture.height + picture.width) / (2 * picture.width)
            return (columns, min(rows, max(1, height)))
        }
        let width = (2 * rows * picture.width + picture.height / 2) / picture.height
        return (min(columns, max(1, width)), rows)
    }

    /// Fits a picture into exactly these cells.
    ///
    /// - Parameters:
    ///   - threshold: how much worse a shown cell may be; see `thresholdDefault`. 0 changes every cell
    ///     whose best fit differs.
    ///   - changeLimit: how many cells may change; those that gain the most do. Not for dots.
    package mutating func fit(
        _ picture: Picture, columns: Int, rows: Int, threshold: Int = Self.thresholdDefault,
        changeLimit: Int = .max, mode: Mode,
    ) {
        let isKept = columns == self.columns && rows == self.rows && mode == self.mode
        if !isKept {
            (self.columns, self.rows, self.mode) = (max(0, columns), max(0, rows), mode)
            self.cells = Array(repeating: .blank, count: self.columns * self.rows)
        }
        self.changedCount = 0
        self.isBehind = false
        guard !self.cells.isEmpty else { return }
        // With a lower threshold what was good enough is so no longer; but it falls in small steps.
        if !isKept || threshold == 0 || threshold < self.fittedThreshold * 7 / 8 {
            self.moved.forgetAll(cellCount: self.cells.count)
            self.fittedThreshold = threshold
        }
        self.fittedThreshold = max(threshold, self.fittedThreshold)
        self.samples.scale(picture, columns: self.columns, rows: self.rows)
        switch mode {
        case .trueColor, .palette:
            // Where not all may be shown at once, the rest stays dark until it is fitted again.
            let isLimited = changeLimit < self.cells.count
            self.fitColors(isKept || isLimited ? threshold : nil, changeLimit)
        case .braille, .ascii: self.fitMono(isKept: isKept)
        }
    }

    /// Takes over what a terminal really shows of a cell: the encoder may have reused near colours, or
    /// exchanged foreground and background.
    mutating func adopt(_ index: Int, scalar: UInt32, _ front: ScreenColor, _ back: ScreenColor) {
        self.cells[index].scalar = scalar
        self.cells[index].foreground = front
        self.cells[index].background = back
    }

    /// - Parameter threshold: nil if nothing is shown yet.
    private mutating func fitColors(_ threshold: Int?, _ changeLimit: Int) {
        // A reference of its own, so that the rest may change meanwhile; nothing is copied.
        let values = self.samples.values
        let samples = values.span
        var fitter = ColorFitter(glyphs: self.glyphs, isPalette: self.mode == .palette)
        self.changes.removeAll(keepingCapacity: true)
        var cell = CellStatistics()
        self.moved.find(in: samples)
        for index in self.moved.indices {
            let start = index * CellSamples.bytesPerCell
            cell.load(samples.extracting(start..<start + CellSamples.bytesPerCell))
            guard let threshold else {
                let best = fitter.cell(fitter.split(cell), total: cell.total)
                self.changes.append(Change(index: index, cell: best, gain: 0))
                continue
            }
            let shown = self.cells[index]
            let kept = cell.energy(of: shown, fitter.shapes)
            let limit = kept + threshold * CellSamples.samplesPerCell
            // Nothing keeps more than there is.
            if threshold > 0, cell.power <= limit { continue }
            let split = fitter.split(cell)
            // Colours as they can be sent keep less than the means.
            if threshold > 0, split.energy <= Double(limit) { continue }
            let best = fitter.cell(split, total: cell.total)
            let energy = cell.energy(of: best, fitter.shapes)
            guard threshold == 0 ? best != shown : energy > limit else { continue }
            self.changes.append(Change(index: index, cell: best, gain: energy - kept))
        }
        if self.changes.count > changeLimit {
            self.changes.sort { ($0.gain, $1.index) > ($1.gain, $0.index) }
            for change in self.changes[changeLimit...] { self.moved.forget(change.index) }
            self.changes.removeLast(self.changes.count - changeLimit)
            self.isBehind = true
        }
        for change in self.changes { self.cells[change.index] = change.cell }
        self.changedCount = self.changes.count
    }

    private mutating func fitMono(isKept: Bool) {
        // A reference of its own, so that the cells may change meanwhile; nothing is copied.
        let values = self.samples.values
        let samples = values.span
        for index in 0..<self.cells.count {
            let start = index * CellSamples.bytesPerCell
            let bright = MonoFitter.dots(
                samples.extracting(start..<start + CellSamples.bytesPerCell))
            let shown = isKept ? self.cells[index].scalar : nil
            var cell = VideoCell.blank
            cell.scalar =
                self.mode == .braille
                ? MonoFitter.braille(bright, shown: shown) : MonoFitter.ascii(bright, shown: shown)
            guard cell != self.cells[index] || !isKept else { continue }
            self.cells[index] = cell
            self.changedCount += 1
        }
    }
}
