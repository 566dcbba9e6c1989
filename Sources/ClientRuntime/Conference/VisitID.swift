internal import SecureSockets
internal import Sessions
internal import Synchronization

/// The client's name for one stay in a conference, the same as often as it is entered. Only the
/// server is told; the others know the visit by its tag.
struct VisitID: Sendable, Hashable {
    private static let length = 16

    let octets: [UInt8]

    var tag: VisitTag? {
        VisitTag(Array(SCRAMPrimitives.openSSL.sha256(self.octets).prefix(VisitTag.length)))
    }

    static func random() -> VisitID {
        VisitID(octets: (0..<Self.length).map { _ in UInt8.random(in: .min ... .max) })
    }
}

/// What the others know a stay by: the first 16 bytes of the SHA-256 of its ID.
struct VisitTag: Sendable, Hashable {
    static let length = 16

    let octets: [UInt8]

    /// As it came; nil for one of another length.
    init?(_ octets: [UInt8]) {
        guard octets.count == Self.length else { return nil }
        self.octets = octets
    }
}

/// The stay that was left without the server's saying so: it may believe in it yet, and whoever
/// comes in again goes on with it instead of being seen twice.
final class UnleftStay: Sendable {
    private let stay = Mutex<(conference: String, visit: VisitID)?>(nil)

    func note(_ visit: VisitID, in conference: String) {
        self.stay.withLock { $0 = (conference, visit) }
    }

    func isOver() { self.stay.withLock { $0 = nil } }

    /// What a stay in a conference is to be called.
    func visit(to conference: String) -> VisitID {
        guard let unleft = self.stay.withLock({ $0 }), unleft.conference == conference else {
            return .random()
        }
        return unleft.visit
    }
}
