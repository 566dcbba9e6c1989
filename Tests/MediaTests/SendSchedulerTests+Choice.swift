import Media
import Testing
import Units
import Wire

/// What is chosen to be sent, and when.
extension SendSchedulerTests {
    @Test mutating func whatIsWantedIsChosenThoughNothingWaits() {
        self.observe()
        #expect(self.scheduler.deadline == nil)
        self.scheduler.want(self.camera(1), layer: 1)
        #expect(self.scheduler.deadline == .start)
        self.observe(after: 1)
        #expect(self.scheduler.takeNews().contains(.receives(self.camera(1), layer: 0)))
        #expect(self.scheduler.deadline == nil)
        self.scheduler.want(self.camera(1), layer: 1)
        #expect(self.scheduler.deadline == nil)
        self.scheduler.prefer([1])
        #expect(self.scheduler.deadline == .start)
    }

    @Test func nothingIsToBeChosenBeforeAnythingIsWanted() {
        #expect(SendScheduler().deadline == nil)
    }

    @Test mutating func nobodyNeedsToLookAtControlAloneWhileLittleIsOut() {
        var written = 0
        while self.scheduler.deadline == nil {
            let fits = self.scheduler.add(control: [UInt8](repeating: 1, count: 100))
            #expect(fits)
            let bytes = self.next()
            #expect(bytes?.count == 100)
            written += 100
        }
        #expect(written == 1000 + 100, "more than quietSize")
        self.observe(after: 1)
        #expect(self.scheduler.deadline == nil)
        // A voice that waits is looked after.
        self.scheduler.add(self.piece(1, kind: .voice), at: self.now)
        #expect(self.scheduler.deadline == self.now + .milliseconds(200))
    }

    /// What is asked for since this was called last.
    private mutating func layersAskedFor() -> [Int] {
        self.scheduler.takeNews().compactMap { news in
            if case .needsSwitchPoint(_, let layer) = news { layer } else { nil }
        }
    }

    @Test mutating func aStreamThatCantBeginIsAskedForAgainThoughNothingElseIsSent() {
        self.scheduler.want(self.camera(1), layer: 0)
        self.observe(after: 1)
        var asked = self.layersAskedFor()
        for number in 0..<40 as Range<UInt32> {
            // No key frame, and nobody looks unless it is due.
            self.scheduler.add(self.piece(5, number: number), at: self.now)
            if let due = self.scheduler.deadline, due <= self.now { self.observe(after: 0) }
            self.now = self.now + .milliseconds(100)
            asked += self.layersAskedFor()
        }
        #expect(asked.count >= 4)
    }

    @Test mutating func aLayerThatWasNotWantedForAWhileNeedsASwitchPoint() {
        self.start([1])
        self.scheduler.want(self.camera(1), layer: 0)
        // Nobody brings pictures of the layer now.
        for number in 2..<8 as Range<UInt32> {
            self.scheduler.add(self.piece(5, number: number), at: self.now)
            let base = self.next()
            #expect(base == [5])
            self.observe(after: 300)
        }
        _ = self.layersAskedFor()
        self.scheduler.want(self.camera(1), layer: 1)
        self.observe(after: 1)
        #expect(self.layersAskedFor() == [1])
        self.scheduler.add(self.piece(5, number: 9), at: self.now)
        self.scheduler.add(
            self.piece(6, layer: 1, flags: .usesLayerBelow, number: 9), at: self.now)
        let undecodable = self.next()
        #expect(undecodable == [5])
        self.scheduler.add(self.piece(5, number: 10), at: self.now)
        self.scheduler.add(
            self.piece(7, layer: 1, flags: [.switchPoint, .usesLayerBelow], number: 10),
            at: self.now)
        let start = self.next()
        #expect(start == [5, 7])
    }

    @Test mutating func aStreamThatWasNotLookedAtForAWhileNeedsAKeyFrame() {
        self.start([1])
        self.observe(after: 500)
        _ = self.layersAskedFor()
        // Twice between two looks at the link: nobody brings pictures in between.
        self.scheduler.want(self.camera(1), layer: nil)
        self.scheduler.want(self.camera(1), layer: 1)
        self.observe(after: 1)
        #expect(self.layersAskedFor() == [0])
        self.scheduler.add(self.piece(5, number: 20), at: self.now)
        let undecodable = self.next()
        #expect(undecodable == nil)
        self.scheduler.add(self.piece(6, flags: .key, number: 21), at: self.now)
        let start = self.next()
        #expect(start == [6])
    }

    @Test mutating func aLayerThatDidNotFitForAWhileNeedsASwitchPoint() {
        self.start([1])
        // The link stands still until the layer above the base is given up.
        self.scheduler.add(self.piece(5, count: 2000, number: 2), at: self.now)
        _ = self.next()
        var chosen: Int? = 1
        for _ in 0..<40 where chosen == 1 {
            self.observe(after: 100, delivered: 0)
            for case .receives(_, let layer) in self.scheduler.takeNews() { chosen = layer }
        }
        #expect(chosen == 0)
        // Only the base comes until the layer fits again.
        var asked: [Int] = []
        for number in 3..<100 as Range<UInt32> where chosen == 0 {
            self.observe(after: 100)
            self.scheduler.add(self.piece(6, number: number), at: self.now)
            _ = self.next()
            for news in self.scheduler.takeNews() {
                switch news {
                case .receives(_, let layer): chosen = layer
                case .needsSwitchPoint(_, let layer): asked.append(layer)
                }
            }
        }
        #expect(chosen == 1 && asked.contains(1))
        self.scheduler.add(self.piece(7, layer: 1, number: 100), at: self.now)
        let undecodable = self.next()
        #expect(undecodable == nil)
    }

    @Test mutating func aStreamThatNeverComesIsAskedForRarely() {
        self.scheduler.want(self.camera(1), layer: 1)
        var asked = 0
        for _ in 0..<600 {
            self.observe(after: 100)
            asked += self.layersAskedFor().count
        }
        // Three times at first, and then every 16 s.
        #expect((4...7).contains(asked))
        self.scheduler.add(self.piece(5, number: 7), at: self.now)
        self.observe(after: 1000)
        #expect(self.layersAskedFor() == [0])
    }
}
