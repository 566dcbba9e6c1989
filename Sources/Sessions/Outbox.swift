import Units
package import Wire

/// Something to be done in a chat, on its way there.
package struct Outgoing: Sendable, Equatable {
    package var chat: String
    /// 16 random bytes of the sender's.
    package var clientID: [UInt8]
    package var deed: Act.OneOf_Deed

    package init(chat: String, clientID: [UInt8], _ deed: Act.OneOf_Deed) {
        self.chat = chat
        self.clientID = clientID
        self.deed = deed
    }

    /// A message.
    package init(chat: String, clientID: [UInt8], text: String, replyTo: UInt64 = 0) {
        var say = Say()
        say.text = text
        say.replyTo = replyTo
        self.init(chat: chat, clientID: clientID, .say(say))
    }
}

/// What was done, in that order, each until the server has acknowledged it.
struct Outbox {
    private struct Entry {
        var message: Outgoing
        var isInFlight = false
    }

    private let limit: Int
    private var entries: [Entry] = []
    /// When a post that met a busy server is sent again.
    private(set) var retryAt: Instant?

    init(limit: Int) {
        self.limit = limit
    }

    /// False if it is full.
    mutating func add(_ message: Outgoing) -> Bool {
        guard self.entries.count < self.limit else { return false }
        self.entries.append(Entry(message: message))
        return true
    }

    /// The next message to send, now in flight; nil if enough are, or while a busy server rests.
    mutating func next(inFlightMaximum: Int) -> Outgoing? {
        guard self.retryAt == nil else { return nil }
        guard let index = self.entries.firstIndex(where: { !$0.isInFlight }),
            index < inFlightMaximum,
            // A postponed one stays before those that were sent behind it: it waits for theirs.
            !self.entries[index...].contains(where: \.isInFlight)
        else { return nil }
        self.entries[index].isInFlight = true
        return self.entries[index].message
    }

    mutating func acknowledge(_ clientID: [UInt8]) {
        self.entries.removeAll { $0.message.clientID == clientID }
    }

    mutating func postpone(_ clientID: [UInt8], until instant: Instant) {
        guard let index = self.entries.firstIndex(where: { $0.message.clientID == clientID })
        else { return }
        self.entries[index].isInFlight = false
        self.retryAt = instant
    }

    mutating func retryDue(at now: Instant) {
        if let retryAt = self.retryAt, retryAt <= now { self.retryAt = nil }
    }

    /// What was in flight may or may not have arrived: all of it is sent again.
    mutating func connectionChanged() {
        self.retryAt = nil
        for index in self.entries.indices { self.entries[index].isInFlight = false }
    }
}
