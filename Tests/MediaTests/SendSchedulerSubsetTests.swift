import Media
import Testing
import Units
import Wire

/// Every way to lose messages of six pictures in a row, whose rest never comes.
struct SendSchedulerSubsetTests {
    private static let stream = StreamID(participant: 1, kind: .camera)
    /// A T0 with a switch point, T2, T1, T2, T0, T2.
    private static let window = 4..<10

    /// A scheduler and its receiver in the middle of a stream.
    private struct State {
        var scheduler = SendScheduler()
        var assembler = MediaAssembler()
        var decoder = FrameDecoder(limits: .afterLogin)
        var receiver: ModelReceiver
        var now = Instant(nanoseconds: 1_000_000_000)
        var acknowledged: UInt64 = 0

        mutating func observe() {
            self.now = self.now + .milliseconds(100)
            self.scheduler.observe(
                LinkSample(
                    acknowledged: self.acknowledged, outstanding: ByteCount(0),
                    roundTrip: .milliseconds(10)), at: self.now)
        }

        /// Sends a message in two pieces, or only the first of them.
        mutating func send(
            _ message: ModelStream.Message, isWhole: Bool, of model: ModelStream
        ) throws {
            let bytes =
                message.header.bytes + message.payload + [UInt8](repeating: 0, count: 4096)
            let pieces = MediaPiece.split(bytes, header: message.header)
            for piece in isWhole ? pieces : Array(pieces.prefix(1)) {
                self.scheduler.add(piece, at: self.now)
            }
            while let written = self.scheduler.next(at: self.now) {
                self.acknowledged += UInt64(written.count)
                self.decoder.append(written)
                self.scheduler.observe(
                    LinkSample(
                        acknowledged: self.acknowledged, outstanding: ByteCount(0),
                        roundTrip: .milliseconds(10)), at: self.now)
            }
            while let frame = try self.decoder.next() {
                guard let whole = try self.assembler.append(frame.body) else { continue }
                let header = try MediaHeader(parsing: whole)
                self.receiver.take(
                    ModelStream.Message(
                        index: Int(header.number), header: header,
                        payload: Array(whole.dropFirst(MediaHeader.length))), of: model)
            }
        }
    }

    @Test(arguments: LayerPattern.Structure.allCases)
    func ofEverySubsetExactlyWhatDecodesIsSent(_ structure: LayerPattern.Structure) throws {
        let count = try #require(LayerCount(spatial: 2, temporal: 3))
        let model = ModelStream(count: count, structure: structure, seed: 0, length: 12)
        var start = State(receiver: ModelReceiver(count: count))
        start.scheduler.want(Self.stream, layer: 1)
        start.observe()
        for message in model.messages where message.index < Self.window.lowerBound {
            try start.send(message, isWhole: true, of: model)
            start.observe()
        }
        let messages = model.messages.filter { $0.index >= Self.window.lowerBound }
        // The assembler gives out what it has when something new begins.
        let end = ModelStream.Message(
            index: 99,
            header: MediaHeader(
                participant: 1, kind: .camera, flags: .key, number: 99, captureTime: 0),
            payload: VideoTag(counter: 99, lastReach: 0, goldenReach: 0).bytes)
        let choices = messages.count { Self.window.contains($0.index) }
        #expect(choices == 12)
        for subset in 0..<(1 << choices) {
            var state = start
            // What the assembler makes of what is not lost, without a scheduler.
            var oracle = start.receiver
            for (place, message) in messages.enumerated() {
                let isWhole = place >= choices || subset & (1 << place) == 0
                try state.send(message, isWhole: isWhole, of: model)
                if isWhole { oracle.take(message, of: model) }
            }
            try state.send(end, isWhole: true, of: model)
            oracle.take(end, of: model)
            #expect(state.receiver.errors == [], "subset \(subset)")
            #expect(state.receiver.assembler.dropCount == 0, "subset \(subset)")
            let decoded = state.receiver.decoded
            switch structure {
            case .full: #expect(decoded == oracle.decoded, "subset \(subset)")
            case .key:
                // Below a layer that stands by itself only T0 are sent.
                #expect(
                    decoded.filter { $0.value == 1 } == oracle.decoded.filter { $0.value == 1 },
                    "subset \(subset)")
                #expect(Set(decoded.keys).isSubset(of: oracle.decoded.keys), "subset \(subset)")
            }
        }
    }
}
