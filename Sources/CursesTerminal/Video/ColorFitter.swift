/// A cell in two parts: the block character, and what its two colours are made of.
struct CellSplit {
    /// Where the character is in `BlockShapes`; nil for one colour.
    var place: Int?
    /// The channels' sums over the foreground, in twelfths of a sample.
    var front: UInt64 = 0
    /// What the two colours keep of the samples' energy; see `CellStatistics.energy`.
    var energy = 0.0
}

/// Finds the block character and the two colours for a cell.
///
/// **All shapes are tried, in one dimension**: each sample is its distance from the mean along the line on
/// which the cell's colours spread the most, and of a shape's weighted sum of these the square over the
/// shape's spread is what two colours keep more than one. Trying them in three dimensions finds shapes that
/// are 0.002 dB better.
struct ColorFitter {
    /// What a split must gain over one colour: a difference of 6 levels a sample is not seen.
    private static let gainMinimum = 32 * 9

    let glyphs: GlyphSet
    let isPalette: Bool
    let shapes = BlockShapes.all
    private var levels = [SIMD8<Int16>](repeating: .zero, count: CellStatistics.sampleCount)

    init(glyphs: GlyphSet, isPalette: Bool) {
        self.glyphs = glyphs
        self.isPalette = isPalette
    }

    /// The split that keeps the most energy.
    mutating func split(_ cell: borrowing CellStatistics) -> CellSplit {
        let total = Channels(cell.total)
        let flat = CellSplit(energy: Double(total.energy) / 32)
        guard cell.power - total.energy / 32 > Self.gainMinimum else { return flat }
        cell.project(onto: &self.levels)
        let place = self.glyphs.places[self.bestLane()]
        let front = cell.sum(place, self.shapes.weights.span)
        let difference = self.difference(front, cell.total, place)
        let gain = difference.energy / self.shapes.spread(place)
        guard gain > Double(Self.gainMinimum) else { return flat }
        return CellSplit(place: place, front: front, energy: flat.energy + gain)
    }

    /// The lane of the shape that keeps the most.
    private func bestLane() -> Int {
        let levels = self.levels.span
        let lanes = self.glyphs.lanes.span
        let reciprocals = self.glyphs.reciprocals.span
        var (best, bestScore) = (0, 0)
        for block in 0..<lanes.count / CellStatistics.sampleCount {
            let start = block &* CellStatistics.sampleCount
            var sums = SIMD8<Int16>()
            for sample in 0..<CellStatistics.sampleCount {
                sums &+= levels[sample] &* lanes[start &+ sample]
            }
            for index in 0..<GlyphSet.laneCount {
                let lane = block &* GlyphSet.laneCount &+ index
                let sum = Int(sums[index])
                let score = sum &* sum &* reciprocals[lane]
                if score > bestScore { (best, bestScore) = (lane, score) }
            }
        }
        return best
    }

    /// By how much the sum over a shape differs from what it were if all samples were alike.
    private func difference(_ front: UInt64, _ total: UInt64, _ place: Int) -> Step {
        let (front, total, area) = (Channels(front), Channels(total), self.shapes.areas[place])
        return Step(
            red: Double(32 &* front.red &- area &* total.red) / 384,
            green: Double(32 &* front.green &- area &* total.green) / 384,
            blue: Double(32 &* front.blue &- area &* total.blue) / 384)
    }

    private struct Step {
        var red: Double
        var green: Double
        var blue: Double
        var energy: Double {
            self.red * self.red + self.green * self.green + self.blue * self.blue
        }
    }

    /// A split in its colours, as they can be sent: those with the least squared error.
    func cell(_ split: CellSplit, total: UInt64) -> VideoCell {
        let sums = Channels(total)
        guard let place = split.place else {
            let color = self.color(
                Double(sums.red) / 32, Double(sums.green) / 32, Double(sums.blue) / 32)
            return VideoCell(scalar: GlyphSet.space, foreground: color, background: color)
        }
        let step = self.difference(split.front, total, place)
        let slope = 1 / self.shapes.spread(place)
        let share = Double(self.shapes.areas[place]) / 384
        func ends(_ total: Int, _ step: Double) -> (back: Double, front: Double) {
            let step = step * slope
            let back = Double(total) / 32 - share * step
            return (back, back + step)
        }
        let (red, green) = (ends(sums.red, step.red), ends(sums.green, step.green))
        let blue = ends(sums.blue, step.blue)
        let background = self.color(red.back, green.back, blue.back)
        let foreground = self.color(red.front, green.front, blue.front)
        guard foreground != background else {
            return VideoCell(
                scalar: GlyphSet.space, foreground: background, background: background)
        }
        return VideoCell(
            scalar: BlockShapes.scalar(at: place), foreground: foreground, background: background)
    }

    private func color(_ red: Double, _ green: Double, _ blue: Double) -> ScreenColor {
        func level(_ value: Double) -> UInt32 { UInt32(min(max(value, 0), 255) + 0.5) }
        let value = level(red) << 16 | level(green) << 8 | level(blue)
        return self.isPalette ? .palette(Palette.index(of: value)) : .rgb(value)
    }
}
