import Media
import Testing
import Units
import Wire

/// Runs the pattern against a model of VP8's references in which every picture's content is a hash
/// of all that it was predicted from: two sides agree exactly if their hashes do.
struct LayerPatternTests {
    static let counts = (1...3).flatMap { spatial in
        (1...3).compactMap { LayerCount(spatial: spatial, temporal: $0) }
    }

    @Test(arguments: counts, LayerPattern.Structure.allCases)
    func everySubsetOfLayersDecodesToWhatTheEncoderSaw(
        _ count: LayerCount, _ structure: LayerPattern.Structure,
    ) {
        for seed in 0..<6 as Range<UInt64> {
            let stream = ModelStream(count: count, structure: structure, seed: seed, length: 48)
            for spatial in 0..<count.spatial {
                for temporal in 0..<count.temporal {
                    for first in [0, 5, 18] {
                        var receiver = ModelReceiver(count: count)
                        for message in stream.messages where message.index >= first {
                            guard message.header.spatialLayer <= spatial,
                                message.header.temporalLayer <= temporal
                            else { continue }
                            receiver.take(message, of: stream)
                        }
                        #expect(receiver.errors == [], "seed \(seed), from \(first)")
                        // From the beginning nothing is lost to a receiver of the lower layers.
                        if first == 0 { #expect(receiver.assembler.dropCount == 0) }
                    }
                }
            }
        }
    }

    @Test(arguments: counts, LayerPattern.Structure.allCases)
    func whateverIsLostNothingWrongIsDecoded(
        _ count: LayerCount, _ structure: LayerPattern.Structure,
    ) {
        for seed in 0..<40 as Range<UInt64> {
            let stream = ModelStream(count: count, structure: structure, seed: seed, length: 64)
            var random = SeededRandom(seed: seed &+ 1000)
            let lossPercent = [5, 20, 60][Int(seed % 3)]
            var receiver = ModelReceiver(count: count)
            for message in stream.messages
            where Int.random(in: 0..<100, using: &random) >= lossPercent {
                receiver.take(message, of: stream)
            }
            #expect(receiver.errors == [], "seed \(seed)")
        }
    }

    @Test func temporalLayersFollowThePattern() throws {
        let count = try #require(LayerCount(spatial: 1, temporal: 3))
        var pattern = LayerPattern(count: count)
        let layers = (0..<9).map { _ in pattern.next(highestLayer: 0)[0].temporalLayer }
        #expect(layers == [0, 2, 1, 2, 0, 2, 1, 2, 0])
    }

    @Test func aRestartIsAT0AndWhatIsSkippedIsNotRead() throws {
        let count = try #require(LayerCount(spatial: 1, temporal: 3))
        var pattern = LayerPattern(count: count)
        var layers: [Int] = []
        var reads: [VideoReferences] = []
        for number in 0..<11 {
            // The T1 of the second cycle is left out.
            if number == 6 {
                pattern.skip()
                continue
            }
            let plan = pattern.next(highestLayer: 0, restarts: number == 9)[0]
            layers.append(plan.temporalLayer)
            reads.append(plan.reads)
        }
        #expect(layers == [0, 2, 1, 2, 0, 2, 2, 0, 0, 2])
        #expect(reads[3] == [.last, .golden])
        #expect(reads[6] == .last)
    }

    /// A try, coded and thrown away, must leave the picture all that it reads, and those after it.
    @Test(arguments: counts, LayerPattern.Structure.allCases)
    func whatIsRehearsedComesOutTheSameAfterwards(
        _ count: LayerCount, _ structure: LayerPattern.Structure,
    ) {
        var pattern = LayerPattern(count: count, structure: structure)
        var rehearsed = Array(repeating: ModelReferences(), count: count.spatial)
        var plain = rehearsed
        var layers: Set<Int> = []
        for index in 0..<48 {
            let plans = pattern.next(
                highestLayer: 2, key: index == 21, switchPoints: index == 9 ? [1, 2] : [],
                restarts: index == 30)
            for plan in plans {
                let layer = plan.spatialLayer
                plain[layer].prepare(for: plan, below: UInt64(index))
                rehearsed[layer].prepare(for: plan, below: UInt64(index))
                let content = plain[layer].code(plan, number: index)
                if let rehearsal = plan.rehearsal {
                    layers.insert(plan.temporalLayer)
                    #expect(rehearsed[layer].code(rehearsal, number: index) == content)
                }
                #expect(rehearsed[layer].code(plan, number: index) == content)
            }
        }
        #expect(layers.isSuperset(of: Set(0..<min(2, count.temporal))))
    }

    @Test func aHigherLayerStartsAtTheNextT0AndNotBefore() throws {
        let count = try #require(LayerCount(spatial: 2, temporal: 3))
        var pattern = LayerPattern(count: count)
        let highest = (0..<9).map { number in
            pattern.next(highestLayer: number < 2 ? 0 : 1).map(\.flags).map {
                $0.contains(.switchPoint)
            }
        }
        #expect(highest.map(\.count) == [1, 1, 1, 1, 2, 2, 2, 2, 2])
        #expect(highest[4] == [false, true])
        #expect(highest[8] == [false, false])
    }

    @Test func aRequestedSwitchPointComesOnceAtTheNextT0() throws {
        let count = try #require(LayerCount(spatial: 3, temporal: 3))
        var pattern = LayerPattern(count: count)
        let switches = (0..<13).map { number in
            pattern.next(highestLayer: 2, switchPoints: number == 5 ? [2, 0, 9] : [])
                .filter { $0.flags.contains(.switchPoint) }.map(\.spatialLayer)
        }
        #expect(switches[0] == [1, 2])
        #expect(switches[8] == [2])
        #expect(switches.indices.filter { !switches[$0].isEmpty } == [0, 8])
    }

    @Test func onlyTheFirstAndRequestedPicturesAreKeys() throws {
        let count = try #require(LayerCount(spatial: 2, temporal: 3))
        var pattern = LayerPattern(count: count)
        let keys = (0..<12).filter { number in
            pattern.next(highestLayer: 1, key: number == 6)[0].isKey
        }
        #expect(keys == [0, 6])
    }

    @Test func inTheKeyStructureALayerStandsByItselfBetweenSwitchPoints() throws {
        let count = try #require(LayerCount(spatial: 2, temporal: 3))
        var pattern = LayerPattern(count: count, structure: .key)
        let uses = (0..<6).map { _ in
            pattern.next(highestLayer: 1)[1].flags.contains(.usesLayerBelow)
        }
        #expect(uses == [true, false, false, false, false, false])
    }

    @Test func aTagIsReadAsItWasWritten() {
        for (last, golden) in [(0, 0), (15, 3), (4, 15)] {
            let tag = VideoTag(counter: 0xABCD, lastReach: last, goldenReach: golden)
            #expect(VideoTag(parsing: tag.bytes) == tag)
            #expect(VideoTag(parsing: tag.bytes.dropLast()) == nil)
        }
        let wrapped = VideoTag(counter: 1, lastReach: 4, goldenReach: 0)
        #expect(wrapped.neededLast == 65_533)
        #expect(wrapped.neededGolden == nil)
    }
}

/// The references of one coder as places in a pool, so that two can be the same place.
struct ModelReferences {
    var last = 0
    var golden = 0
    var altRef = 0
    /// Stands for the probabilities; 0 are those of the boot frame.
    private var entropy: UInt64 = 0
    private var pool: [UInt64] = [1]

