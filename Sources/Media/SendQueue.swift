public import Units

/// What waits in the clear, above TLS, to be written to one connection.
///
/// One TCP connection must never turn a slow link into a growing delay, so the queue lives here and
/// not in the kernel: control overtakes voice, voice overtakes the base picture, and that overtakes
/// the enhancement. What is older than its deadline is dropped; control never is. A full control
/// queue means a peer that does not read, and its connection has to be closed.
public struct SendQueue: Sendable {
    /// In the order of sending.
    public enum Class: Int, Sendable, Hashable, CaseIterable {
        case control, voice, baseVideo, enhancementVideo
    }

    /// Limits of one connection, each with its reason.
    public struct Limits: Sendable, Hashable {
        /// A peer that leaves this much control unread does not read at all (TARGETS T09).
        public var control = ByteCount.mebibytes(4)
        /// Four seconds of the largest pictures we send; deadlines bite long before.
        public var video = ByteCount.mebibytes(1)
        public var voice = ByteCount.kibibytes(64)
        /// Older voice is of no use: a jitter buffer holds less.
        public var voiceAge: Duration = .milliseconds(400)
        /// The base is dropped last; after a second a fresh key frame is better than a late picture.
        public var baseVideoAge: Duration = .milliseconds(1000)
        public var enhancementVideoAge: Duration = .milliseconds(300)

        public init() {}
    }

    private struct Entry: Sendable {
        var bytes: [UInt8]
        var deadline: Instant
    }

    private let limits: Limits
    private var queues: [[Entry]] = Array(repeating: [], count: Class.allCases.count)
    private var heads = Array(repeating: 0, count: Class.allCases.count)
    private var sizes = Array(repeating: 0, count: Class.allCases.count)
    /// Frames that were never sent because they were late or did not fit, by class.
    public private(set) var dropCounts = Array(repeating: 0, count: Class.allCases.count)

    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Bytes that wait.
    public var size: ByteCount { ByteCount(self.sizes.reduce(0, +)) }
    public var isEmpty: Bool { self.sizes.allSatisfy { $0 == 0 } }

    /// Puts a frame in; false if control is full and the connection has to be closed.
    public mutating func add(_ bytes: [UInt8], as kind: Class, at now: Instant) -> Bool {
        let (limit, age): (ByteCount, Duration?) =
            switch kind {
            case .control: (self.limits.control, nil)
            case .voice: (self.limits.voice, self.limits.voiceAge)
            case .baseVideo: (self.limits.video, self.limits.baseVideoAge)
            case .enhancementVideo: (self.limits.video, self.limits.enhancementVideoAge)
            }
        if self.sizes[kind.rawValue] + bytes.count > limit.bytes {
            guard kind != .control else { return false }
            self.dropCounts[kind.rawValue] += 1
            return true
        }
        let deadline = age.map { now + $0 } ?? Instant(nanoseconds: .max)
        self.queues[kind.rawValue].append(Entry(bytes: bytes, deadline: deadline))
        self.sizes[kind.rawValue] += bytes.count
        return true
    }

    /// Takes the frames to write next, joined into one piece of about `budget`; nil when none wait.
    public mutating func next(_ budget: ByteCount, at now: Instant) -> [UInt8]? {
        var joined: [UInt8] = []
        for kind in Class.allCases {
            while joined.count < budget.bytes, let entry = self.take(kind) {
                if entry.deadline < now {
                    self.dropCounts[kind.rawValue] += 1
                } else if joined.isEmpty {
                    joined = entry.bytes
                } else {
                    joined.append(contentsOf: entry.bytes)
                }
            }
        }
        return joined.isEmpty ? nil : joined
    }

    private mutating func take(_ kind: Class) -> Entry? {
        let index = kind.rawValue
        guard self.heads[index] < self.queues[index].count else { return nil }
        let entry = self.queues[index][self.heads[index]]
        self.heads[index] += 1
        self.sizes[index] -= entry.bytes.count
        if self.heads[index] == self.queues[index].count {
            self.queues[index].removeAll(keepingCapacity: true)
            self.heads[index] = 0
        } else if self.heads[index] >= 512 {
            self.queues[index].removeFirst(self.heads[index])
            self.heads[index] = 0
        }
        return entry
    }
}
