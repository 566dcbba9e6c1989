import Media
import Testing
import Units
import Wire

struct SendSchedulerTests {
    var scheduler = SendScheduler()
    var now = Instant(nanoseconds: 1_000_000_000)
    var acknowledged: UInt64 = 0
    var outstanding = 0

    /// A look at a link that has delivered so much of what was written; nil: all.
    mutating func observe(after milliseconds: Int = 0, delivered: Int? = nil) {
        self.now = self.now + .milliseconds(milliseconds)
        let count = min(delivered ?? self.outstanding, self.outstanding)
        self.acknowledged += UInt64(count)
        self.outstanding -= count
        self.scheduler.observe(
            LinkSample(
                acknowledged: self.acknowledged, outstanding: ByteCount(self.outstanding),
                roundTrip: .milliseconds(20)),
            at: self.now)
    }

    mutating func next() -> [UInt8]? {
        let bytes = self.scheduler.next(at: self.now)
        self.outstanding += bytes?.count ?? 0
        return bytes
    }

    /// One octet as a message; the scheduler looks into none.
    func piece(
        _ octet: UInt8, count: Int = 1, participant: UInt32 = 1, kind: MediaKind = .camera,
        layer: Int = 0, temporal: Int = 0, flags: MediaHeader.Flags = [], number: UInt32 = 0
    ) -> MediaPiece {
        let header = MediaHeader(
            participant: participant, kind: kind, spatialLayer: layer, temporalLayer: temporal,
            flags: flags, number: number, captureTime: 0)
        return MediaPiece(
            bytes: Array(repeating: octet, count: count), header: header, isFirst: true,
            isLast: true)
    }

    func camera(_ participant: UInt32) -> StreamID {
        StreamID(participant: participant, kind: .camera)
    }

    /// Brings layers 0 and 1 of participants to run.
    mutating func start(_ participants: [UInt32]) {
        for participant in participants {
            self.scheduler.want(self.camera(participant), layer: 1)
        }
        self.observe()
        for participant in participants {
            self.scheduler.add(
                self.piece(0, participant: participant, flags: .key), at: self.now)
        }
        _ = self.next()
        self.observe(after: 300)
        for participant in participants {
            self.scheduler.add(
                self.piece(0, participant: participant, number: 1), at: self.now)
            self.scheduler.add(
                self.piece(
                    0, participant: participant, layer: 1, flags: [.switchPoint, .usesLayerBelow],
                    number: 1), at: self.now)
        }
        _ = self.next()
        self.observe(after: 300)
    }

    @Test mutating func classesGoInOrder() {
        self.start([1, 2, 3])
        let isFileAdded = self.scheduler.add(file: [9])
        self.scheduler.add(self.piece(4, participant: 1, number: 2), at: self.now)
        self.scheduler.add(
            self.piece(6, participant: 1, layer: 1, flags: .usesLayerBelow, number: 2),
            at: self.now)
        self.scheduler.add(
            self.piece(8, participant: 2, layer: 1, flags: [], number: 2), at: self.now)
        self.scheduler.add(
            self.piece(7, participant: 3, layer: 1, flags: .switchPoint, number: 2), at: self.now)
        self.scheduler.add(self.piece(2, kind: .voice), at: self.now)
        let isControlAdded = self.scheduler.add(control: [1])
        #expect(isFileAdded && isControlAdded)
        let order = self.next()
        #expect(order == [1, 2, 4, 7, 8, 6, 9])
        #expect(self.scheduler.isEmpty && self.scheduler.size == ByteCount(0))
    }

    @Test mutating func voiceWaitsForNoMoreThanOneControlFrame() {
        self.observe()
        for octet in 1...3 as ClosedRange<UInt8> {
            let isAdded = self.scheduler.add(control: [octet])
            #expect(isAdded)
        }
        for octet in 11...13 as ClosedRange<UInt8> {
            self.scheduler.add(self.piece(octet, kind: .voice), at: self.now)
        }
        let written1 = self.next()
        #expect(written1 == [1, 11, 12, 13, 2, 3])
    }

