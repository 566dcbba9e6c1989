import Rooms
import Sessions
import Units
import Wire

/// Yes and no with raised hands (B.11): everybody in a conference sees the same count, of those present.
extension World {
    /// For how long a lost participant is still counted; the switchboard's `returnMaximum`.
    static let lostIsPresent = Duration.seconds(5)

    /// Whether counts may still hold those who are lost.
    var isCounting: Bool {
        self.now - self.lastLoss <= Self.lostIsPresent
            && self.clients.contains { $0.votes != VoteCount() }
    }

    // MARK: What must hold

    /// When all is quiet.
    func checkVotes() throws {
        var counts: [String: VoteCount] = [:]
        for client in self.clients {
            guard let id = client.connection, let conference = self.inside[id]?.text,
                conference == client.conference
            else { continue }
            let votes = client.votes
            guard counts[conference].map({ $0 == votes }) ?? true else {
                throw self.violation("in \(conference) \(client.account) counts other votes")
            }
            counts[conference] = votes
            let present = Set(client.roster.values.map(\.account)).count
            guard votes == VoteCount() || votes.present == UInt32(present) else {
                throw self.violation(
                    "\(votes.present) are said to be in \(conference), where \(present) are")
            }
            guard votes.yes + votes.no <= votes.present else {
                throw self.violation("more vote in \(conference) than are there")
            }
        }
    }
}
