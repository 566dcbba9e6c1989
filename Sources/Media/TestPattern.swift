public import Units

/// A picture that moves and says which one it is, for demonstrations and for measuring delay.
///
/// A gradient drifts behind a face that looks around, with a little grain as cameras have it; the
/// colours come from the seed. `PictureCode` in the upper left corner holds the number.
public enum TestPattern {
    /// - Precondition: the size is valid (`Picture.isValid`).
    public static func picture(
        number: UInt32, width: Int, height: Int, seed: UInt64,
    ) -> Picture {
        var picture = Picture(width: width, height: height)
        let colours = Colours(seed: seed)
        Self.drawBackground(on: &picture, number: number, colours)
        Self.drawFace(on: &picture, number: number, colours)
        PictureCode.draw(number, on: &picture)
        return picture
    }

    /// The number in a picture's corner, after compression and scaling too; nil if it can't be
    /// read.
    public static func number(in picture: Picture) -> UInt32? {
        PictureCode.read(from: picture)
    }

    private struct Colours {
        var background: (blue: Int, red: Int)
        var skin: (blue: Int, red: Int)
        var hair: (blue: Int, red: Int)
        var phase: Int

        init(seed: UInt64) {
            var random = SeededRandom(seed: seed)
            self.background = (
                Int.random(in: 100...168, using: &random), Int.random(in: 88...150, using: &random)
            )
            self.skin = (
                Int.random(in: 98...116, using: &random), Int.random(in: 144...162, using: &random)
            )
            self.hair = (
                Int.random(in: 96...160, using: &random), Int.random(in: 110...170, using: &random)
            )
            self.phase = Int.random(in: 0..<1024, using: &random)
        }
    }

    /// A triangle wave of `period` steps between 0 and `height`.
    private static func wave(_ time: Int, period: Int, height: Int) -> Int {
        let place = time % period
        return (place * 2 < period ? place : period - place) * 2 * height / period
    }

    private static func drawBackground(
        on picture: inout Picture, number: UInt32, _ colours: Colours,
    ) {
        let (width, height) = (picture.width, picture.height)
        let time = Int(number) + colours.phase
        let chroma = picture.width / 2
        let (blue, red) = (
            picture.offset(of: .blueDifference), picture.offset(of: .redDifference)
        )
        var samples = picture.samples.mutableSpan
        // A slope that moves by a pixel each picture, with shelves every 64 pixels of a 640 wide
        // one.
        let shelf = max(4, width / 10)
        for row in 0..<height {
            let slope = 60 &+ row &* 70 / height
            // Grain is fixed to the scene: what changed at random in each picture would only
            // measure it.
            var grain = UInt32(truncatingIfNeeded: row) &* 2_654_435_761
            for column in 0..<width {
                grain = grain &* 1_664_525 &+ 1_013_904_223
                let place = (column &+ time) % shelf
                let step = place < shelf / 8 ? 22 : place &* 24 / shelf
                let noise = Int(truncatingIfNeeded: grain >> 29)
                samples[row &* width &+ column] = UInt8(
                    truncatingIfNeeded: slope &+ step &+ noise)
            }
        }
        for row in 0..<(height / 2) {
            let shade = Self.wave(time &+ row, period: 512, height: 16)
            for column in 0..<chroma {
                samples[blue &+ row &* chroma &+ column] = UInt8(
                    truncatingIfNeeded: colours.background.blue &+ shade)
                samples[red &+ row &* chroma &+ column] = UInt8(
                    truncatingIfNeeded: colours.background.red &+ (shade >> 1))
            }
        }
    }

    /// Sizes are in thousandths of the picture's shorter side around the face's centre.
    private static func drawFace(
        on picture: inout Picture, number: UInt32, _ colours: Colours,
    ) {
        let time = Int(number) + colours.phase
        let unit = min(picture.width, picture.height)
        let x = picture.width / 2 + (Self.wave(time, period: 180, height: 160) - 80) * unit / 1000
        let y = picture.height / 2 + (Self.wave(time, period: 74, height: 60) - 30) * unit / 1000
        func oval(
            _ left: Int, _ top: Int, _ width: Int, _ height: Int, luma: Int, shade: Int,
            _ colour: (blue: Int, red: Int),
        ) {
            let shape = Oval(
                x: x + left * unit / 1000, y: y + top * unit / 1000,
                width: max(1, width * unit / 1000), height: max(1, height * unit / 1000))
            shape.fill(&picture, luma: luma, shade: shade, colour)
        }
        let glance = Self.wave(time, period: 120, height: 30) - 15
        // Blinks for 4 pictures of every 90, and talks all the time.
        let eyeHeight = time % 90 < 4 ? 6 : 34
        let mouthHeight = 12 + Self.wave(time, period: 14, height: 40)
        oval(0, 520, 330, 240, luma: 70, shade: 30, colours.hair)
        oval(0, -50, 250, 320, luma: 50, shade: 20, colours.hair)
        oval(0, 20, 220, 280, luma: 170, shade: 50, colours.skin)
        for side in [-90, 90] {
            oval(side, -40, 44, eyeHeight, luma: 225, shade: 8, (128, 128))
            oval(side + glance, -40, 18, min(18, eyeHeight), luma: 30, shade: 4, (128, 128))
        }
        oval(0, 50, 26, 44, luma: 150, shade: 20, colours.skin)
        oval(0, 160, 80, mouthHeight, luma: 60, shade: 20, (112, 176))
    }
}

/// A filled ellipse that is lighter at its upper left.
private struct Oval {
    /// Centre and half axes, in pixels.
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    func fill(
        _ picture: inout Picture, luma: Int, shade: Int, _ colour: (blue: Int, red: Int),
    ) {
        self.fill(&picture, .luma, scale: 1, value: luma, shade: shade)
        self.fill(&picture, .blueDifference, scale: 2, value: colour.blue, shade: 0)
        self.fill(&picture, .redDifference, scale: 2, value: colour.red, shade: 0)
    }

    private func fill(
        _ picture: inout Picture, _ plane: Picture.Plane, scale: Int, value: Int, shade: Int,
    ) {
        let columns = picture.width(of: plane)
        let rows = picture.height(of: plane)
        let (x, y) = (self.x / scale, self.y / scale)
        let (halfWidth, halfHeight) = (max(1, self.width / scale), max(1, self.height / scale))
        let (wide, high) = (halfWidth * halfWidth, halfHeight * halfHeight)
        let offset = picture.offset(of: plane)
        let firstRow = max(0, y - halfHeight)
        let lastRow = min(rows - 1, y + halfHeight)
        let firstColumn = max(0, x - halfWidth)
        let lastColumn = min(columns - 1, x + halfWidth)
        guard firstRow <= lastRow, firstColumn <= lastColumn else { return }
        var samples = picture.samples.mutableSpan
        for row in firstRow...lastRow {
            let down = row - y
            for column in firstColumn...lastColumn {
                let right = column - x
                guard right &* right &* high &+ down &* down &* wide <= wide &* high else {
                    continue
                }
                let light = shade &* (right &+ down) / (halfWidth &+ halfHeight)
                samples[offset &+ row &* columns &+ column] = UInt8(clamping: value &- light)
            }
        }
    }
}
