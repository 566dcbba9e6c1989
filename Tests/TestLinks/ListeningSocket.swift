import Glibc

/// A port of 127.0.0.1 that the system chose.
package final class ListeningSocket: Sendable {
    let descriptor: CInt
    package let port: Int

    /// - Parameter receiveBuffer: `SO_RCVBUF` in bytes of what it accepts; nil leaves it to the system.
    package init(receiveBuffer: Int? = nil) throws(LinkError) {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .system("socket") }
        self.descriptor = descriptor
        TCPSocket.set(SO_RCVBUF, of: descriptor, to: receiveBuffer)
        var address = TCPSocket.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe bind(descriptor, address, length) == 0,
                    listen(descriptor, 64) == 0
                else { return CInt(-1) }
                return unsafe getsockname(descriptor, address, &length)
            }
        }
        self.port = Int(in_port_t(bigEndian: address.sin_port))
        guard result == 0 else {
            close(descriptor)
            throw .system("listening")
        }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { close(self.descriptor) }
}