    @Test mutating func noMoreIsOutstandingThanTheWindowLets() {
        self.start([1])
        for number in 2..<40 as Range<UInt32> {
            self.scheduler.add(self.piece(5, count: 4000, number: number), at: self.now)
        }
        while let bytes = self.next() { #expect(!bytes.isEmpty) }
        let window = self.scheduler.estimate.window.bytes
        #expect(self.outstanding <= window && self.outstanding > window - 4000)
        // Voice may go a segment beyond, however much of it there is.
        for octet in 0..<30 as Range<UInt8> {
            self.scheduler.add(self.piece(octet, count: 200, kind: .voice), at: self.now)
        }
        while let bytes = self.next() { #expect(!bytes.isEmpty) }
        #expect(self.outstanding > window && self.outstanding <= window + 1448 + 200)
        #expect(self.scheduler.deadline == self.now + .milliseconds(5))
    }

    @Test mutating func lateVoiceIsDropped() {
        self.observe()
        self.scheduler.add(self.piece(1, kind: .voice), at: self.now)
        self.now = self.now + .milliseconds(200)
        self.scheduler.add(self.piece(2, kind: .voice), at: self.now)
        self.now = self.now + .milliseconds(150)
        let written2 = self.next()
        #expect(written2 == [2])
        #expect(self.scheduler.counters.dropped(.late) == 1)
        #expect(self.scheduler.counters.sent(.voice) == 1)
    }

    @Test mutating func afterADropASwitchPointIsAskedForOnceASecond() {
        self.start([1])
        _ = self.scheduler.takeNews()
        self.scheduler.add(self.piece(5, layer: 1, number: 2), at: self.now)
        self.now = self.now + .milliseconds(400)
        let written3 = self.next()
        #expect(written3 == nil)
        #expect(self.scheduler.counters.dropped(.late) == 1)
        var asked = 0
        for number in 3..<33 as Range<UInt32> {
            self.observe(after: 100)
            self.scheduler.add(self.piece(9, number: number), at: self.now)
            _ = self.next()
            asked += self.scheduler.takeNews().count {
                $0 == .needsSwitchPoint(self.camera(1), layer: 1)
            }
        }
        #expect(asked == 3)
        self.scheduler.add(self.piece(6, layer: 1, number: 33), at: self.now)
        let written4 = self.next()
        #expect(written4 == nil)
        #expect(self.scheduler.counters.dropped(.dependent) == 1)
        self.scheduler.add(self.piece(7, number: 34), at: self.now)
        self.scheduler.add(
            self.piece(8, layer: 1, flags: [.switchPoint, .usesLayerBelow], number: 34),
            at: self.now)
        let written5 = self.next()
        #expect(written5 == [7, 8])
    }

    @Test mutating func whatNobodyLooksAtIsNotSent() {
        self.start([1])
        _ = self.scheduler.takeNews()
        self.scheduler.want(self.camera(1), layer: nil)
        self.observe()
        let news = self.scheduler.takeNews()
        #expect(news == [.receives(self.camera(1), layer: nil)])
        self.scheduler.add(self.piece(5, flags: .key, number: 2), at: self.now)
        self.scheduler.add(self.piece(5, participant: 2, flags: .key), at: self.now)
        let written6 = self.next()
        #expect(written6 == nil)
        #expect(self.scheduler.counters.dropped(.unwanted) == 2)
    }

    @Test mutating func whoHasLeftLeavesNothing() {
        self.start([1, 2])
        for participant in [1, 2] as [UInt32] {
            self.scheduler.add(
                self.piece(UInt8(participant), participant: participant, number: 2), at: self.now)
        }
        self.scheduler.forget(participant: 1)
        #expect(self.scheduler.size == ByteCount(1))
        let written7 = self.next()
        #expect(written7 == [2])
        #expect(self.scheduler.isEmpty)
        // And comes back as somebody new.
        self.scheduler.want(self.camera(1), layer: 0)
        self.observe()
        self.scheduler.add(self.piece(3, number: 9), at: self.now)
        let written8 = self.next()
        #expect(written8 == nil)
        self.scheduler.add(self.piece(4, flags: .key, number: 10), at: self.now)
        let written9 = self.next()
        #expect(written9 == [4])
    }

    @Test mutating func aFullControlQueueIsSaidAndFilesWait() {
        var limits = SendLimits()
        limits.control = ByteCount(10)
        limits.file = ByteCount(10)
        self.scheduler = SendScheduler(limits: limits)
        let frame = [UInt8](repeating: 1, count: 6)
        let control = [self.scheduler.add(control: frame), self.scheduler.add(control: frame)]
        #expect(control == [true, false])
        let wanted = self.scheduler.isFileWanted
        let file = [self.scheduler.add(file: frame), self.scheduler.add(file: frame)]
        #expect(file == [true, false])
        #expect(wanted && !self.scheduler.isFileWanted)
    }

    @Test mutating func theSpeakerIsSeenBestOnANarrowLink() {
        let people = [1, 2, 3, 4, 5] as [UInt32]
        for person in people { self.scheduler.want(self.camera(person), layer: 1) }
        self.scheduler.prefer([2])
        self.observe()
        var highest: [UInt32: Int] = [:]
        // The target is a good megabit at first: five bases and one layer more.
        for picture in 0..<10 as Range<UInt32> {
            for person in people {
                let flags: MediaHeader.Flags = picture == 0 ? .key : []
                self.scheduler.add(
                    self.piece(1, count: 700, participant: person, flags: flags, number: picture),
                    at: self.now)
            }
            while self.next() != nil {}
            self.observe(after: 33)
            for case .receives(let stream, let layer) in self.scheduler.takeNews() {
                highest[stream.participant] = layer
            }
        }
        #expect(highest == [1: 0, 2: 1, 3: 0, 4: 0, 5: 0])
    }
}
