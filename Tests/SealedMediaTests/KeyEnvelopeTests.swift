import Testing

@testable import SealedMedia

struct KeyEnvelopeTests {
    @Test func onlyTheRightDeviceInTheRightPlaceGetsTheKey() throws {
        let pair = try Pair()
        let stranger = try DeviceKeys()
        var sealer = try MediaSealer()
        let wrapped = try pair.wrap(sealer)
        #expect(wrapped.count == KeyEnvelope.length)
        var opener = MediaOpener()
        #expect(throws: SealingError.wrongSignature) {
            try opener.accept(
                wrapped, from: stranger.identity, to: pair.recipient, context: pair.context)
        }
        #expect(throws: SealingError.wrongSignature) {
            try opener.accept(
                wrapped, from: pair.sender.identity, to: stranger, context: pair.context)
        }
        for context in [
            KeyContext(conference: "c-2", sender: 7, recipient: 9),
            KeyContext(conference: "c-1", sender: 8, recipient: 9),
            KeyContext(conference: "c-1", sender: 7, recipient: 8),
            KeyContext(conference: "", sender: 7, recipient: 9),
        ] {
            #expect(throws: SealingError.wrongSignature) {
                try opener.accept(
                    wrapped, from: pair.sender.identity, to: pair.recipient, context: context)
            }
        }
        let message = try sealer.seal([1], metadata: metadata)
        #expect(throws: SealingError.self) {
            try opener.open(message, metadataLength: metadata.count)
        }
        try pair.accept(wrapped, by: &opener)
        #expect(try opener.open(message, metadataLength: metadata.count) == [1])
    }

    @Test func aKeyCannotBePassedOnInOnesOwnName() throws {
        let pair = try Pair()
        let thief = try DeviceKeys()
        let wrapped = try pair.wrap(try MediaSealer())
        // The thief replaces the signature by its own and says that the key is its own.
        let body = Array(wrapped.dropLast(DeviceIdentity.signatureLength))
        let stolen = KeyContext(conference: "c-1", sender: 66, recipient: 9)
        let statement =
            Array("conclave media key signature v1".utf8)
            + pair.recipient.identity.agreementKey + stolen.bytes + body
        var opener = MediaOpener()
        #expect(throws: SealingError.forged) {
            try opener.accept(
                body + (try thief.sign(statement)), from: thief.identity, to: pair.recipient,
                context: stolen)
        }
    }

    @Test func everyBitAndEveryByteOfAnEnvelopeCounts() throws {
        let pair = try Pair()
        let wrapped = try pair.wrap(try MediaSealer())
        var opener = MediaOpener()
        for bit in 0..<(wrapped.count * 8) {
            #expect(throws: SealingError.self) {
                try pair.accept(wrapped.flipping(bit: bit), by: &opener)
            }
        }
        for count in 0..<wrapped.count {
            #expect(throws: SealingError.malformed(.keyEnvelope)) {
                try pair.accept(Array(wrapped.prefix(count)), by: &opener)
            }
        }
        #expect(throws: SealingError.malformed(.keyEnvelope)) {
            try pair.accept(wrapped + [0], by: &opener)
        }
    }

    @Test func twoContextsNeverLookAlike() {
        let contexts = [
            KeyContext(conference: "a", sender: 0x6200_0000, recipient: 0),
            KeyContext(conference: "ab", sender: 0, recipient: 0),
            KeyContext(conference: "a", sender: 0, recipient: 0x6200_0000),
            KeyContext(conference: "", sender: 0x6100_0000, recipient: 0),
        ]
        #expect(Set(contexts.map(\.bytes)).count == contexts.count)
    }

    @Test func anEncapsulatedKeyThatAgreesOnZeroIsRefused() throws {
        let pair = try Pair()
        let wrapped = try pair.wrap(try MediaSealer())
        let body = [1] + [UInt8](repeating: 0, count: 32) + wrapped[33..<141]
        let statement =
            Array("conclave media key signature v1".utf8)
            + pair.recipient.identity.agreementKey + pair.context.bytes + body
        var opener = MediaOpener()
        let signature = try pair.sender.sign(statement)
        #expect(throws: SealingError.malformed(.keyEnvelope)) {
            try pair.accept(body + signature, by: &opener)
        }
    }
}
