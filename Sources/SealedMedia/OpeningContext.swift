/// The one cipher handle that all keys of a sender share: it stays set to the key used last.
///
/// A class only because an opener has to be copyable to live in a dictionary, and the handle is not;
/// it holds nothing that a copy could tell from its own.
final class OpeningContext {
    private var key: SFrameKey?
    private var cipher: FrameCipher?

    func open(
        _ frame: SealedFrame, of message: Span<UInt8>, key: SFrameKey
    ) throws(SealingError) -> [UInt8] {
        if key != self.key {
            self.cipher = try FrameCipher(.opening, key: key.key)
            self.key = key
        }
        return try self.cipher!.open(
            message.extracting(frame.ciphertext), nonce: key.nonce(frame.header.counter),
            header: message.extracting(frame.headerBytes),
            metadata: message.extracting(frame.metadata))
    }
}
