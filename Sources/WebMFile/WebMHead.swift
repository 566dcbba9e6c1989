/// Everything before the first cluster, and where in it the corrections of the end go.
struct WebMHead: Sendable {
    /// Room for a seek head of three entries and what is left over.
    private static let seekHeadLength = 80
    /// An eight-byte float with its ID and size.
    private static let durationLength = 11
    /// Nanoseconds of a timestamp's unit.
    private static let timestampScale: UInt64 = 1_000_000

    let bytes: [UInt8]
    /// Where the segment's size is; eight bytes.
    let segmentSizeOffset: Int64
    /// Where the segment's content begins: what positions in the file count from.
    let segmentStart: Int64
    private let infoOffset: Int64
    private let tracksOffset: Int64
    let durationOffset: Int64

    init(tracks: [WebMTrack], width: Int, height: Int) {
        var bytes = EBML.element(.ebml, Self.documentType)
        bytes += ElementID.segment.bytes
        self.segmentSizeOffset = Int64(bytes.count)
        bytes += EBML.unknownSize
        self.segmentStart = Int64(bytes.count)
        bytes += EBML.void(Self.seekHeadLength)
        self.infoOffset = Int64(bytes.count)
        bytes += EBML.element(
            .info,
            EBML.element(.timestampScale, number: Self.timestampScale)
                + EBML.element(.muxingApp, text: "conclave")
                + EBML.element(.writingApp, text: "conclave")
                + EBML.void(Self.durationLength))
        self.durationOffset = Int64(bytes.count - Self.durationLength)
        self.tracksOffset = Int64(bytes.count)
        bytes += EBML.element(
            .tracks, tracks.flatMap { $0.entry(width: width, height: height) })
        self.bytes = bytes
    }

    /// What takes the place of the reserved room at the end: where to find things.
    func seekHead(cuesOffset: Int64?) -> (offset: Int64, bytes: [UInt8]) {
        var entries: [(id: ElementID, offset: Int64)] = [
            (.info, self.infoOffset), (.tracks, self.tracksOffset),
        ]
        if let cuesOffset { entries.append((.cues, cuesOffset)) }
        let content = entries.flatMap { entry in
            EBML.element(
                .seek,
                EBML.element(.seekID, entry.id.bytes)
                    + EBML.element(
                        .seekPosition, EBML.bytes(UInt64(entry.offset - self.segmentStart))))
        }
        let seekHead = EBML.element(.seekHead, content)
        return (self.segmentStart, seekHead + EBML.void(Self.seekHeadLength - seekHead.count))
    }

    /// The duration element, for its reserved room.
    static func duration(_ milliseconds: Int64) -> [UInt8] {
        EBML.element(.duration, float: Double(milliseconds))
    }

    private static let documentType: [UInt8] =
        EBML.element(.ebmlVersion, number: 1) + EBML.element(.ebmlReadVersion, number: 1)
        + EBML.element(.ebmlMaxIDLength, number: 4) + EBML.element(.ebmlMaxSizeLength, number: 8)
        + EBML.element(.docType, text: "webm") + EBML.element(.docTypeVersion, number: 4)
        + EBML.element(.docTypeReadVersion, number: 2)
}
