private import Units

/// The timestamps of a recording's blocks, in milliseconds, and when a cluster ends.
///
/// Inside a track they always grow. Tracks may arrive apart from each other by `skewMaximum`: a
/// cluster's own time leaves room for the slower one, so no block lies before its cluster.
struct BlockTimes: Sendable {
    /// The longest cluster, in milliseconds: what a repair can lose, and how coarse seeking is.
    static let clusterLengthMaximum: Int64 = 1000
    /// How late a track may be behind the other before its blocks are moved forward in time.
    static let skewMaximum: Int64 = 500
    /// The latest time, a year: far below any overflow.
    private static let latest: Int64 = 366 * 24 * 3600 * 1000

    private let tracks: [WebMTrack]
    private var last: [WebMTrack: Int64] = [:]
    /// The last distance between two pictures.
    private var videoStep = WebMTrack.videoStep
    private(set) var cluster: Int64?

    init(tracks: [WebMTrack]) {
        self.tracks = tracks
    }

    /// The time of the next block of `track`, wanted at `moment`.
    func time(of track: WebMTrack, at moment: Duration) -> Int64 {
        // Rounded in halves, as adding half a unit could overflow.
        let wanted = (moment.nanoseconds / 500_000 + 1) / 2
        let clamped = min(max(0, wanted), Self.latest)
        let earliest = self.last[track].map { $0 + 1 } ?? 0
        return max(clamped, earliest, self.cluster ?? 0)
    }

    /// Whether a block of this time needs a new cluster.
    ///
    /// A key frame begins one, so that a seek lands on it.
    func needsCluster(at time: Int64, startsPictures: Bool) -> Bool {
        guard let cluster = self.cluster else { return true }
        if time - cluster >= Self.clusterLengthMaximum { return true }
        return startsPictures && self.last[.video].map { $0 >= cluster } ?? false
    }

    /// The time of a cluster that begins with a block of `track` at `time`.
    func clusterTime(startingWith track: WebMTrack, at time: Int64) -> Int64 {
        let earliest = time - Self.skewMaximum
        let others = self.tracks.filter { $0 != track }
            .map { other in max(self.last[other].map { $0 + 1 } ?? 0, earliest) }
        return max(min(time, others.min() ?? time), self.cluster ?? 0)
    }

    mutating func beginCluster(at time: Int64) {
        self.cluster = time
    }

    mutating func record(_ track: WebMTrack, at time: Int64) {
        if track == .video, let last = self.last[.video] {
            self.videoStep = min(time - last, Self.clusterLengthMaximum)
        }
        self.last[track] = time
    }

    /// When the last block ends.
    var end: Int64 {
        let video = self.last[.video].map { $0 + self.videoStep } ?? 0
        let audio = self.last[.audio].map { $0 + WebMTrack.audioStep } ?? 0
        return max(video, audio)
    }
}
