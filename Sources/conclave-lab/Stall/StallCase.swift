import ArgumentParser
import TestLinks
import Units

/// What a link does while a conference goes on over it.
enum StallCase: String, CaseIterable, ExpressibleByArgument {
    case stall
    case drop
    case steady

    /// In both directions, from the beginning on.
    func link(delay: Duration, queue: ByteCount) -> LinkConditions {
        let rate: BitRate =
            switch self {
            case .stall: .kilobits(2000)
            case .drop: .kilobits(4000)
            case .steady: .kilobits(600)
            }
        return LinkConditions(rate: rate, delay: delay, queue: queue)
    }

    /// Something that happens to a link.
    struct Change: Sendable {
        /// Since the beginning.
        var time: Duration
        var apply: @Sendable (inout LinkConditions) -> Void
    }

    var changes: [Change] {
        switch self {
        case .stall:
            [
                Change(time: Self.stallStart) { $0.isStalled = true },
                Change(time: Self.stallEnd) { $0.isStalled = false },
            ]
        case .drop:
            [
                Change(time: Self.dropStart) { $0.rate = .kilobits(400) },
                Change(time: Self.dropEnd) { $0.rate = .kilobits(4000) },
            ]
        case .steady: []
        }
    }

    var duration: Duration {
        switch self {
        case .stall: .seconds(20)
        case .drop: .seconds(35)
        case .steady: .seconds(30)
        }
    }

    static let stallStart: Duration = .seconds(8)
    static let stallEnd: Duration = .seconds(13)
    static let dropStart: Duration = .seconds(8)
    static let dropEnd: Duration = .seconds(20)
}
