import CLinux
import Foundation
import Glibc
import Synchronization
import Units

/// A link that packets pass: a tunnel device of the kernel with a bottleneck in each direction.
///
/// Both ends are on this machine and talk real TCP with each other, round trips, lost packets and
/// all. The server listens on `near`, clients connect to `far`; each packet's addresses are swapped
/// on the way, which changes no checksum. Needs root, /dev/net/tun and `ip`.
package final class TunnelLink: Sendable {
    /// Where the server listens.
    package let near: String
    /// Where clients connect to, on the server's port.
    package let far: String
    private let thread: LinkThread
    private let orders: Mutex<(upstream: LinkConditions, downstream: LinkConditions)>

    /// - Parameters:
    ///   - number: tells links that exist at the same time apart; 0…250.
    ///   - port: the server's; what it sends is the downstream.
    package init(
        number: Int, port: Int, upstream: LinkConditions, downstream: LinkConditions, seed: UInt64
    ) throws(LinkError) {
        let name = "conclave\(number)"
        let tunnel = unsafe open("/dev/net/tun", O_RDWR | O_NONBLOCK)
        guard tunnel >= 0 else { throw .system("/dev/net/tun") }
        guard unsafe CLinux_attachTunnel(tunnel, name) == 0 else {
            close(tunnel)
            throw .system("attaching a tunnel")
        }
        // 198.18.0.0/15 is for measuring networks (RFC 2544).
        self.near = "198.18.\(number).1"
        self.far = "198.18.\(number).2"
        self.orders = Mutex((upstream, downstream))
        self.thread = try LinkThread()
        do throws(LinkError) {
            try Self.ip(["addr", "add", self.near + "/24", "dev", name])
            try Self.ip(["link", "set", name, "up"])
        } catch {
            close(tunnel)
            throw error
        }
        self.thread.start { [thread = self.thread, weak self] in
            var relay = TunnelRelay(tunnel, port: port, upstream, downstream, seed: seed)
            while !thread.shouldStop {
                if let orders = self?.orders.withLock({ $0 }) {
                    relay.change(orders.upstream, orders.downstream)
                }
                relay.turn(thread)
            }
            close(tunnel)
        }
    }

    deinit { self.thread.stop() }

    /// From clients to the server.
    package var upstream: LinkConditions {
        get { self.orders.withLock { $0.upstream } }
        set {
            self.orders.withLock { $0.upstream = newValue }
            self.thread.wake()
        }
    }

    /// From the server to clients.
    package var downstream: LinkConditions {
        get { self.orders.withLock { $0.downstream } }
        set {
            self.orders.withLock { $0.downstream = newValue }
            self.thread.wake()
        }
    }

    private static func ip(_ arguments: [String]) throws(LinkError) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["ip"] + arguments
        do { try process.run() } catch { throw .refused(call: "ip", reason: "\(error)") }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw .refused(
                call: "ip " + arguments.joined(separator: " "),
                reason: "exit code \(process.terminationStatus)")
        }
    }
}
