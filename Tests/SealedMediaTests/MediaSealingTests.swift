import Testing
import Units

@testable import SealedMedia

struct MediaSealingTests {
    private let pair: Pair
    private let payload = [UInt8]("forty-two bytes of something like a picture".utf8)

    init() throws {
        self.pair = try Pair()
    }

    @Test func aMessageIsTheClearHeaderThenCiphertext() throws {
        var sealer = try MediaSealer()
        var opener = try self.opener(of: sealer)
        for length in [0, 1, 15, 16, 17, 1200, 100_000] {
            let payload = [UInt8](repeating: 0x5A, count: length)
            let message = try sealer.seal(payload, metadata: metadata)
            #expect(message.starts(with: metadata))
            #expect(message.count <= metadata.count + 10 + length + 16)
            #expect(try opener.open(message, metadataLength: metadata.count) == payload)
        }
        let bare = try sealer.seal(self.payload, metadata: [])
        #expect(try opener.open(bare, metadataLength: 0) == self.payload)
    }

    @Test func aFrameOpensOnceAndLateOnesOnlyInsideTheWindow() throws {
        var sealer = try MediaSealer()
        var opener = try self.opener(of: sealer)
        let messages = try (0..<1026).map { _ in try sealer.seal(self.payload, metadata: metadata) }
        try self.expectOpens(messages[1025], &opener)
        try self.expectOpens(messages[2], &opener)
        try self.expect(.replayed, messages[2], &opener)
        try self.expect(.replayed, messages[1], &opener)
        try self.expect(.replayed, messages[1025], &opener)
    }

    @Test func aForgedCounterDoesNotMoveTheWindow() throws {
        var sealer = try MediaSealer()
        var opener = try self.opener(of: sealer)
        let first = try sealer.seal(self.payload, metadata: metadata)
        let body = Array(first.suffix(self.payload.count + 16))
        let parsed = try SealedFrame(parsing: first.span, metadataLength: metadata.count)
        let far = SFrameHeader(keyID: parsed.header.keyID, counter: 1 << 40)
        try self.expect(.forged, metadata + far.bytes + body, &opener)
        try self.expectOpens(first, &opener)
        let furthest = SFrameHeader(keyID: parsed.header.keyID, counter: .max)
        try self.expect(
            .malformed(.frameHeader), metadata + furthest.bytes + body, &opener)
    }

