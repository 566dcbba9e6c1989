import Media
import Testing
import Units

struct TestPatternTests {
    @Test(arguments: [(640, 360), (320, 180), (160, 90), (130, 76), (360, 640)])
    func theNumberIsReadBack(_ width: Int, _ height: Int) {
        for number in [0, 1, 77, 0xFFFF, 0xDEAD_BEEF, .max] as [UInt32] {
            let picture = TestPattern.picture(
                number: number, width: width, height: height, seed: 5)
            #expect(TestPattern.number(in: picture) == number)
        }
    }

    @Test func theNumberSurvivesHalvingScalingAndGrain() {
        let picture = TestPattern.picture(number: 123_456, width: 640, height: 360, seed: 1)
        #expect(TestPattern.number(in: Downscaler.halved(picture)) == 123_456)
        for (width, height) in [(300, 168), (426, 240), (200, 240), (900, 500)] {
            let scaled = PictureScaler.scale(picture, width: width, height: height)
            #expect(TestPattern.number(in: scaled) == 123_456)
        }
        var random = SeededRandom(seed: 2)
        var grainy = picture
        for index in grainy.samples.indices {
            let change = Int.random(in: -60...60, using: &random)
            grainy.samples[index] = UInt8(clamping: Int(grainy.samples[index]) + change)
        }
        #expect(TestPattern.number(in: grainy) == 123_456)
    }

    @Test func whereNoNumberIsNoneIsRead() {
        for luma in [0, 16, 128, 255] as [UInt8] {
            let flat = Picture(width: 640, height: 360, luma: luma)
            #expect(TestPattern.number(in: flat) == nil)
        }
        #expect(TestPattern.number(in: Picture(width: 2, height: 2)) == nil)
        var random = SeededRandom(seed: 3)
        var noise = Picture(width: 160, height: 90)
        for index in noise.samples.indices {
            noise.samples[index] = UInt8.random(in: 0...255, using: &random)
        }
        #expect(TestPattern.number(in: noise) == nil)
    }

    @Test func itMovesAndItsColoursComeFromTheSeed() {
        let first = TestPattern.picture(number: 1, width: 160, height: 90, seed: 1)
        #expect(first == TestPattern.picture(number: 1, width: 160, height: 90, seed: 1))
        #expect(first != TestPattern.picture(number: 2, width: 160, height: 90, seed: 1))
        let other = TestPattern.picture(number: 1, width: 160, height: 90, seed: 2)
        let chroma = first.offset(of: .blueDifference)...
        #expect(first.samples[chroma] != other.samples[chroma])
    }

    @Test func everySizeCanBeDrawn() {
        for (width, height) in [(2, 2), (2, 1080), (1920, 2), (6, 4), (118, 70)] {
            let picture = TestPattern.picture(
                number: .max, width: width, height: height, seed: .max)
            #expect(picture.samples.count == width * height * 3 / 2)
        }
    }
}

struct PictureGridTests {
    @Test func cellsCoverTheCanvasWithoutOverlap() {
        let grid = PictureGrid(width: 1280, height: 720)
        for count in 1...25 {
            let cells = grid.cells(count: count)
            #expect(cells.count == count)
            for (index, cell) in cells.enumerated() {
                #expect(cell.left >= 0 && cell.left + cell.width <= 1280)
                #expect(cell.top >= 0 && cell.top + cell.height <= 720)
                for other in cells.dropFirst(index + 1) {
                    let isApart =
                        other.left >= cell.left + cell.width || other.top >= cell.top + cell.height
                        || cell.left >= other.left + other.width
                    #expect(isApart)
                }
            }
        }
        #expect(grid.cells(count: 0) == [])
        #expect(grid.cells(count: 1000).count == PictureGrid.cellsMaximum)
    }

    @Test func fourWidePicturesMakeTwoRowsAndTwoColumns() {
        let cells = PictureGrid(width: 640, height: 360).cells(count: 4)
        let places = cells.map { [$0.left, $0.top, $0.width, $0.height] }
        #expect(
            places == [
                [0, 0, 320, 180], [320, 0, 320, 180], [0, 180, 320, 180], [320, 180, 320, 180],
            ])
    }

    @Test func aPictureKeepsItsShapeBetweenBlackBars() {
        var grid = PictureGrid(width: 160, height: 80)
        let canvas = grid.compose([Picture(width: 64, height: 64, luma: 200)])
        let row = canvas.samples[(40 * 160)..<(41 * 160)]
        #expect(row.prefix(40).allSatisfy { $0 == 16 })
        #expect(row.dropFirst(40).prefix(80).allSatisfy { $0 == 200 })
        #expect(row.suffix(40).allSatisfy { $0 == 16 })
    }

    @Test func aMissingPictureLeavesItsCellBlack() {
        func compose(_ pictures: [Picture?]) -> Picture {
            var grid = PictureGrid(width: 64, height: 32)
            return grid.compose(pictures)
        }
        let black = Picture(width: 64, height: 32, luma: 16)
        #expect(compose([nil, nil]) == black)
        #expect(compose([]) == black)
        #expect(compose([nil, Picture(width: 4, height: 4, luma: 99)]) != black)
        let many = Array(repeating: Picture(width: 2, height: 1920) as Picture?, count: 70)
        #expect(compose(many).samples.count == black.samples.count)
    }
}
