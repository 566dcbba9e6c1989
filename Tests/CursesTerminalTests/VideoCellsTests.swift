import CursesTerminal
import Testing
import Units

struct VideoCellsTests {
    private func fitted(
        _ picture: Picture, _ columns: Int, _ rows: Int, mode: VideoCells.Mode = .trueColor,
        glyphs: GlyphSet = .blocks,
    ) -> VideoCells {
        var cells = VideoCells(glyphs: glyphs)
        cells.fit(picture, columns: columns, rows: rows, mode: mode)
        return cells
    }

    @Test(arguments: [(80, 22, 33.0), (40, 11, 29.0), (160, 45, 35.0)])
    func aPictureIsRecognisedByTheRasteriser(columns: Int, rows: Int, bound: Double) {
        let picture = TestPictures.disc(width: 320, height: 180)
        let cells = self.fitted(picture, columns, rows)
        let quality = Rasterizer.quality(cells.cells, columns: columns, rows: rows, of: picture)
        #expect(quality > bound)
    }

    @Test func thePaletteCostsQualityButKeepsThePicture() {
        let picture = TestPictures.disc(width: 320, height: 180)
        let cells = self.fitted(picture, 80, 22, mode: .palette)
        let quality = Rasterizer.quality(cells.cells, columns: 80, rows: 22, of: picture)
        #expect(quality > 20)
    }

    @Test func fourCandidatesAreBetterThanHalfBlocksAlone() {
        let picture = TestPictures.disc(width: 320, height: 180)
        let cells = self.fitted(picture, 40, 11).cells
        let scalars = Set(cells.map(\.scalar))
        #expect(scalars.contains(where: { (0x2596...0x259F).contains($0) }))
        #expect(scalars.contains(where: { (0x2581...0x2587).contains($0) }))
    }

