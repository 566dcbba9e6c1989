import Testing

@testable import SealedMedia

/// RFC 9605, appendix C.3, cipher suite 0x0005 (AES_256_GCM_SHA512_128), and what is near it.
struct SFrameVectorTests {
    private let keyID: UInt64 = 0x123
    private let counter: UInt64 = 0x4567
    private let baseKey = [UInt8](hexadecimal: "000102030405060708090a0b0c0d0e0f")
    private let metadata = [UInt8](hexadecimal: "4945544620534672616d65205747")
    private let plaintext = [UInt8](hexadecimal: "64726166742d696574662d736672616d652d656e63")
    private let ciphertext = [UInt8](
        hexadecimal: """
            9901234567 94f509d36e9beacb0e261d99c7d1e972f1fed787d4
            049f17ca21353c1cc24d56ceabced279
            """)

    @Test func theKeyAndTheSaltAreThePublishedOnes() {
        let key = SFrameKey(keyID: self.keyID, baseKey: self.baseKey)
        #expect(
            key.key
                == [UInt8](
                    hexadecimal: """
                        d3e27b0d4a5ae9e55df01a70e6d4d28d
                        969b246e2936f4b7a5d9b494da6b9633
                        """))
        #expect(key.salt == [UInt8](hexadecimal: "84991c167b8cd23c93708ec7"))
        #expect(key.nonce(self.counter) == [UInt8](hexadecimal: "84991c167b8cd23c9370cba0"))
    }

    @Test func theFrameIsThePublishedOne() throws {
        let key = SFrameKey(keyID: self.keyID, baseKey: self.baseKey)
        let header = SFrameHeader(keyID: self.keyID, counter: self.counter).bytes
        var cipher = try FrameCipher(.sealing, key: key.key)
        // Twice, because the handle is used again and again.
        for _ in 0..<2 {
            let message = try cipher.seal(
                self.plaintext.span, nonce: key.nonce(self.counter), header: header,
                metadata: self.metadata.span)
            #expect(message == self.metadata + self.ciphertext)
        }
        #expect(try self.open(self.metadata + self.ciphertext) == self.plaintext)
    }

    @Test func everyBitCounts() {
        let message = self.metadata + self.ciphertext
        for bit in 0..<(message.count * 8) {
            #expect(throws: SealingError.self) { try self.open(message.flipping(bit: bit)) }
        }
    }

    @Test func everyFieldCounts() {
        let message = self.metadata + self.ciphertext
        #expect(throws: SealingError.forged) { try self.open(message, keyID: self.keyID + 1) }
        #expect(throws: SealingError.forged) {
            try self.open(message, baseKey: self.baseKey.flipping(bit: 0))
        }
        // The counter: last byte of the header.
        let counterBit = (self.metadata.count + 4) * 8
        #expect(throws: SealingError.forged) { try self.open(message.flipping(bit: counterBit)) }
        // The tag.
        #expect(throws: SealingError.forged) {
            try self.open(message.flipping(bit: message.count * 8 - 1))
        }
        // Metadata: changed, shorter, none.
        #expect(throws: SealingError.forged) { try self.open(message.flipping(bit: 0)) }
        #expect(throws: SealingError.forged) {
            try self.open(Array(message.dropFirst()), metadataLength: self.metadata.count - 1)
        }
        #expect(throws: SealingError.forged) { try self.open(self.ciphertext, metadataLength: 0) }
        // A byte more, a byte less.
        #expect(throws: SealingError.forged) { try self.open(message + [0]) }
        #expect(throws: SealingError.forged) { try self.open(message.dropLast()) }
    }

    @Test func everyFrameThatStopsEarlyIsRefused() {
        let message = self.metadata + self.ciphertext
        for count in 0..<message.count {
            #expect(throws: SealingError.self) { try self.open(message.prefix(count)) }
        }
    }

    private func open(
        _ message: some Collection<UInt8>, metadataLength: Int? = nil, keyID: UInt64? = nil,
        baseKey: [UInt8]? = nil,
    ) throws -> [UInt8] {
        let message = Array(message)
        let frame = try SealedFrame(
            parsing: message.span, metadataLength: metadataLength ?? self.metadata.count)
        let key = SFrameKey(keyID: keyID ?? self.keyID, baseKey: baseKey ?? self.baseKey)
        return try OpeningContext().open(frame, of: message.span, key: key)
    }
}