    /// The boot frame, once more: all three name one place, and the probabilities are as at first.
    mutating func restart() {
        let place = self.add(1)
        (self.last, self.golden, self.altRef) = (place, place, place)
        self.entropy = 0
    }

    /// As libvpx' encoder does it: into the place that ALTREF names, whoever else names it.
    mutating func overwriteAltRef(_ content: UInt64) { self.pool[self.altRef] = content }

    /// As its decoder does it: into a new place.
    mutating func replaceAltRef(_ content: UInt64) { self.altRef = self.add(content) }

    /// What an encoder does before it codes a picture.
    mutating func prepare(for plan: LayerPlan, below: UInt64?) {
        if plan.flags.contains(.switchPoint) { self.restart() }
        if plan.reads.contains(.layerBelow), let below { self.overwriteAltRef(below) }
    }

    /// What the picture becomes, from its number and all that it may read.
    mutating func code(_ plan: LayerPlan, number: Int) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ value: UInt64) { hash = (hash ^ value) &* 0x100_0000_01B3 &+ (hash >> 29) }
        mix(UInt64(number))
        mix(UInt64(plan.spatialLayer))
        if plan.isKey { self.entropy = 0 }
        mix(self.entropy)
        if plan.reads.contains(.last) { mix(self.pool[self.last] &+ 1) }
        if plan.reads.contains(.golden) { mix(self.pool[self.golden] &+ 2) }
        if plan.reads.contains(.layerBelow) { mix(self.pool[self.altRef] &+ 3) }
        let place = self.add(hash)
        if plan.keepsEntropy { self.entropy = hash }
        if plan.writes.contains(.last) { self.last = place }
        if plan.writes.contains(.golden) { self.golden = place }
        if plan.writes.contains(.layerBelow) { self.altRef = place }
        return hash
    }

    private mutating func add(_ content: UInt64) -> Int {
        self.pool.append(content)
        return self.pool.count - 1
    }
}

