internal import Synchronization
internal import Wire

/// What the others want of our camera: written on the client's loop, read by the encoding thread.
final class CameraDemand: Sendable {
    /// What to make of the next picture.
    struct Order: Sendable, Hashable {
        /// −1: nobody looks.
        var highestLayer: Int
        /// The base layer begins anew with a key frame.
        var isKey: Bool
        /// Enhancement layers that somebody wants to begin with.
        var switchPoints: Set<Int>
    }

    private let order = Mutex(Order(highestLayer: -1, isKey: true, switchPoints: []))

    /// - Parameter highestLayer: As a server says; −1 and below for nobody.
    func want(highestLayer: Int) {
        let highestLayer = min(max(highestLayer, -1), MediaHeader.layerCountMaximum - 1)
        self.order.withLock { order in
            // Who begins to look has nothing to go on from.
            if order.highestLayer < 0, highestLayer >= 0 { order.isKey = true }
            order.highestLayer = highestLayer
        }
    }

    /// - Parameter layer: As a server says; a layer that no stream has is passed over.
    func wantSwitchPoint(layer: Int) {
        guard (0..<MediaHeader.layerCountMaximum).contains(layer) else { return }
        self.order.withLock { order in
            if layer == 0 { order.isKey = true } else { order.switchPoints.insert(layer) }
        }
    }

    /// The order for the next picture; nil if nobody looks.
    ///
    /// What it asks for once is asked for. A switch point of a layer that is not coded now stays
    /// wanted, as everything does while nobody looks.
    func take() -> Order? {
        self.order.withLock { order in
            guard order.highestLayer >= 0 else { return nil }
            var taken = order
            taken.switchPoints = order.switchPoints.filter { $0 <= order.highestLayer }
            order.isKey = false
            order.switchPoints.subtract(taken.switchPoints)
            return taken
        }
    }
}
