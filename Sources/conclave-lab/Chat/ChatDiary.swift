import SecureSockets
import Sessions
import Units
import Wire

/// What one person was told: messages in their order, and what became of its own.
final class ChatDiary {
    /// Messages that came, live or in catching up.
    private(set) var messageCount = 0
    private(set) var lastRevision: UInt64 = 0
    /// Whether no event has come after a later one.
    private(set) var isInOrder = true
    private(set) var isCaughtUp = false
    /// The revisions of messages that came, by their senders' names for them.
    private(set) var revisions: [[UInt8]: [UInt64]] = [:]
    /// What the server has acknowledged since the last `reset`.
    private(set) var acknowledged: [[UInt8]: UInt64] = [:]
    /// From posting to acknowledgement, in microseconds.
    private(set) var delays: [UInt32] = []
    private var postTimes: [[UInt8]: Instant] = [:]
    private let keepsRevisions: Bool

    /// - Parameter keepsRevisions: whether `revisions` is wanted.
    init(keepsRevisions: Bool = false) {
        self.keepsRevisions = keepsRevisions
    }

    /// Messages that were posted and are not yet acknowledged.
    var waiting: [[UInt8]] { Array(self.postTimes.keys) }
    var waitingCount: Int { self.postTimes.count }

    func reset() {
        self.messageCount = 0
        self.acknowledged = [:]
        self.delays = []
    }

    func posts(_ clientID: [UInt8], at now: Instant) {
        self.postTimes[clientID] = now
    }

    func take(_ event: ClientEvent) {
        switch event {
        case .caughtUp: self.isCaughtUp = true
        case .chatEvent(let event): self.take(event)
        case .posted(let clientID, let posted):
            guard let time = self.postTimes.removeValue(forKey: clientID) else { break }
            self.acknowledged[clientID] = posted.revision
            self.delays.append(
                UInt32(clamping: (Instant.now - time).nanoseconds / 1000))
        default: break
        }
    }

    private func take(_ event: ChatEvent) {
        if event.revision <= self.lastRevision { self.isInOrder = false }
        self.lastRevision = event.revision
        guard event.kind == .message else { return }
        self.messageCount += 1
        if self.keepsRevisions {
            self.revisions[event.clientID.octets, default: []].append(event.revision)
        }
    }
}
