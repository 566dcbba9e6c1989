/// Where the parts of a sealed message are: metadata, SFrame header, ciphertext and tag.
struct SealedFrame: Sendable {
    let header: SFrameHeader
    let metadata: Range<Int>
    let headerBytes: Range<Int>
    let ciphertext: Range<Int>

    init(parsing message: Span<UInt8>, metadataLength: Int) throws(SealingError) {
        guard metadataLength >= 0, metadataLength <= message.count,
            message.count <= 2 * MediaSealer.lengthMaximum
        else { throw .malformed(.frame) }
        self.header = try SFrameHeader(parsing: message.extracting(metadataLength...))
        let end = metadataLength + self.header.length
        guard message.count - end >= SFrameKey.tagLength else { throw .malformed(.frame) }
        // No key seals as many frames; so a window can count one past its newest.
        guard self.header.counter < UInt64.max else { throw .malformed(.frameHeader) }
        self.metadata = 0..<metadataLength
        self.headerBytes = metadataLength..<end
        self.ciphertext = end..<message.count
    }
}
