internal import Glibc
internal import Media
internal import Units

extension LinkSample {
    /// What the kernel says of a TCP connection now; nil for other sockets.
    ///
    /// The fields of `struct tcp_info` are read by their places in the kernel's ABI (linux/tcp.h),
    /// which only ever grows at its end: glibc's own declaration ends before the newer ones.
    init?(_ socket: Socket) {
        var info = [UInt8](repeating: 0, count: TCPInfo.length)
        var length = socklen_t(info.count)
        guard
            unsafe getsockopt(socket.descriptor, CInt(IPPROTO_TCP), TCP_INFO, &info, &length) == 0,
            length >= TCPInfo.length
        else { return nil }
        // Bytes that are written and not acknowledged, sent or not (SIOCOUTQ).
        var outstanding: CInt = 0
        guard unsafe ioctl(socket.descriptor, UInt(TIOCOUTQ), &outstanding) == 0 else { return nil }
        self.init(
            acknowledged: TCPInfo.field(at: TCPInfo.bytesAcked, of: info, as: UInt64.self),
            outstanding: ByteCount(Int(outstanding)),
            roundTrip: TCPInfo.microseconds(at: TCPInfo.roundTrip, of: info))
    }
}

/// Places in the kernel's `struct tcp_info`, in bytes from its beginning.
private enum TCPInfo {
    static let roundTrip = 68
    static let bytesAcked = 120
    /// Up to the last field that is read: Linux 4.1.
    static let length = 128

    static func field<Field: FixedWidthInteger>(
        at place: Int, of info: [UInt8], as type: Field.Type
    ) -> Field {
        unsafe info.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: place, as: type) }
    }

    static func microseconds(at place: Int, of info: [UInt8]) -> Duration {
        .microseconds(Int64(self.field(at: place, of: info, as: UInt32.self)))
    }
}
