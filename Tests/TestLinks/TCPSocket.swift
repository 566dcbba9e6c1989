import Glibc

/// Sockets of connections on loopback.
package enum TCPSocket {
    static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }

    /// Connects to a port of 127.0.0.1; the socket never blocks afterwards.
    ///
    /// - Parameters:
    ///   - receiveBuffer: `SO_RCVBUF` in bytes; nil leaves it to the system.
    ///   - sendBuffer: `SO_SNDBUF` in the same way.
    package static func connect(
        to port: Int, receiveBuffer: Int? = nil, sendBuffer: Int? = nil
    ) throws(LinkError) -> CInt {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .system("socket") }
        // The window is agreed on while connecting.
        self.set(SO_RCVBUF, of: descriptor, to: receiveBuffer)
        var address = self.loopback(port: port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, length)
            }
        }
        guard result == 0 else {
            let error = LinkError.system("connect")
            close(descriptor)
            throw error
        }
        self.prepare(descriptor, sendBuffer: sendBuffer)
        return descriptor
    }

    /// Sends at once, never blocks.
    static func prepare(_ descriptor: CInt, sendBuffer: Int?) {
        self.set(SO_SNDBUF, of: descriptor, to: sendBuffer)
        var on: CInt = 1
        _ = unsafe setsockopt(
            descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    /// Sets an option of the socket level; what a system refuses makes a link less exact, no more.
    static func set(_ option: CInt, of descriptor: CInt, to value: Int?) {
        guard let value else { return }
        var number = CInt(clamping: value)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, option, &number, socklen_t(MemoryLayout<CInt>.size))
    }

    /// Ends a connection with a reset, as a network does that forgets it.
    static func reset(_ descriptor: CInt) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout<Glibc.linger>.size))
        close(descriptor)
    }
}
