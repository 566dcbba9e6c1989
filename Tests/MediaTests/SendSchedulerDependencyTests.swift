import Media
import Testing
import Units
import Wire

/// Whatever a scheduler drops, what it lets through decodes to what the encoder saw.
struct SendSchedulerDependencyTests {
    private static let stream = StreamID(participant: 1, kind: .camera)

    /// What becomes of one stream on a link of random moods.
    private struct Outcome {
        var receiver: ModelReceiver
        var starts = 0
        var sent = 0
        var counters = SendScheduler.Counters()
    }

    private static func run(
        _ count: LayerCount, _ structure: LayerPattern.Structure, seed: UInt64, length: Int = 160
    ) throws -> Outcome {
        let model = ModelStream(count: count, structure: structure, seed: seed, length: length)
        var random = SeededRandom(seed: seed &+ 77)
        var outcome = Outcome(receiver: ModelReceiver(count: count))
        var limits = SendLimits()
        limits.video = ByteCount(Int.random(in: 3_000...60_000, using: &random))
        limits.enhancementAge = .milliseconds(Int.random(in: 20...300, using: &random))
        limits.baseAge = .milliseconds(Int.random(in: 50...600, using: &random))
        var scheduler = SendScheduler(limits: limits)
        var assembler = MediaAssembler()
        var decoder = FrameDecoder(limits: .afterLogin)
        var now = Instant(nanoseconds: 1_000_000_000)
        var acknowledged: UInt64 = 0
        var outstanding = 0
        for message in model.messages {
            if Int.random(in: 0..<20, using: &random) == 0 || message.index == 0 {
                let layer = Int.random(in: 0..<count.spatial, using: &random)
                let looks = message.index == 0 || Int.random(in: 0..<5, using: &random) > 0
                scheduler.want(Self.stream, layer: looks ? layer : nil)
            }
            let isOpen = Int.random(in: 0..<3, using: &random) > 0
            let delivered =
                isOpen ? Int.random(in: 0...max(outstanding, 1), using: &random) : 0
            outstanding -= min(delivered, outstanding)
            acknowledged += UInt64(delivered)
            now = now + .milliseconds(Int.random(in: 0...40, using: &random))
            scheduler.observe(
                LinkSample(
                    acknowledged: acknowledged, outstanding: ByteCount(outstanding),
                    roundTrip: .milliseconds(20)), at: now)
            var bytes = message.header.bytes + message.payload
            bytes += [UInt8](repeating: 0, count: Int.random(in: 0...9000, using: &random))
            for piece in MediaPiece.split(bytes, header: message.header) {
                scheduler.add(piece, at: now)
            }
            outcome.starts += scheduler.takeNews().count
            let turns = Int.random(in: 0...4, using: &random)
            for _ in 0..<turns {
                guard let written = scheduler.next(at: now) else { break }
                outstanding += written.count
                decoder.append(written)
            }
            while let frame = try decoder.next() {
                guard let whole = try assembler.append(frame.body) else { continue }
                let header = try MediaHeader(parsing: whole)
                outcome.sent += 1
                outcome.receiver.take(
                    ModelStream.Message(
                        index: Int(header.number), header: header,
                        payload: Array(whole.dropFirst(MediaHeader.length))), of: model)
            }
        }
        outcome.counters = scheduler.counters
        return outcome
    }

    @Test(arguments: LayerPatternTests.counts, LayerPattern.Structure.allCases)
    func theAssemblerPassesOverNothingThatIsLetThrough(
        _ count: LayerCount, _ structure: LayerPattern.Structure
    ) throws {
        var sent = 0
        var dependent = 0
        for seed in 0..<15 as Range<UInt64> {
            let outcome = try Self.run(count, structure, seed: seed)
            #expect(outcome.receiver.errors == [], "seed \(seed)")
            #expect(outcome.receiver.assembler.dropCount == 0, "seed \(seed)")
            sent += outcome.sent
            dependent += outcome.counters.dropped(.dependent)
        }
        // Neither side of the rule is empty.
        #expect(sent > 100 && dependent > 10)
    }
}
