public import Units

/// Limits of what waits for one connection, each with its reason.
public struct SendLimits: Sendable, Hashable {
    /// A peer that leaves this much control unread does not read at all.
    public var control = ByteCount.mebibytes(4)
    /// 400 ms of ten voices. With video and file less than 256 KiB, which is what a receiver that
    /// doesn't read may cost.
    public var voice = ByteCount.kibibytes(32)
    /// All streams together: half a second of 3 Mbit/s, or one key frame of 1920 × 1080.
    public var video = ByteCount.kibibytes(176)
    /// Enough for the next two writes; the rest can wait where it comes from.
    public var file = ByteCount.kibibytes(32)
    /// Older voice is of no use: a jitter buffer holds less.
    public var voiceAge: Duration = .milliseconds(300)
    /// The base is dropped last; after a second a fresh key frame is better than a late picture.
    public var baseAge: Duration = .milliseconds(1000)
    /// Less is not reached by a large picture on a link that can carry the layer; more delays the
    /// base that waits behind.
    public var enhancementAge: Duration = .milliseconds(300)
    /// One record of TLS (RFC 8446, section 5.1).
    public var writeLength = ByteCount.kibibytes(16)
    /// Control and voice may go so far beyond the window: one segment.
    public var urgentExtra = ByteCount(1448)
    /// The network delays more than it does by itself: video waits, and fewer layers are sent.
    public var latenessMaximum: Duration = .milliseconds(80)
    /// Video waits here for longer: fewer layers are sent. Less would take a key frame for a jam.
    public var waitMaximum: Duration = .milliseconds(150)
    /// Video that waits here for longer, though the link could take more, opens the window: less
    /// would open it for every large picture.
    public var waitAccepted: Duration = .milliseconds(66)
    /// How often to look at a connection while something is on its way.
    public var observationInterval: Duration = .milliseconds(5)
    /// The same while that is no more than `quietSize`: a look costs a server half of what a write
    /// does, and less than a burst tells nothing of the link.
    public var quietInterval: Duration = .milliseconds(200)
    public var quietSize = ByteCount(LinkEstimator.burstBytes)
    /// The same on a short path (`LinkEstimator.isShort`), where a picture is gone before a look.
    public var nearQuietSize = ByteCount.kibibytes(4)
    /// A layer asks for a switch point at most so often.
    public var switchPointInterval: Duration = .seconds(1)

    public init() {}
}
