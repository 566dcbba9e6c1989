import Media
import Sessions
import Testing
import Units
import Wire

struct MediaIngressTests {
    private func frames(
        from participant: UInt32 = 1, kind: MediaKind = .camera, layer: Int = 0, number: UInt32 = 0,
        length: Int = 9000
    ) -> [Frame] {
        let header = MediaHeader(
            participant: participant, kind: kind, spatialLayer: layer, number: number,
            captureTime: 0)
        let message = header.bytes + [UInt8](repeating: 9, count: length)
        return MediaFragment.split(message, participant: participant, kind: kind)
            .map { Frame(kind: .media, body: $0) }
    }

    @Test func everyFragmentKnowsItsMessage() throws {
        var ingress = MediaIngress(participant: 1)
        let frames = self.frames(layer: 1, number: 7)
        let pieces = try frames.compactMap { frame throws(WireError) in
            try ingress.take(frame, at: .start)
        }
        #expect(pieces.map(\.bytes) == frames.map(\.bytes))
        #expect(pieces.map(\.header.number) == [7, 7, 7])
        #expect(pieces.map(\.header.spatialLayer) == [1, 1, 1])
        #expect(pieces.map(\.isFirst) == [true, false, false])
        #expect(pieces.map(\.isLast) == [false, false, true])
    }

    @Test func messagesOfDifferentLayersMayOvertakeEachOther() throws {
        var ingress = MediaIngress(participant: 1)
        let top = self.frames(layer: 1, number: 1, length: 5000)
        let base = self.frames(layer: 0, number: 2, length: 5000)
        let mixed = [top[0], base[0], top[1], base[1]]
        let pieces = try mixed.compactMap { frame throws(WireError) in
            try ingress.take(frame, at: .start)
        }
        #expect(pieces.map(\.header.number) == [1, 2, 1, 2])
    }

    @Test func theRestOfAMessageWithoutItsBeginningIsPassedOver() throws {
        var ingress = MediaIngress(participant: 1)
        let frames = self.frames()
        #expect(try ingress.take(frames[1], at: .start) == nil)
        #expect(try ingress.take(frames[0], at: .start) != nil)
        #expect(try ingress.take(frames[2], at: .start) != nil)
        #expect(try ingress.take(frames[2], at: .start) == nil)
    }

    @Test func aMessageInAnothersNameIsAnError() {
        var ingress = MediaIngress(participant: 1)
        let foreign = self.frames(from: 2)[0]
        #expect(throws: WireError.malformedMedia(.foreignParticipant(2))) {
            try ingress.take(foreign, at: .start)
        }
        // The fragment says one, the message in it another.
        var body = self.frames(from: 2)[0].body
        body[3] = 1
        #expect(throws: WireError.malformedMedia(.foreignParticipant(2))) {
            try ingress.take(Frame(kind: .media, body: body), at: .start)
        }
    }

    @Test func noBytesOfAFragmentCanTrap() {
        let body = self.frames(length: 10)[0].body
        for length in 0..<body.count {
            for value: UInt8 in [0, 1, 0x7F, 0xFF] {
                var ingress = MediaIngress(participant: 1)
                var bytes = Array(body.prefix(length))
                if length > 0 { bytes[length - 1] = value }
                // Refused or passed over, either is fine.
                _ = try? ingress.take(Frame(kind: .media, body: bytes), at: .start)
            }
        }
    }

    @Test func fragmentsAndMessagesHaveTheirLengths() throws {
        var ingress = MediaIngress(participant: 1)
        var long = self.frames(length: 9000)[0]
        long.body.append(9)
        #expect(
            throws: WireError.malformedMedia(.messageTooLong(limit: MediaFragment.payloadMaximum))
        ) { try ingress.take(long, at: .start) }
        let voice = self.frames(kind: .voice, length: MediaIngress.voiceLengthMaximum.bytes)[0]
        #expect(
            throws: WireError.malformedMedia(
                .messageTooLong(limit: MediaIngress.voiceLengthMaximum))
        ) { try ingress.take(voice, at: .start) }
        let endless = self.frames(length: 9000)
        _ = try ingress.take(endless[0], at: .start)
        #expect(
            throws: WireError.malformedMedia(.messageTooLong(limit: MediaFragment.messageMaximum))
        ) {
            for second in 0..<200 {
                _ = try ingress.take(endless[1], at: Instant.start + .seconds(second))
            }
        }
    }

    @Test func aFloodIsCutToWhatAParticipantMaySend() throws {
        var ingress = MediaIngress(participant: 1)
        let frame = self.frames(length: 10)[0]
        var passed = 0
        for index in 0..<100_000 {
            let now = Instant.start + .microseconds(100 * index)
            if try ingress.take(frame, at: now) != nil { passed += 1 }
        }
        // Ten seconds.
        #expect(passed <= MediaIngress.fragmentBurst + 10 * MediaIngress.fragmentsPerSecond)
        #expect(passed > 5 * MediaIngress.fragmentsPerSecond)
    }
}