    @Test func onlyTheAllowedCharactersAreUsed() {
        let picture = TestPictures.chaos(width: 320, height: 180, seed: 3)
        for cell in self.fitted(picture, 60, 20).cells {
            #expect(cell.scalar == 0x20 || (0x2580...0x259F).contains(cell.scalar))
        }
        let mosaics = self.fitted(picture, 60, 20, glyphs: .mosaics).cells.map(\.scalar)
        for family in [0x1FB00...0x1FB3B, 0x1FB3C...0x1FB67, 0x1FB68...0x1FB7B]
            as [ClosedRange<UInt32>]
        {
            #expect(mosaics.contains { family.contains($0) })
        }
        for scalar in mosaics {
            #expect(
                scalar == 0x20 || (0x2580...0x259F).contains(scalar)
                    || (0x1FB00...0x1FB7B).contains(scalar))
        }
        for cell in self.fitted(picture, 60, 20, mode: .braille).cells {
            #expect(cell.scalar == 0x20 || (0x2800...0x28FF).contains(cell.scalar))
        }
        for cell in self.fitted(picture, 60, 20, mode: .ascii).cells {
            #expect((0x20..<0x7F).contains(cell.scalar))
        }
    }

    @Test func anUnchangedPictureChangesNothing() {
        for mode in [VideoCells.Mode.trueColor, .palette, .braille, .ascii] {
            let picture = TestPictures.noisy(
                TestPictures.disc(width: 320, height: 180), levels: 6, seed: 1)
            var cells = self.fitted(picture, 80, 22, mode: mode)
            #expect(cells.changedCount > 0)
            let before = cells.cells
            cells.fit(picture, columns: 80, rows: 22, mode: mode)
            #expect(cells.changedCount == 0)
            #expect(cells.cells == before)
        }
    }

    @Test func noiseCostsNextToNothingAndMotionIsSent() {
        let still = TestPictures.disc(width: 320, height: 180)
        var cells = self.fitted(TestPictures.noisy(still, levels: 4, seed: 1), 80, 22)
        cells.fit(
            TestPictures.noisy(still, levels: 4, seed: 2), columns: 80, rows: 22, mode: .trueColor)
        #expect(cells.changedCount < 80 * 22 / 50)
        let moved = TestPictures.disc(width: 320, height: 180, at: 20)
        cells.fit(moved, columns: 80, rows: 22, mode: .trueColor)
        #expect(cells.changedCount > 40)
        let quality = Rasterizer.quality(cells.cells, columns: 80, rows: 22, of: moved)
        #expect(quality > 30)
    }

    @Test func changesTooSmallToLookAtAddUp() {
        let start = Picture(width: 32, height: 32, luma: 100)
        var cells = self.fitted(start, 8, 4)
        var picture = start
        var counts: [Int] = []
        // A level at a time in a quarter of the samples: never enough to be looked at by itself.
        for step in 0..<48 {
            for index in stride(from: step % 4, to: 32 * 32, by: 4) { picture.samples[index] += 1 }
            cells.fit(picture, columns: 8, rows: 4, threshold: 5, mode: .trueColor)
            counts.append(cells.changedCount)
        }
        #expect(counts.prefix(4).allSatisfy { $0 == 0 })
        // 12 levels of luma are 14 of each channel; 5 of squared error are at most 3 of them behind.
        let wanted = self.fitted(picture, 8, 4).cells[0].background.rgbValue & 255
        for cell in cells.cells { #expect(wanted - (cell.background.rgbValue & 255) <= 3) }
    }

    @Test func aLowerThresholdLooksAtStillCellsAgain() {
        let first = TestPictures.disc(width: 320, height: 180)
        let second = TestPictures.noisy(first, levels: 16, seed: 2)
        var cells = self.fitted(first, 80, 22)
        cells.fit(second, columns: 80, rows: 22, threshold: 300, mode: .trueColor)
        let before = cells.changedCount
        cells.fit(second, columns: 80, rows: 22, threshold: 5, mode: .trueColor)
        #expect(cells.changedCount > before + 100)
    }

    @Test func aHigherThresholdNeverSendsMore() {
        let first = TestPictures.noisy(
            TestPictures.disc(width: 320, height: 180), levels: 12, seed: 5)
        let second = TestPictures.noisy(
            TestPictures.disc(width: 320, height: 180, at: 6), levels: 12, seed: 6)
        let counts = [0, 20, 40, 80, 160, 300].map { threshold in
            var cells = self.fitted(first, 60, 17)
            cells.fit(second, columns: 60, rows: 17, threshold: threshold, mode: .trueColor)
            return cells.changedCount
        }
        #expect(counts == counts.sorted(by: >))
        #expect(counts[0] > 2 * counts[5])
    }

    @Test func aLimitShowsWhatGainsTheMostAndAllInTheEnd() {
        let picture = TestPictures.disc(width: 320, height: 180)
        var cells = VideoCells(glyphs: .blocks)
        var qualities: [Double] = []
        for _ in 0..<12 {
            cells.fit(picture, columns: 40, rows: 11, changeLimit: 50, mode: .trueColor)
            #expect(cells.changedCount <= 50)
            qualities.append(
                Rasterizer.quality(cells.cells, columns: 40, rows: 11, of: picture))
        }
        #expect(qualities == qualities.sorted())
        #expect(qualities[0] < 20 && qualities[11] > 28)
        #expect(cells.changedCount == 0)
    }

    @Test func everySmallSizeHoldsExactlyItsCells() {
        let pictures = [(2, 2), (16, 10), (96, 54), (18, 60)].map {
            TestPictures.chaos(width: $0.0, height: $0.1, seed: 9)
        }
        for columns in 1...50 {
            for rows in 1...20 where columns < 8 || rows < 5 || (columns + rows) % 9 == 0 {
                let picture = pictures[(columns + rows) % pictures.count]
                let mode: VideoCells.Mode = (columns + rows) % 2 == 0 ? .trueColor : .braille
                let cells = self.fitted(picture, columns, rows, mode: mode)
                #expect(cells.cells.count == columns * rows)
                let size = VideoCells.size(of: picture, columns: columns, rows: rows)
                #expect((1...columns).contains(size.columns) && (1...rows).contains(size.rows))
            }
        }
        #expect(self.fitted(pictures[0], 0, 5).cells.isEmpty)
        #expect(VideoCells.size(of: pictures[0], columns: 0, rows: 5) == (0, 0))
    }

    @Test func theAspectIsKept() {
        let wide = Picture(width: 640, height: 360)
        #expect(VideoCells.size(of: wide, columns: 80, rows: 24) == (80, 23))
        #expect(VideoCells.size(of: wide, columns: 200, rows: 24) == (85, 24))
        #expect(VideoCells.size(of: wide, columns: 16, rows: 40) == (16, 5))
        let square = Picture(width: 200, height: 200)
        #expect(VideoCells.size(of: square, columns: 40, rows: 10) == (20, 10))
        #expect(VideoCells.size(of: Picture(width: 2, height: 1000), columns: 9, rows: 9) == (1, 9))
    }

    @Test func theSamePictureGivesTheSameCellsOnEveryMachine() {
        let picture = TestPictures.noisy(
            TestPictures.disc(width: 320, height: 180), levels: 20, seed: 7)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for cell in self.fitted(picture, 64, 18).cells {
            for part in [cell.scalar, cell.foreground.rgbValue, cell.background.rgbValue] {
                hash = (hash ^ UInt64(part)) &* 0x100_0000_01B3
            }
        }
        #expect(hash == 7_308_965_424_653_902_339)
    }

    @Test func aFlatPictureIsSpacesInItsColour() {
        let cells = self.fitted(Picture(width: 32, height: 32, luma: 235), 8, 4).cells
        #expect(cells.allSatisfy { $0.scalar == 0x20 && $0.background == .rgb(0xFFFFFF) })
        let black = self.fitted(Picture(width: 32, height: 32, luma: 16), 8, 4).cells
        #expect(black.allSatisfy { $0.scalar == 0x20 && $0.background == .rgb(0) })
    }

    /// BT.601 with video range; what leaves 0…255 is cut off channel by channel.
    @Test(arguments: [0, 16, 17, 81, 128, 235, 255] as [UInt8])
    func everyColourIsWhatItsSamplesSay(luma: UInt8) {
        let extremes: [UInt8] = [0, 16, 90, 128, 129, 240, 255]
        for blue in extremes {
            for red in extremes {
                var picture = Picture(width: 4, height: 8, luma: luma)
                for index in 0..<8 {
                    picture.samples[picture.offset(of: .blueDifference) + index] = blue
                    picture.samples[picture.offset(of: .redDifference) + index] = red
                }
                let bright = 298 * (Int(luma) - 16) + 128
                let (cb, cr) = (Int(blue) - 128, Int(red) - 128)
                let wanted = [
                    bright + 409 * cr, bright - 100 * cb - 208 * cr, bright + 516 * cb,
                ].reduce(0 as UInt32) { $0 << 8 | UInt32(min(max($1 >> 8, 0), 255)) }
                let cell = self.fitted(picture, 1, 1).cells[0]
                #expect(cell.background == .rgb(wanted), "\(luma), \(blue), \(red)")
            }
        }
    }

    @Test func everyShapeOfThePrintedSetsIsFoundExactly() {
        // A picture that is itself one block character must come back as that character.
        for scalar in [0x2584, 0x258C, 0x2596, 0x259A, 0x2583] as [UInt32] {
            let weights = BlockShapes.weights(of: scalar)
            var picture = Picture(width: 4, height: 8, luma: 40)
            for index in weights.indices where weights[index] > 0 { picture.samples[index] = 220 }
            self.expectShape(scalar, in: self.fitted(picture, 1, 1).cells[0])
        }
    }

    @Test func everyWedgeIsFoundAsItsNameDescribesIt() throws {
        for scalar in MosaicChart.wedges {
            let chart = try #require(MosaicChart(scalar))
            var picture = Picture(width: 32, height: 64, luma: 40)
            for index in 0..<32 * 64 {
                let (x, y) = (Double(index % 32) + 0.5, Double(index / 32) + 0.5)
                if chart.covers(x / 32, y / 64) { picture.samples[index] = 220 }
            }
            self.expectShape(scalar, in: self.fitted(picture, 1, 1, glyphs: .mosaics).cells[0])
        }
    }

    /// Of a shape and its negative one is enough, with the colours exchanged.
    private func expectShape(_ scalar: UInt32, in cell: VideoCell) {
        let isBright = cell.foreground.rgbValue > cell.background.rgbValue
        let wanted = BlockShapes.weights(of: scalar)
        let shown = BlockShapes.weights(of: cell.scalar)
        #expect(shown == (isBright ? wanted : wanted.map { 12 - $0 }), "\(scalar)")
    }

    @Test func mosaicsShowMoreThanBlocks() {
        let picture = TestPictures.disc(width: 640, height: 352)
        let kept = [GlyphSet.blocks, .mosaics].map { glyphs in
            Rasterizer.quality(
                self.fitted(picture, 40, 11, glyphs: glyphs).cells, columns: 40, rows: 11,
                of: picture)
        }
        #expect(kept[1] > kept[0] + 1.2)
    }
}
