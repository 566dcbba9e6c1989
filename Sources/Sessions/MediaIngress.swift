package import Media
package import Units
package import Wire

/// Checks what one participant sends, and says of each fragment which message it belongs to.
///
/// Only the first fragment of a message carries its header; whoever passes the rest on has to know
/// it, too.
package struct MediaIngress: Sendable {
    /// Fragments of one participant at once, and then in a second: each costs the server as much as
    /// it has receivers. Three layers of 1920 × 1080 at 8 Mbit/s are 300 a second, and a key frame of
    /// the longest message 128.
    package static let fragmentBurst = 500
    package static let fragmentsPerSecond = 2000
    /// Bytes of a voice message: Opus' longest packet (RFC 6716, section 3.4: 1275 bytes), header and
    /// seal. It goes ahead of everything, so it may not be long.
    package static let voiceLengthMaximum = ByteCount(1400)

    /// A message under way.
    private struct Message {
        var header: MediaHeader
        var length = 0
    }

    private let participant: UInt32
    /// By kind and spatial layer.
    private var open: [Message?]
    private var allowance = TokenBucket(
        burst: Self.fragmentBurst, perSecond: Self.fragmentsPerSecond)

    package init(participant: UInt32) {
        self.participant = participant
        let lanes = (Int(MediaKind.allCases.map(\.rawValue).max() ?? 0) + 1)
        self.open = Array(repeating: nil, count: lanes * MediaHeader.layerCountMaximum)
    }

    /// Takes a media frame; nil if it continues nothing, or if there are too many.
    ///
    /// A sender whose link is slow may have dropped the beginning; the rest is of no use to anybody,
    /// and no crime. Nor is what comes all at once after a stall.
    ///
    /// - Throws: `malformedMedia` for what no honest sender sends: other people's numbers above all,
    ///   and longer fragments and messages than there are.
    package mutating func take(
        _ frame: Frame, at now: Instant
    ) throws(WireError) -> MediaPiece? {
        let fragment = try MediaFragment(parsing: frame.body)
        guard fragment.participant == self.participant else {
            throw .malformedMedia(.foreignParticipant(fragment.participant))
        }
        let length = frame.body.count - MediaFragment.headerLength
        guard length <= MediaFragment.payloadMaximum.bytes else {
            throw .malformedMedia(.messageTooLong(limit: MediaFragment.payloadMaximum))
        }
        let lane =
            Int(fragment.kind.rawValue) * MediaHeader.layerCountMaximum + fragment.spatialLayer
        guard self.allowance.take(at: now) else {
            self.open[lane] = nil
            return nil
        }
        if fragment.isFirst {
            self.open[lane] = Message(header: try self.header(of: frame, fragment))
        }
        guard var message = self.open[lane] else { return nil }
        message.length += length
        let limit =
            fragment.kind.isVideo ? MediaFragment.messageMaximum : Self.voiceLengthMaximum
        guard message.length <= limit.bytes else {
            throw .malformedMedia(.messageTooLong(limit: limit))
        }
        self.open[lane] = fragment.isLast ? nil : message
        return MediaPiece(
            bytes: frame.bytes, header: message.header, isFirst: fragment.isFirst,
            isLast: fragment.isLast)
    }

    private func header(
        of frame: Frame, _ fragment: MediaFragment
    ) throws(WireError) -> MediaHeader {
        let header = try MediaHeader(parsing: frame.body.dropFirst(MediaFragment.headerLength))
        guard header.participant == self.participant, header.kind == fragment.kind,
            header.spatialLayer == fragment.spatialLayer
        else { throw .malformedMedia(.foreignParticipant(header.participant)) }
        return header
    }
}
