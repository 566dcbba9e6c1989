internal import Glibc
internal import NIOCore

/// Counts connections that have not logged in, by where they come from.
struct HalfOpenCount {
    /// Where a connection comes from: an IPv4 address, or the half of an IPv6 address that a
    /// provider gives to one customer.
    struct Source: Hashable {
        private let octets: [UInt8]

        /// The same for the same source, for other counters.
        var text: String {
            self.octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }

        /// - Parameter address: 4 or 16 bytes in network order; an IPv4 address in an IPv6 one
        ///   (`::ffff:a.b.c.d`) counts as the IPv4 address.
        init(address: [UInt8]) {
            let isMapped =
                address.count == 16 && address.prefix(10).allSatisfy { $0 == 0 }
                && address[10] == 0xFF && address[11] == 0xFF
            if isMapped {
                self.octets = Array(address.suffix(4))
            } else {
                self.octets = Array(address.prefix(address.count == 16 ? 8 : 4))
            }
        }
    }

    private let perSourceMaximum: Int
    private let maximum: Int
    private(set) var count = 0
    private var bySource: [Source: Int] = [:]

    init(perSourceMaximum: Int, maximum: Int) {
        self.perSourceMaximum = perSourceMaximum
        self.maximum = maximum
    }

    /// Counts one more, or answers false if there are too many already.
    mutating func enter(_ source: Source) -> Bool {
        guard self.count < self.maximum else { return false }
        guard self.bySource[source, default: 0] < self.perSourceMaximum else { return false }
        self.count += 1
        self.bySource[source, default: 0] += 1
        return true
    }

    /// Takes one away that has entered: it has logged in or is gone.
    mutating func leave(_ source: Source) {
        guard let count = self.bySource[source] else { return }
        self.count -= 1
        self.bySource[source] = count == 1 ? nil : count - 1
    }
}

extension HalfOpenCount.Source {
    /// Where a channel's peer is.
    init(_ address: SocketAddress?) {
        let text = address?.ipAddress ?? ""
        var octets = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET6, text, &octets) != 1 {
            octets = [0, 0, 0, 0]
            _ = unsafe inet_pton(AF_INET, text, &octets)
        }
        self.init(address: octets)
    }
}
