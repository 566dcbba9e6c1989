/// The two tracks of a recording and how the file describes them.
enum WebMTrack: UInt8, Sendable, CaseIterable {
    case video = 1
    case audio = 2

    /// 48 kHz samples that a player drops at the start: what our encoder looks ahead (RFC 7845).
    static let preSkip = 312
    /// What a player decodes ahead of a seek, in nanoseconds; 80 ms is what Opus needs.
    static let seekPreRoll: UInt64 = 80_000_000
    /// How long a voice packet lasts, in milliseconds.
    static let audioStep: Int64 = 20
    /// How long a picture is taken to last when it is the only one, in milliseconds.
    static let videoStep: Int64 = 33
    /// VP8 has 14 bits for either (RFC 6386, section 9.1).
    static let pictureSides = 1...16_383

    func entry(width: Int, height: Int) -> [UInt8] {
        let number = UInt64(self.rawValue)
        let common =
            EBML.element(.trackNumber, number: number) + EBML.element(.trackUID, number: number)
            + EBML.element(.flagLacing, number: 0)
        switch self {
        case .video:
            let picture =
                EBML.element(.pixelWidth, number: UInt64(width))
                + EBML.element(.pixelHeight, number: UInt64(height))
            return EBML.element(
                .trackEntry,
                common + EBML.element(.trackType, number: 1) + EBML.element(.codecID, text: "V_VP8")
                    + EBML.element(.video, picture))
        case .audio:
            let delay = UInt64(Self.preSkip) * 1_000_000_000 / 48_000
            let sound =
                EBML.element(.samplingFrequency, float: 48_000.0)
                + EBML.element(.channels, number: 1)
            return EBML.element(
                .trackEntry,
                common + EBML.element(.trackType, number: 2)
                    + EBML.element(.codecID, text: "A_OPUS")
                    + EBML.element(.codecPrivate, Self.opusHead)
                    + EBML.element(.codecDelay, number: delay)
                    + EBML.element(.seekPreRoll, number: Self.seekPreRoll)
                    + EBML.element(.audio, sound))
        }
    }

    /// RFC 7845, section 5.1, little-endian: version 1, one channel, pre-skip, 48 kHz, no gain,
    /// mapping family 0.
    private static let opusHead: [UInt8] =
        Array("OpusHead".utf8) + [
            1, 1, UInt8(preSkip & 255), UInt8(preSkip >> 8), 0x80, 0xBB, 0, 0, 0, 0, 0,
        ]
}
