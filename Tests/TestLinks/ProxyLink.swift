import Glibc
import Synchronization
import Units

/// A link between clients and a server on loopback: a TCP proxy with a bottleneck in each direction.
///
/// The proxy acknowledges what it reads, so each end's TCP sees a path without delay; what lies in
/// the proxy is bounded: the queue, a chunk, and `socketBuffer` on either side. `TunnelLink` has no
/// such bend, but needs root.
package final class ProxyLink: Sendable {
    /// Bytes that a socket of the proxy holds: little, so that a link's queue is what it says. The
    /// system doubles it for its own use.
    static let socketBuffer = 8192
    /// What passes the bottleneck in one piece: a packet's payload.
    static let chunk = 1448

    /// Where clients connect to instead of the server.
    package let port: Int
    private let shared: Shared
    private let thread: LinkThread

    fileprivate final class Shared: Sendable {
        struct Orders {
            var upstream: LinkConditions
            var downstream: LinkConditions
            var isCutDue = false
            var isRefusing = false
        }

        let orders: Mutex<Orders>

        init(_ orders: Orders) { self.orders = Mutex(orders) }
    }

    /// - Parameter port: the server's, on 127.0.0.1.
    package init(
        to port: Int, upstream: LinkConditions, downstream: LinkConditions
    ) throws(LinkError) {
        let listener = try ListeningSocket(receiveBuffer: Self.socketBuffer)
        self.port = listener.port
        let shared = Shared(.init(upstream: upstream, downstream: downstream))
        let thread = try LinkThread()
        (self.shared, self.thread) = (shared, thread)
        thread.start {
            var relay = ProxyRelay(listener, to: port, upstream, downstream)
            while !thread.shouldStop {
                let orders = shared.orders.withLock { orders in
                    defer { orders.isCutDue = false }
                    return orders
                }
                relay.change(orders.upstream, orders.downstream)
                relay.isRefusing = orders.isRefusing
                if orders.isCutDue { relay.cut() }
                relay.turn(thread)
            }
            relay.cut()
        }
    }

    deinit { self.thread.stop() }

    /// From clients to the server.
    package var upstream: LinkConditions {
        get { self.shared.orders.withLock { $0.upstream } }
        set { self.order { $0.upstream = newValue } }
    }

    /// From the server to clients.
    package var downstream: LinkConditions {
        get { self.shared.orders.withLock { $0.downstream } }
        set { self.order { $0.downstream = newValue } }
    }

    /// Nothing passes in either direction, and nothing is lost.
    package var isStalled: Bool {
        get { self.shared.orders.withLock { $0.upstream.isStalled } }
        set {
            self.order {
                $0.upstream.isStalled = newValue
                $0.downstream.isStalled = newValue
            }
        }
    }

    /// Whether new connections are reset at once.
    package var isRefusing: Bool {
        get { self.shared.orders.withLock { $0.isRefusing } }
        set { self.order { $0.isRefusing = newValue } }
    }

    /// Resets every connection at both ends.
    package func cut() { self.order { $0.isCutDue = true } }

    private func order(_ body: (inout Shared.Orders) -> Void) {
        self.shared.orders.withLock { body(&$0) }
        self.thread.wake()
    }
}
