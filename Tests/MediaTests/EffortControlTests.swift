import Media
import Testing
import Units

struct EffortControlTests {
    /// Feeds as many pictures as fit the time at 30 a second; those left out take none.
    private func run(
        _ control: inout EffortControl, _ milliseconds: Int, pictures: Int,
    ) {
        let pattern = LayerPattern.temporalLayers(count: 3)
        for number in 0..<pictures {
            let isCoded = pattern[number % 4] <= control.temporalLayerMaximum
            control.account(isCoded ? .milliseconds(milliseconds) : .zero)
        }
    }

    @Test func anEncoderWithTimeIsLeftAlone() {
        var control = EffortControl(frameRate: 30, temporalCount: 3)
        self.run(&control, 19, pictures: 400)
        #expect(control.speedStep == 0 && control.temporalLayerMaximum == 2)
    }

    @Test func speedComesBeforeFewerPictures() {
        var control = EffortControl(frameRate: 30, temporalCount: 3)
        var steps: [[Int]] = []
        for _ in 0..<200 {
            let before = [control.speedStep, control.temporalLayerMaximum]
            if steps.last != before { steps.append(before) }
            self.run(&control, 60, pictures: 1)
        }
        #expect(steps == [[0, 2], [1, 2], [2, 2], [2, 1], [2, 0]])
    }

    @Test func halfThePicturesAreKeptWhenTheyFit() {
        var control = EffortControl(frameRate: 30, temporalCount: 3)
        self.run(&control, 30, pictures: 1000)
        #expect(control.speedStep == 2 && control.temporalLayerMaximum == 1)
    }

    @Test func whatWasTakenIsGivenBackWhenThereIsTimeAgain() {
        var control = EffortControl(frameRate: 30, temporalCount: 3)
        self.run(&control, 60, pictures: 200)
        #expect(control.temporalLayerMaximum == 0)
        self.run(&control, 4, pictures: 600)
        #expect(control.speedStep == 0 && control.temporalLayerMaximum == 2)
    }

    @Test func aStepBackThatHasToBeUndoneIsTriedMoreAndMoreRarely() {
        var control = EffortControl(frameRate: 30, temporalCount: 3)
        var tries: [Int] = []
        var before = 0
        for number in 0..<4000 {
            // The usual speed costs three times what the next faster does.
            self.run(&control, control.speedStep == 0 ? 30 : 10, pictures: 1)
            if control.speedStep < before { tries.append(number) }
            before = control.speedStep
        }
        let pauses = zip(tries, tries.dropFirst()).map { $1 - $0 }
        #expect(pauses.count >= 3 && pauses == pauses.sorted(), "\(pauses)")
        #expect(pauses[0] > 90 && pauses[pauses.count - 1] > 700, "\(pauses)")
        // Once it holds, the next one is as quick as the first.
        self.run(&control, 4, pictures: 2000)
        #expect(control.speedStep == 0)
        self.run(&control, 30, pictures: 40)
        #expect(control.speedStep > 0)
        self.run(&control, 4, pictures: 300)
        #expect(control.speedStep == 0)
    }

    @Test func oneSlowPictureChangesNothing() {
        var control = EffortControl(frameRate: 30, temporalCount: 3)
        self.run(&control, 10, pictures: 100)
        self.run(&control, 60, pictures: 1)
        self.run(&control, 10, pictures: 30)
        #expect(control.speedStep == 0)
    }

    @Test func absurdTimesAndCountsDoNotTrap() {
        for (frameRate, count) in [(0, 0), (-5, 9), (Int.max, 1)] {
            var control = EffortControl(frameRate: frameRate, temporalCount: count)
            for time in [Duration.zero, .seconds(Int64.max / 4), .seconds(-1)] {
                for _ in 0..<40 { control.account(time) }
                #expect((0...EffortControl.speedStepMaximum).contains(control.speedStep))
                #expect((0...2).contains(control.temporalLayerMaximum))
            }
        }
    }
}

struct SceneMeterTests {
    private func scene(_ number: Int, shift: Int) -> Picture {
        var picture = Picture(width: 64, height: 48, luma: UInt8(40 + number * 60))
        for row in 0..<48 {
            for column in 0..<64 {
                let wave = (column * (number + 1) + shift) % 32
                picture.samples[row * 64 + column] = UInt8(40 + number * 60 + wave)
            }
        }
        return picture
    }

    @Test func onlyTheFirstPictureOfAnotherSceneIsACut() {
        var meter = SceneMeter()
        var cuts: [Int] = []
        for number in 0..<40 {
            let picture = self.scene(number / 20 == 0 ? 0 : 2, shift: number)
            if meter.change(to: picture) == .cut { cuts.append(number) }
        }
        #expect(cuts == [20])
    }

    @Test func whatAlwaysChangesIsNoCut() {
        var meter = SceneMeter()
        var cuts = 0
        for number in 0..<40
        where meter.change(to: self.scene(number % 2 * 2, shift: 0)) != .ordinary {
            if number > 12 { cuts += 1 }
        }
        #expect(cuts == 0)
    }

    @Test func anotherSizeIsNotCompared() {
        var meter = SceneMeter()
        let cuts = [(64, 48, 0), (48, 64, 255), (48, 64, 0)].map { width, height, luma in
            meter.change(to: Picture(width: width, height: height, luma: UInt8(luma)))
        }
        #expect(cuts == [.ordinary, .ordinary, .cut])
    }

    /// A dark page with letters of which each picture has others, or the same ones moved.
    private func page(_ number: Int) -> Picture {
        var picture = Picture(width: 128, height: 64, luma: 20)
        for row in 0..<64 where row % 8 < 5 {
            for column in 0..<128 where (row / 8 * 5 + column / 2 + number) % 11 == 0 {
                picture.samples[row * 128 + column] = 80
            }
        }
        return picture
    }

    @Test func aTurnedPageIsASurgeAndAStillOneIsNot() {
        var meter = SceneMeter()
        let changes = [0, 0, 0, 4, 4, 4].map { meter.change(to: self.page($0)) }
        #expect(changes == [.ordinary, .ordinary, .ordinary, .surge, .ordinary, .ordinary])
    }

    @Test func textIsToldFromWhatACameraSees() {
        #expect(SceneMeter.isScreen(self.page(0)))
        #expect(SceneMeter.isScreen(Picture(width: 64, height: 48)))
        #expect(!SceneMeter.isScreen(self.scene(1, shift: 3)))
        #expect(
            !SceneMeter.isScreen(
                TestPattern.picture(number: 1, width: 320, height: 180, seed: 1)))
    }

    @Test func activityIsTheMeanStepAcrossAndDown() {
        #expect(SceneMeter.activity(of: Picture(width: 16, height: 16, luma: 90)) == 0)
        var columns = Picture(width: 64, height: 64)
        for index in 0..<(64 * 64) { columns.samples[index] = index % 2 == 0 ? 100 : 110 }
        let activity = SceneMeter.activity(of: columns)
        #expect(activity > 9.5 && activity <= 10, "\(activity)")
        #expect(SceneMeter.activity(of: Picture(width: 2, height: 2)) == 0)
    }
}