/// A sender whose viewers come and go.
struct ModelStream {
    struct Message {
        var index: Int
        var header: MediaHeader
        var payload: [UInt8]
    }

    var messages: [Message] = []
    private(set) var plans: [Int: [LayerPlan]] = [:]
    private(set) var contents: [Int: [UInt64]] = [:]

    init(count: LayerCount, structure: LayerPattern.Structure, seed: UInt64, length: Int) {
        var random = SeededRandom(seed: seed)
        var pattern = LayerPattern(count: count, structure: structure)
        var coders = Array(repeating: ModelReferences(), count: count.spatial)
        var highest = count.spatial - 1
        for index in 0..<length {
            // The first seed is the plain stream, the others have everything in them.
            let isWild = seed > 0
            if isWild, Int.random(in: 0..<10, using: &random) == 0 {
                highest = Int.random(in: 0..<count.spatial, using: &random)
            }
            if isWild, Int.random(in: 0..<20, using: &random) == 0 {
                pattern.structure = Bool.random(using: &random) ? .full : .key
            }
            // What an encoder without time or bits does, and after a cut.
            if isWild, pattern.nextTemporalLayer > 0, Int.random(in: 0..<8, using: &random) == 0 {
                pattern.skip()
                continue
            }
            let restarts = isWild && Int.random(in: 0..<14, using: &random) == 0
            let isKey = isWild && Int.random(in: 0..<16, using: &random) == 0
            let point = Int.random(in: 0..<(isWild ? 12 : 24), using: &random)
            let plans = pattern.next(
                highestLayer: highest, key: isKey, switchPoints: [point, index % 11],
                restarts: restarts)
            var below: UInt64?
            for plan in plans {
                let layer = plan.spatialLayer
                coders[layer].prepare(for: plan, below: below)
                let content = coders[layer].code(plan, number: index)
                self.contents[index, default: []].append(content)
                below = content
                self.messages.append(Self.message(plan, index))
            }
            self.plans[index] = plans
        }
    }

    private static func message(_ plan: LayerPlan, _ index: Int) -> Message {
        let header = MediaHeader(
            participant: 1, kind: .camera, spatialLayer: plan.spatialLayer,
            temporalLayer: plan.temporalLayer, flags: plan.flags, number: UInt32(index),
            captureTime: UInt64(index))
        return Message(index: index, header: header, payload: plan.tag.bytes + [1])
    }
}

/// The assembler with the model's decoders behind it.
struct ModelReceiver {
    var assembler: PictureAssembler
    var decoders: [ModelReferences]
    private var newest: [(number: Int, content: UInt64)?]
    var errors: [String] = []
    var decoded: [Int: Int] = [:]

    init(count: LayerCount) {
        self.assembler = PictureAssembler(layerCount: count.spatial)
        self.decoders = Array(repeating: ModelReferences(), count: count.spatial)
        self.newest = Array(repeating: nil, count: count.spatial)
    }

    mutating func take(_ message: ModelStream.Message, of stream: ModelStream) {
        for picture in self.assembler.append(message.header, message.payload) {
            let number = Int(picture.number)
            for layer in picture.layers { self.decode(layer.spatialLayer, number, stream) }
        }
    }

    private mutating func decode(_ layer: Int, _ number: Int, _ stream: ModelStream) {
        guard let plan = stream.plans[number]?[layer] else { return }
        if plan.flags.contains(.switchPoint) { self.decoders[layer].restart() }
        if plan.reads.contains(.layerBelow) {
            guard let below = self.newest[layer - 1], below.number == number else {
                self.errors.append("picture \(number): nothing below layer \(layer)")
                return
            }
            self.decoders[layer].replaceAltRef(below.content)
        }
        let content = self.decoders[layer].code(plan, number: number)
        if content != stream.contents[number]?[layer] {
            self.errors.append("picture \(number), layer \(layer) differs")
        }
        self.newest[layer] = (number, content)
        self.decoded[number] = layer
    }
}