    @Test func aNewcomerOpensNothingEarlier() throws {
        var sealer = try MediaSealer()
        var early = try self.opener(of: sealer)
        let before = try (0..<20).map { _ in try sealer.seal(self.payload, metadata: metadata) }
        try sealer.ratchet()
        var newcomer = try self.opener(of: sealer)
        let after = try sealer.seal(self.payload, metadata: metadata)
        for message in before {
            #expect(throws: SealingError.self) {
                try newcomer.open(message, metadataLength: metadata.count)
            }
        }
        try self.expectOpens(after, &newcomer)
        // The others follow without a message, and still open what was on its way.
        try self.expectOpens(after, &early)
        for message in before { try self.expectOpens(message, &early) }
    }

    @Test func aLeaverOpensNothingLater() throws {
        var sealer = try MediaSealer()
        var leaver = try self.opener(of: sealer)
        var stayer = try self.opener(of: sealer)
        let before = try sealer.seal(self.payload, metadata: metadata)
        try sealer.renew()
        try self.pair.accept(try self.pair.wrap(sealer), by: &stayer)
        for _ in 0..<3 {
            for _ in 0..<20 {
                let message = try sealer.seal(self.payload, metadata: metadata)
                #expect(throws: SealingError.self) {
                    try leaver.open(message, metadataLength: metadata.count)
                }
                try self.expectOpens(message, &stayer)
            }
            try sealer.ratchet()
        }
        // Late, but from before; until the receiver says that it is too late.
        let late = before
        var strict = stayer
        strict.forgetPrevious()
        #expect(throws: SealingError.self) {
            try strict.open(late, metadataLength: metadata.count)
        }
        try self.expectOpens(late, &stayer)
    }

    @Test func aSilentSenderIsFoundAgainAfterManyJoins() throws {
        var sealer = try MediaSealer()
        var opener = try self.opener(of: sealer)
        for _ in 0..<300 { try sealer.ratchet() }
        try self.expectOpens(try sealer.seal(self.payload, metadata: metadata), &opener)
        try self.advance(&sealer, steps: MediaOpener.stepsAheadMaximum)
        let kept = try sealer.seal(self.payload, metadata: metadata)
        try self.expectOpens(kept, &opener)
        try self.advance(&sealer, steps: MediaOpener.stepsAheadMaximum + 1)
        let message = try sealer.seal(self.payload, metadata: metadata)
        let parsed = try SealedFrame(parsing: message.span, metadataLength: metadata.count)
        try self.expect(.unknownKey(parsed.header.keyID), message, &opener)
        // Asked again, the sender says where it is.
        try self.pair.accept(try self.pair.wrap(sealer), by: &opener)
        try self.expectOpens(message, &opener)
        try self.advance(&sealer, steps: 256)
        try self.pair.accept(try self.pair.wrap(sealer), by: &opener)
        try self.expectOpens(try sealer.seal(self.payload, metadata: metadata), &opener)
    }

    @Test func framesOfSkippedStepsStillOpenAndOldStepsAreGone() throws {
        var sealer = try MediaSealer()
        var opener = try self.opener(of: sealer)
        var messages: [[UInt8]] = []
        for _ in 0..<6 {
            messages.append(try sealer.seal(self.payload, metadata: metadata))
            try sealer.ratchet()
        }
        try self.expectOpens(messages[5], &opener)
        for index in 2..<5 {
            try self.expectOpens(messages[index], &opener)
            try self.expect(.replayed, messages[index], &opener)
        }
        #expect(throws: SealingError.self) {
            try opener.open(messages[1], metadataLength: metadata.count)
        }
    }

    @Test func aForgedStepDoesNotMoveTheKeys() throws {
        var sealer = try MediaSealer()
        var opener = try self.opener(of: sealer)
        let message = try sealer.seal(self.payload, metadata: metadata)
        let parsed = try SealedFrame(parsing: message.span, metadataLength: metadata.count)
        for step in 1...64 {
            let header = SFrameHeader(keyID: parsed.header.keyID + UInt64(step), counter: 0)
            let forged = metadata + header.bytes + message.suffix(self.payload.count + 16)
            try self.expect(.forged, forged, &opener)
        }
        try self.expectOpens(message, &opener)
    }

    @Test func aReplayedEnvelopeBringsNoOldKeyBack() throws {
        var sealer = try MediaSealer()
        let first = try self.pair.wrap(sealer)
        let old = try sealer.seal(self.payload, metadata: metadata)
        var opener = MediaOpener()
        try self.pair.accept(first, by: &opener)
        try self.expectOpens(old, &opener)
        // The same once more changes nothing, not even the window.
        try self.pair.accept(first, by: &opener)
        try self.expect(.replayed, old, &opener)
        for _ in 0..<3 {
            try sealer.renew()
            try self.pair.accept(try self.pair.wrap(sealer), by: &opener)
            #expect(throws: SealingError.replayed) { try self.pair.accept(first, by: &opener) }
        }
        #expect(throws: SealingError.self) {
            try opener.open(old, metadataLength: metadata.count)
        }
        try self.expectOpens(try sealer.seal(self.payload, metadata: metadata), &opener)
    }

    @Test func noNonceIsUsedTwiceOverRatchetsRenewalsAndRestarts() throws {
        var seen: Set<[UInt8]> = []
        for _ in 0..<100 {
            var sealer = try MediaSealer()
            for round in 0..<6 {
                for _ in 0..<5 {
                    let number = sealer.nextNonce
                    #expect(seen.insert(number.key + number.nonce).inserted)
                    _ = try sealer.seal([], metadata: [])
                }
                if round % 3 == 2 { try sealer.renew() } else { try sealer.ratchet() }
            }
        }
        #expect(seen.count == 3000)
    }

    @Test func lengthsThatMakeNoSenseAreRefused() throws {
        var sealer = try MediaSealer()
        var opener = try self.opener(of: sealer)
        let message = try sealer.seal(self.payload, metadata: metadata)
        for length in [-1, Int.min, message.count + 1, Int.max] {
            #expect(throws: SealingError.malformed(.frame)) {
                try opener.open(message, metadataLength: length)
            }
        }
        for length in 0...message.count where length != metadata.count {
            #expect(throws: SealingError.self) {
                try opener.open(message, metadataLength: length)
            }
        }
        try self.expectOpens(message, &opener)
    }

    @Test func twentyThousandMutationsOpenNothing() throws {
        var random = SeededRandom(seed: 9605)
        var sealer = try MediaSealer()
        var opener = try self.opener(of: sealer)
        for round in 0..<20_000 {
            if round % 1000 == 999 { try sealer.ratchet() }
            let message = try sealer.seal(
                Array(self.payload.prefix(round % self.payload.count)), metadata: metadata)
            var mutated = message
            Mutation.apply(to: &mutated, using: &random)
            if mutated != message {
                #expect(throws: SealingError.self) {
                    try opener.open(mutated, metadataLength: metadata.count)
                }
            }
            // What is genuine opens still: no forgery moved anything.
            #expect(
                try opener.open(message, metadataLength: metadata.count).count
                    == round % self.payload.count)
        }
    }

    private func opener(of sealer: borrowing MediaSealer) throws -> MediaOpener {
        var opener = MediaOpener()
        try self.pair.accept(try self.pair.wrap(sealer), by: &opener)
        return opener
    }

    /// As if so many people joined, with a frame between any two.
    private func advance(_ sealer: inout MediaSealer, steps: Int) throws {
        for _ in 0..<steps {
            _ = try sealer.seal([], metadata: [])
            try sealer.ratchet()
        }
    }

    private func expectOpens(_ message: [UInt8], _ opener: inout MediaOpener) throws {
        #expect(try opener.open(message, metadataLength: metadata.count) == self.payload)
    }

    private func expect(
        _ error: SealingError, _ message: [UInt8], _ opener: inout MediaOpener
    ) throws {
        #expect(throws: error) { try opener.open(message, metadataLength: metadata.count) }
    }
}

/// What a hostile server does to a message.
enum Mutation {
    static func apply(to message: inout [UInt8], using random: inout SeededRandom) {
        let index = Int.random(in: 0..<message.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: message[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: message[index] = UInt8.random(in: 0...255, using: &random)
        case 2: message.removeLast(message.count - index)
        case 3: message.insert(UInt8.random(in: 0...255, using: &random), at: index)
        case 4: message.remove(at: index)
        default:
            // The SFrame header, where the parser works.
            let end = min(metadata.count + 10, message.count)
            for place in metadata.count..<end {
                message[place] = UInt8.random(in: 0...255, using: &random)
            }
        }
    }
}
