public import Units

/// Decoded pictures of one sender that wait to be shown; the newest that is due wins.
///
/// A picture that missed its time by more than `lateMaximum` was needed to decode others but is not
/// shown, unless the last one was shown so long ago that an old picture is better than a frozen one.
public struct PictureQueue<Content: Sendable>: Sendable {
    /// A quarter of a second at 30 pictures a second. Each 720p picture takes 1.4 MB.
    public static var countMaximum: Int { 8 }
    /// Later than that, lips and voice are seen to differ (ITU-R BT.1359: 125 ms when sound leads).
    public static var lateMaximum: Duration { .milliseconds(120) }
    /// A screen that stands still for longer looks broken.
    public static var freezeMaximum: Duration { .milliseconds(500) }

    /// What happened so far, for statistics.
    public struct Counters: Sendable, Hashable {
        public var shown = 0
        /// Not shown because their time had passed.
        public var late = 0
        /// Not shown because a newer one was due too, or the queue was full.
        public var superseded = 0

        public init() {}
    }

    private struct Entry: Sendable {
        var captureTime: UInt64
        var content: Content
    }

    private var entries: [Entry] = []
    private var shownCapture: UInt64?
    private var shownAt: Instant?
    public private(set) var counters = Counters()

    public init() {}

    public var count: Int { self.entries.count }

    /// Takes a picture as it leaves the decoder. `captureTime` is in microseconds of the sender.
    public mutating func insert(_ content: Content, captureTime: UInt64) {
        if let shown = self.shownCapture, captureTime <= shown {
            self.counters.late += 1
            return
        }
        let place = self.entries.lastIndex { $0.captureTime <= captureTime }.map { $0 + 1 } ?? 0
        self.entries.insert(Entry(captureTime: captureTime, content: content), at: place)
        if self.entries.count > Self.countMaximum {
            self.entries.removeFirst()
            self.counters.superseded += 1
        }
    }

    /// The picture to show from now on; nil to leave the one that is shown.
    public mutating func next(at now: Instant, clock: PlayoutClock) -> Content? {
        let due = self.entries.prefix {
            clock.presentation(of: $0.captureTime, at: now) <= now
        }
        guard let newest = due.last else { return nil }
        let lateness = now - clock.presentation(of: newest.captureTime, at: now)
        self.entries.removeFirst(due.count)
        self.counters.superseded += due.count - 1
        let isFrozen = self.shownAt.map { now - $0 >= Self.freezeMaximum } ?? true
        guard lateness <= Self.lateMaximum || isFrozen else {
            self.counters.late += 1
            return nil
        }
        self.counters.shown += 1
        self.shownCapture = newest.captureTime
        self.shownAt = now
        return newest.content
    }

    /// When `next` has something to show; nil while nothing waits.
    public func deadline(at now: Instant, clock: PlayoutClock) -> Instant? {
        self.entries.first.map { clock.presentation(of: $0.captureTime, at: now) }
    }

    /// Forgets everything, for a stream that begins anew.
    public mutating func reset() {
        self.entries.removeAll()
        self.shownCapture = nil
        self.shownAt = nil
    }
}
