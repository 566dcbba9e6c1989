package import Media
package import Wire

/// Checks what one participant sends, and says of each fragment which message it belongs to.
///
/// Only the first fragment of a message carries its header; whoever passes the rest on has to know
/// it, too.
package struct MediaIngress: Sendable {
    private let participant: UInt32
    /// Headers of the messages under way, by kind and spatial layer.
    private var open: [MediaHeader?]

    package init(participant: UInt32) {
        self.participant = participant
        let lanes = (Int(MediaKind.allCases.map(\.rawValue).max() ?? 0) + 1)
        self.open = Array(repeating: nil, count: lanes * MediaHeader.layerCountMaximum)
    }

    /// Takes a media frame; nil if it continues nothing.
    ///
    /// A sender whose link is slow may have dropped the beginning; the rest is of no use to anybody,
    /// and no crime.
    ///
    /// - Throws: `malformedMedia` for what no honest sender sends, other people's numbers above all.
    package mutating func take(_ frame: Frame) throws(WireError) -> MediaPiece? {
        let fragment = try MediaFragment(parsing: frame.body)
        guard fragment.participant == self.participant else {
            throw .malformedMedia(.foreignParticipant(fragment.participant))
        }
        let lane =
            Int(fragment.kind.rawValue) * MediaHeader.layerCountMaximum + fragment.spatialLayer
        if fragment.isFirst {
            let header = try MediaHeader(parsing: frame.body.dropFirst(MediaFragment.headerLength))
            guard header.participant == self.participant, header.kind == fragment.kind,
                header.spatialLayer == fragment.spatialLayer
            else { throw .malformedMedia(.foreignParticipant(header.participant)) }
            self.open[lane] = header
        }
        guard let header = self.open[lane] else { return nil }
        if fragment.isLast { self.open[lane] = nil }
        return MediaPiece(
            bytes: frame.bytes, header: header, isFirst: fragment.isFirst,
            isLast: fragment.isLast)
    }
}
