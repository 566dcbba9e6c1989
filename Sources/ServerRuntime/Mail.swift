internal import Sessions
internal import Units

/// What is to be sent to connections, until all of it is handed out at once.
///
/// **Every connection gets everything in the order in which it was added.** Frames that go to the
/// same connections one after the other become one piece that all of them share: ten messages to a
/// thousand people are a thousand pieces to queue and write, not ten thousand.
struct Mail {
    /// Bytes of a piece that more is joined to: voice waits behind a whole piece. A picture is cut to
    /// the same length for the same reason.
    static let pieceLengthMaximum = ByteCount.kibibytes(4)
    /// Bytes that may wait here, each counted once for all who get it.
    static let sizeMaximum = ByteCount.kibibytes(256)

    /// Frames for the same connections.
    fileprivate struct Round {
        var audience: [ConnectionID]
        var bytes: [UInt8]
        /// Who gets something else: what came in between was for them alone.
        var others: [ConnectionID: Other] = [:]
    }

    fileprivate struct Other {
        var isInAudience: Bool
        var bytes: [UInt8]
    }

    private var rounds: [Round] = []
    private var size = 0

    var isEmpty: Bool { self.rounds.isEmpty }
    /// Whether it is time to hand out what there is.
    var isFull: Bool { self.size >= Self.sizeMaximum.bytes }

    mutating func add(_ bytes: [UInt8], to id: ConnectionID) {
        self.size += bytes.count
        if self.rounds.last?.takes(bytes, for: id) != true {
            self.rounds.append(Round(audience: [], bytes: []))
        }
        self.rounds[self.rounds.count - 1].add(bytes, toOnly: id)
    }

    mutating func add(_ bytes: [UInt8], to audience: [ConnectionID]) {
        self.size += bytes.count
        if let last = self.rounds.indices.last, self.rounds[last].takes(bytes, for: audience) {
            self.rounds[last].add(bytes)
        } else {
            self.rounds.append(Round(audience: audience, bytes: bytes))
        }
    }

    /// All there is, in order for each connection.
    mutating func takeAll() -> [(ConnectionID, [UInt8])] {
        defer { self = Mail() }
        return self.rounds.flatMap { round in
            let rest =
                round.others.isEmpty
                ? round.audience : round.audience.filter { round.others[$0] == nil }
            return rest.map { ($0, round.bytes) } + round.others.map { ($0.key, $0.value.bytes) }
        }
    }
}

extension Mail.Round {
    func takes(_ bytes: [UInt8], for audience: [ConnectionID]) -> Bool {
        self.bytes.count + bytes.count <= Mail.pieceLengthMaximum.bytes
            // Mostly the very same array, which costs no comparison.
            && self.audience == audience
    }

    func takes(_ bytes: [UInt8], for id: ConnectionID) -> Bool {
        guard let other = self.others[id] else { return true }
        return other.bytes.count + bytes.count <= Mail.pieceLengthMaximum.bytes
    }

    mutating func add(_ bytes: [UInt8]) {
        self.bytes += bytes
        for id in self.others.keys where self.others[id]?.isInAudience == true {
            self.others[id]?.bytes += bytes
        }
    }

    mutating func add(_ bytes: [UInt8], toOnly id: ConnectionID) {
        if self.others[id] == nil {
            let isInAudience = self.audience.contains(id)
            self.others[id] = Mail.Other(
                isInAudience: isInAudience, bytes: isInAudience ? self.bytes : [])
        }
        self.others[id]?.bytes += bytes
    }
}
