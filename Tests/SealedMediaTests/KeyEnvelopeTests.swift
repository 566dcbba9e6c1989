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

    @Test func everyByteOfAnEnvelopeCounts() throws {
        let pair = try Pair()
        let wrapped = try pair.wrap(try MediaSealer())
        var opener = MediaOpener()
        for byte in 0..<wrapped.count {
            #expect(throws: SealingError.self) {
                try pair.accept(wrapped.flipping(bit: byte * 8 + byte % 8), by: &opener)
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
        let body =
            [1] + [UInt8](repeating: 0, count: 32)
            + wrapped.dropLast(DeviceIdentity.signatureLength).dropFirst(33)
        let statement =
            Array("conclave media key signature v1".utf8)
            + pair.recipient.identity.agreementKey + pair.context.bytes + body
        var opener = MediaOpener()
        let signature = try pair.sender.sign(statement)
        #expect(throws: SealingError.malformed(.keyEnvelope)) {
            try pair.accept(body + signature, by: &opener)
        }
        // It is the key that is refused, not the length.
        #expect(body.count + signature.count == KeyEnvelope.length)
    }

    /// Opened as well by an implementation from the guide alone (Python's hmac and cryptography).
    @Test func anEnvelopeAndAFrameOfVersion1StayReadable() throws {
        let sender = try #require(DeviceKeys(serialized: [1] + (0..<64)))
        let recipient = try #require(DeviceKeys(serialized: [1] + (192...255).reversed()))
        let envelope = [UInt8](
            hexadecimal: """
                01c119bf7aef87bdc6fc7312c8f17fba107e00b791fe6cfe2f2a3ab9e0cdec4e
                56abb6b8da1948dd986f2ebef7f5b5add716cbd331e6f9215dbf809bffc781cd
                de50950ebf211384f79b1c876cf7f2f7cb54cf0313dab3c5065ee615aac2eb07
                2b30a19a96bc9eec05586eaa2663737a8951253d2ac7dfd95c173966bd1a11df
                654e8747e65a14556ce54c9a3b88bef4ea0c1183e0427e414330847893e55006
                bfb746cb1a886242fbece22d2b58dbb82fd309c2c4c291ef0c
                """)
        let message = [UInt8](
            hexadecimal: "aabbb10ee71a01bdc09574673f6b896c3a5855c6b97a85d508b88e73")
        var opener = MediaOpener()
        try opener.accept(
            envelope, from: sender.identity, to: recipient,
            context: KeyContext(conference: "c-1", sender: 7, recipient: 9))
        #expect(try opener.open(message, metadataLength: 2) == [UInt8]("hello".utf8))
    }
}
