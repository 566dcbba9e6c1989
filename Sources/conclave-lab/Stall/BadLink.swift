import Foundation
import TestLinks
import Units

/// A link of either kind, the same in both directions, that changes while it is used.
final class BadLink: Sendable {
    let host: String
    let port: Int
    private let kind: Kind

    private enum Kind: Sendable {
        case proxy(ProxyLink)
        case tunnel(TunnelLink)
    }

    /// - Parameter port: the server's; a tunnel needs one that listens on every address.
    init(to port: Int, _ conditions: LinkConditions, isTunnel: Bool) throws {
        if isTunnel {
            let link = try TunnelLink(
                number: 0, port: port, upstream: conditions, downstream: conditions, seed: 1)
            (self.host, self.port, self.kind) = (link.far, port, .tunnel(link))
        } else {
            let link = try ProxyLink(to: port, upstream: conditions, downstream: conditions)
            (self.host, self.port, self.kind) = ("127.0.0.1", link.port, .proxy(link))
        }
    }

    /// Makes changes at their times after a moment.
    func follow(_ changes: [StallCase.Change], from start: Instant) {
        let thread = Thread {
            for change in changes {
                let rest = start + change.time - .monotonic
                if rest > .zero { Thread.sleep(forTimeInterval: rest.seconds) }
                self.apply(change.apply)
            }
        }
        thread.start()
    }

    private func apply(_ change: (inout LinkConditions) -> Void) {
        switch self.kind {
        case .proxy(let link):
            change(&link.upstream)
            change(&link.downstream)
        case .tunnel(let link):
            change(&link.upstream)
            change(&link.downstream)
        }
    }
}
