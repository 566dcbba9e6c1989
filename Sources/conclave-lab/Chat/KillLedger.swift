import SecureSockets
import Sessions
import Units
import Wire

/// What everybody has sent over all lives of a server, and what became of it.
struct KillLedger {
    private struct Sender {
        var chat = ""
        var lastRevision: UInt64 = 0
        /// Sent and not acknowledged in any life so far, oldest first.
        var waiting: [[UInt8]] = []
        var acknowledged: [[UInt8]: UInt64] = [:]
    }

    private var senders: [Sender]
    private var sentCount = 0
    private var lostCount = 0
    private var doubleCount = 0

    init(senders: Int) {
        self.senders = Array(repeating: Sender(), count: senders)
    }

    var isClean: Bool { self.lostCount == 0 && self.doubleCount == 0 }

    var text: String {
        let acknowledged = self.senders.reduce(0) { $0 + $1.acknowledged.count }
        return "\(self.sentCount) messages sent, \(acknowledged) acknowledged,"
            + " \(self.lostCount) lost, \(self.doubleCount) twice"
    }

    /// Everybody logs in, catches up, and sends again what nobody has acknowledged.
    ///
    /// - Parameter first: called when the first one is there.
    mutating func comeBack(to site: ChatSite, first: () -> Void) throws -> [ChatPerson] {
        var people: [ChatPerson] = []
        for index in self.senders.indices {
            people.append(
                try site.enter(
                    index, history: .after(self.senders[index].lastRevision), keepsRevisions: true))
            if index == 0 { first() }
        }
        for (index, person) in people.enumerated() {
            if self.senders[index].chat.isEmpty {
                self.senders[index].chat = try person.open(
                    .private, with: [people[index ^ 1].account])
            }
            for clientID in self.senders[index].waiting {
                person.post("again", in: self.senders[index].chat, clientID: clientID)
            }
        }
        return people
    }

    /// Keeps so many messages of everybody on their way until the server dies.
    mutating func load(_ site: ChatSite, _ people: [ChatPerson], inFlight: Int) {
        // The end is an error of some connection.
        do { while true { try self.turn(site, people, inFlight: inFlight) } } catch {}
    }

    private mutating func turn(
        _ site: ChatSite, _ people: [ChatPerson], inFlight: Int
    ) throws {
        for (index, person) in people.enumerated() {
            while person.diary.waitingCount < inFlight {
                self.sentCount += 1
                person.post("message \(self.sentCount)", in: self.senders[index].chat)
            }
        }
        try site.load.turn(until: .now + .milliseconds(1))
    }

    /// The server is dead: takes what it had still sent, and notes how everybody's matters stand.
    mutating func close(_ people: [ChatPerson]) {
        for (index, person) in people.enumerated() {
            person.connection.readToEnd()
            let diary = person.diary
            self.senders[index].waiting = diary.waiting
            self.senders[index].lastRevision = diary.lastRevision
            self.senders[index].acknowledged.merge(diary.acknowledged) { $1 }
        }
    }

    /// Everybody reads everything anew, and compares.
    mutating func checkAll(on site: ChatSite) throws {
        for index in self.senders.indices {
            let diary = try site.enter(index, history: .after(0), keepsRevisions: true).diary
            guard diary.isInOrder else { throw LoadError("p\(index) catches up out of order") }
            self.doubleCount += diary.revisions.count { $0.value.count > 1 }
            self.lostCount += self.senders[index].acknowledged.count {
                diary.revisions[$0.key] != [$0.value]
            }
        }
    }
}
