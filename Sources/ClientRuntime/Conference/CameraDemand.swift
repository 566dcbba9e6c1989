internal import Synchronization

/// What the others want of our camera: written on the client's loop, read by the encoding thread.
final class CameraDemand: Sendable {
    /// What to make of the next picture.
    struct Order: Sendable {
        /// −1: nobody looks.
        var highestLayer: Int
        /// The base layer begins anew with a key frame.
        var isKey: Bool
        /// Enhancement layers that somebody wants to begin with.
        var switchPoints: Set<Int>
    }

    private let order = Mutex(Order(highestLayer: -1, isKey: true, switchPoints: []))

    func want(highestLayer: Int) {
        self.order.withLock { order in
            // Who begins to look has nothing to go on from.
            if order.highestLayer < 0, highestLayer >= 0 { order.isKey = true }
            order.highestLayer = highestLayer
        }
    }

    func wantSwitchPoint(layer: Int) {
        self.order.withLock { order in
            if layer == 0 { order.isKey = true } else { order.switchPoints.insert(layer) }
        }
    }

    /// The order for the next picture. What it asks for once is asked for; nil if nobody looks.
    func take() -> Order? {
        self.order.withLock { order in
            guard order.highestLayer >= 0 else { return nil }
            defer {
                order.isKey = false
                order.switchPoints = []
            }
            return order
        }
    }
}
