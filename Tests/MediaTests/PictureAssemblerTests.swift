import Media
import Testing
import Units
import Wire

struct PictureAssemblerTests {
    private let stream: ModelStream
    private let count: LayerCount

    init() throws {
        let count = try #require(LayerCount(spatial: 2, temporal: 3))
        self.count = count
        // The plain stream; switch points come now and then.
        self.stream = ModelStream(count: count, structure: .full, seed: 0, length: 40)
    }

    /// What comes out for each message in turn: `number:layers`.
    private func transcript(
        _ assembler: inout PictureAssembler, _ pictures: Range<Int>, layers: ClosedRange<Int>,
    ) -> [String] {
        self.stream.messages.filter {
            pictures.contains($0.index) && layers.contains($0.header.spatialLayer)
        }.map { message in
            assembler.append(message.header, message.payload).map { picture in
                let layers = picture.layers.map { "\($0.spatialLayer)" }.joined()
                return "\(picture.number):\(layers)"
            }.joined(separator: " ")
        }
    }

    @Test func aPictureIsGivenOutWithItsLastLayer() {
        var assembler = PictureAssembler(layerCount: 2)
        let lines = self.transcript(&assembler, 0..<3, layers: 0...1)
        #expect(lines == ["", "0:01", "", "1:01", "", "2:01"])
    }

    @Test func aViewerOfTheBaseWaitsOnlyOnce() {
        var assembler = PictureAssembler(layerCount: 2)
        let lines = self.transcript(&assembler, 0..<7, layers: 0...0)
        #expect(lines == ["", "0:0", "1:0", "2:0 3:0", "4:0", "5:0", "6:0"])
    }

    @Test func layersThatComeAgainFollowAsASecondPart() {
        var assembler = PictureAssembler(layerCount: 2)
        _ = self.transcript(&assembler, 0..<8, layers: 0...0)
        let header = MediaHeader(
            participant: 1, kind: .camera, flags: .key, number: 8, captureTime: 0)
        let tag = VideoTag(counter: 8, lastReach: 0, goldenReach: 0).bytes
        var upper = header
        upper.spatialLayer = 1
        upper.flags = [.switchPoint, .usesLayerBelow, .endOfPicture]
        let first = assembler.append(header, tag + [1])
        let second = assembler.append(upper, tag + [2])
        #expect(first.map { $0.layers.map(\.payload) } == [[[1]]])
        #expect(second.map { $0.layers.map(\.payload) } == [[[2]]])
        #expect(second.map(\.number) == [8])
    }

    @Test func whoComesInTheMiddleNeedsAKeyFrameAndThenNothing() {
        var assembler = PictureAssembler(layerCount: 2)
        #expect(!assembler.needsKey)
        _ = self.transcript(&assembler, 2..<6, layers: 0...1)
        #expect(assembler.needsKey)
        #expect(assembler.needsSwitchPoint == nil)
        #expect(assembler.dropCount == 8)
    }

    @Test func anUpperLayerThatJoinsAsksForASwitchPointUntilItComes() {
        var assembler = PictureAssembler(layerCount: 2)
        _ = self.transcript(&assembler, 0..<2, layers: 0...0)
        #expect(assembler.needsSwitchPoint == nil)
        _ = self.transcript(&assembler, 2..<4, layers: 0...1)
        #expect(assembler.needsSwitchPoint == 1)
        #expect(!assembler.needsKey)
        // The stream has one at its next T0 after eleven pictures at the latest.
        _ = self.transcript(&assembler, 4..<16, layers: 0...1)
        #expect(assembler.needsSwitchPoint == nil)
    }

    @Test func aLostT2CostsOnePictureAndNothingElse() {
        var assembler = PictureAssembler(layerCount: 2)
        _ = self.transcript(&assembler, 0..<1, layers: 0...1)
        let lines = self.transcript(&assembler, 2..<6, layers: 0...1)
        #expect(lines == ["", "2:01", "", "3:01", "", "4:01", "", "5:01"])
    }

    @Test func aLostT1CostsTheT2ThatReadsIt() {
        var assembler = PictureAssembler(layerCount: 2)
        _ = self.transcript(&assembler, 0..<2, layers: 0...1)
        let lines = self.transcript(&assembler, 3..<5, layers: 0...1)
        #expect(lines == ["", "", "", "4:01"])
        #expect(assembler.needsSwitchPoint == nil)
    }

    @Test func aLayerThatFailedToDecodeWaitsForItsNextStart() {
        var assembler = PictureAssembler(layerCount: 2)
        _ = self.transcript(&assembler, 0..<1, layers: 0...1)
        assembler.markBroken(from: 1)
        #expect(assembler.needsSwitchPoint == 1)
        assembler.markBroken(from: 0)
        #expect(assembler.needsKey)
    }

    @Test func repeatedOldAndShortMessagesAreDropped() {
        var assembler = PictureAssembler(layerCount: 2)
        _ = self.transcript(&assembler, 0..<4, layers: 0...1)
        let again = self.transcript(&assembler, 1..<4, layers: 0...1)
        #expect(again.joined().isEmpty)
        var header = self.stream.messages[8].header
        let short = assembler.append(header, [0, 1])
        header.spatialLayer = 3
        let high = assembler.append(header, [0, 4, 0x40, 1])
        #expect(short.isEmpty && high.isEmpty)
        #expect(assembler.dropCount == 8)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func anyHeadersAndPayloadsAreTaken(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var assembler = PictureAssembler(layerCount: Int.random(in: -1...5, using: &random))
        for _ in 0..<400 {
            let header = MediaHeader(
                participant: 1, kind: .camera,
                spatialLayer: Int.random(in: 0...3, using: &random),
                temporalLayer: Int.random(in: 0...3, using: &random),
                flags: MediaHeader.Flags(rawValue: UInt8.random(in: 0...255, using: &random)),
                number: Bool.random(using: &random)
                    ? UInt32.random(in: 0...9, using: &random)
                    : UInt32(truncatingIfNeeded: random.next()),
                captureTime: random.next())
            let payload = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                UInt8.random(in: 0...3, using: &random)
            }
            for picture in assembler.append(header, payload) {
                #expect(!picture.layers.isEmpty && picture.layers.count <= 4)
                let layers = picture.layers.map(\.spatialLayer)
                #expect(layers == layers.sorted() && Set(layers).count == layers.count)
            }
        }
    }
}
