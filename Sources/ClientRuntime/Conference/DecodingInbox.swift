internal import Units
internal import VPXVideo
internal import Wire

/// What waits for the thread that decodes pictures.
///
/// **However fast a peer sends or announces, no more waits here than the limits say.** Of
/// announcements only each participant's newest counts, and one that announces what is there
/// already is passed over: a decoder costs milliseconds to make. Packets beyond a limit are dropped
/// as a network would drop them.
struct DecodingInbox: Sendable {
    /// Half a second of nine participants with three layers each.
    static let packetCountMaximum = 512
    /// Half a second of a hundred Mbit/s and more; ordinary packets reach the other limit first.
    static let lengthMaximum = ByteCount.mebibytes(16)

    /// One opened packet of a picture.
    struct Message: Sendable, Hashable {
        var header: MediaHeader
        var payload: [UInt8]
    }

    /// What the thread takes at once; the streams' changes come before all messages.
    struct Batch: Sendable {
        /// The participants whose streams begin anew with these layers; without layers they end.
        var changes: [UInt32: [LayerDescription]] = [:]
        var messages: [Message] = []
        /// Payload of the messages, in bytes.
        fileprivate var length = 0
    }

    private var present: [UInt32: [LayerDescription]] = [:]
    private var waiting = Batch()

    /// A participant's stream has these layers now; none end it.
    ///
    /// - Returns: Whether that changes anything.
    mutating func announce(_ participant: UInt32, _ layers: [LayerDescription]) -> Bool {
        guard !layers.isEmpty else { return self.end(participant) }
        guard self.present[participant] != layers else { return false }
        self.present[participant] = layers
        self.change(participant, layers)
        return true
    }

    /// A participant's stream is over; the same layers announced again begin a new one.
    ///
    /// - Returns: Whether there was one.
    mutating func end(_ participant: UInt32) -> Bool {
        guard self.present.removeValue(forKey: participant) != nil else { return false }
        self.change(participant, [])
        return true
    }

    /// Takes a packet in.
    ///
    /// - Returns: False for one that is dropped: nobody announced its stream, or too much waits.
    mutating func append(_ message: Message) -> Bool {
        let length = self.waiting.length + message.payload.count
        guard self.present[message.header.participant] != nil,
            self.waiting.messages.count < Self.packetCountMaximum,
            length <= Self.lengthMaximum.bytes
        else { return false }
        self.waiting.length = length
        self.waiting.messages.append(message)
        return true
    }

    /// All that waits.
    mutating func take() -> Batch {
        defer { self.waiting = Batch() }
        return self.waiting
    }

    private mutating func change(_ participant: UInt32, _ layers: [LayerDescription]) {
        self.waiting.changes[participant] = layers
        // What waits belongs to the layers before.
        self.waiting.messages.removeAll { $0.header.participant == participant }
        self.waiting.length = self.waiting.messages.reduce(0) { $0 + $1.payload.count }
    }
}
