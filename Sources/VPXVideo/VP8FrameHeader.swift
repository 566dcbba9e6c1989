/// What a VP8 frame says of itself before any of it is decoded (RFC 6386, section 9.1).
struct VP8FrameHeader: Equatable {
    var isKey: Bool
    var isShown: Bool
    /// Pixels; only key frames tell.
    var width: Int?
    var height: Int?

    /// Nil for anything that can't be a VP8 frame of a profile that libvpx writes.
    init?(parsing frame: [UInt8]) {
        guard frame.count > 3 else { return nil }
        let tag = Int(frame[0]) | Int(frame[1]) << 8 | Int(frame[2]) << 16
        self.isKey = tag & 1 == 0
        self.isShown = tag >> 4 & 1 == 1
        let version = tag >> 1 & 7
        let firstPartition = tag >> 5
        let headerLength = self.isKey ? 10 : 3
        guard version == 0, frame.count > headerLength,
            firstPartition > 0, firstPartition <= frame.count - headerLength
        else { return nil }
        guard self.isKey else { return }
        guard frame[3] == 0x9D, frame[4] == 0x01, frame[5] == 0x2A else { return nil }
        // The two upper bits ask the player to scale, which we never do.
        let horizontal = Int(frame[6]) | Int(frame[7]) << 8
        let vertical = Int(frame[8]) | Int(frame[9]) << 8
        guard horizontal >> 14 == 0, vertical >> 14 == 0 else { return nil }
        self.width = horizontal
        self.height = vertical
    }
}
