import Units
import Wire

/// What one participant of a load sends: messages of one kind and size, in batches at equal intervals.
struct LoadStream {
    /// The index of the sender among the load's connections.
    var sender: Int
    var kind: MediaKind
    /// Bytes of a media frame's body with both headers, if the message fits into one fragment.
    var size: Int
    /// Messages that leave together, in one write.
    var batch = 1
    var interval: Duration
    /// Between the load's beginning and the first batch.
    var phase: Duration = .zero
    /// −dBov, for voice.
    var level: UInt8 = 30

    /// The next messages, as a participant sends them now.
    ///
    /// - Parameters:
    ///   - number: of the first.
    ///   - isKey: whether the first picture of them is a key frame.
    func messages(
        of participant: UInt32, number: UInt32, isKey: Bool, at now: Instant
    ) -> [[UInt8]] {
        (0..<self.batch).map { index in
            let header = MediaHeader(
                participant: participant, kind: self.kind,
                flags: self.kind.isVideo
                    ? (isKey && index == 0 ? [.key, .endOfPicture] : .endOfPicture) : [],
                number: number &+ UInt32(truncatingIfNeeded: index),
                captureTime: UInt64(clamping: now.nanoseconds / 1000),
                voiceLevel: self.kind.isVideo ? 127 : self.level)
            let rest = max(0, self.size - LoadReader.headLength)
            // The server opens nothing, so what is inside does not matter.
            return header.bytes + [UInt8](repeating: 0x5A, count: rest)
        }
    }
}
