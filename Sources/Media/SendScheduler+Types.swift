extension SendScheduler {
    /// In the order of sending.
    public enum Class: Int, Sendable, Hashable, CaseIterable {
        case control, voice, base, switchPoint, enhancement, file
    }

    /// What the owner has to know or to do.
    public enum News: Sendable, Hashable {
        /// The highest spatial layer of the stream that is sent now; nil: nothing of it.
        case receives(StreamID, layer: Int?)
        /// The layer waits for a switch point, or for a key frame if it's the base.
        case needsSwitchPoint(StreamID, layer: Int)
    }

    /// Why pieces were not sent.
    public enum DropReason: Int, Sendable, Hashable, CaseIterable {
        /// The layer isn't chosen for this receiver, or nobody looks.
        case unwanted
        /// Older than its class allows.
        case late
        /// The queue of its class was full.
        case full
        /// What it depends on was dropped.
        case dependent
    }

    /// Frames of all classes since the beginning.
    public struct Counters: Sendable, Hashable {
        private var sent = Array(repeating: 0, count: Class.allCases.count)
        private var dropped = Array(repeating: 0, count: DropReason.allCases.count)

        public init() {}

        public func sent(_ kind: Class) -> Int { self.sent[kind.rawValue] }
        public func dropped(_ reason: DropReason) -> Int { self.dropped[reason.rawValue] }

        mutating func send(_ kind: Class) { self.sent[kind.rawValue] += 1 }
        mutating func drop(_ reason: DropReason) { self.dropped[reason.rawValue] += 1 }
    }
}
