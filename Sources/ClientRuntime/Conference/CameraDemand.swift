internal import Synchronization
internal import Units
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
        /// What the way up carries, for all layers together; nil until that is known.
        var target: BitRate?
    }

    private struct State {
        /// By the others' tiles and links.
        var wanted = -1
        /// By our own link.
        var carried = MediaHeader.layerCountMaximum - 1
        var isKey = true
        var switchPoints: Set<Int> = []
        var target: BitRate?

        var highestLayer: Int { min(self.wanted, self.carried) }
    }

    private let state = Mutex(State())

    /// - Parameter highestLayer: As a server says; −1 and below for nobody.
    func want(highestLayer: Int) {
        self.change { $0.wanted = highestLayer }
    }

    /// - Parameter highestLayer: What our own link carries; −1 for nothing.
    func carry(highestLayer: Int) {
        self.change { $0.carried = highestLayer }
    }

    /// The encoder is not to make more than this.
    func keep(to target: BitRate) {
        self.state.withLock { $0.target = target }
    }

    private func change(_ body: (inout State) -> Void) {
        self.state.withLock { state in
            let before = state.highestLayer
            body(&state)
            state.wanted = min(max(state.wanted, -1), MediaHeader.layerCountMaximum - 1)
            // Who begins to look has nothing to go on from.
            if before < 0, state.highestLayer >= 0 { state.isKey = true }
        }
    }

    /// - Parameter layer: As a server says; a layer that no stream has is passed over.
    func wantSwitchPoint(layer: Int) {
        guard (0..<MediaHeader.layerCountMaximum).contains(layer) else { return }
        self.state.withLock { state in
            if layer == 0 { state.isKey = true } else { state.switchPoints.insert(layer) }
        }
    }

    /// The order for the next picture; nil if nobody looks.
    ///
    /// What it asks for once is asked for. A switch point of a layer that is not coded now stays
    /// wanted, as everything does while nobody looks.
    func take() -> Order? {
        self.state.withLock { state in
            let highest = state.highestLayer
            guard highest >= 0 else { return nil }
            let order = Order(
                highestLayer: highest, isKey: state.isKey,
                switchPoints: state.switchPoints.filter { $0 <= highest },
                target: state.target)
            state.isKey = false
            state.switchPoints.subtract(order.switchPoints)
            return order
        }
    }
}
