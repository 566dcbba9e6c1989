internal import Glibc
internal import NIOCore

/// The descriptor under a channel, for what goes past NIO: sending, and asking about the link.
///
/// Not ours to close, and only to be used on the channel's loop while it is active.
struct Socket {
    let descriptor: NIOBSDSocket.Handle

    /// Nil for a channel without one.
    ///
    /// Asking the channel costs more than asking the system, so this is done once.
    init?(of channel: any Channel) {
        let pipeline = channel.pipeline.syncOperations
        let descriptor = try? pipeline.withUnsafeTransportIfAvailable(
            of: NIOBSDSocket.Handle.self
        ) { $0 }
        guard let descriptor else { return nil }
        self.descriptor = descriptor
    }

    /// Acknowledges what has come without waiting for more (`TCP_QUICKACK`, which the system forgets
    /// again by itself).
    ///
    /// A sender who sees late acknowledgements takes a quiet link for a slow one.
    func acknowledgeAtOnce() {
        var yes: CInt = 1
        // What is not understood here changes nothing but that.
        _ = unsafe setsockopt(
            self.descriptor, CInt(IPPROTO_TCP), TCP_QUICKACK, &yes,
            socklen_t(MemoryLayout<CInt>.size))
    }

    /// Hands bytes to the system, as many as it takes now.
    ///
    /// - Returns: How many; none after an error, which the next one to write will meet as well.
    func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return max(0, unsafe Glibc.send(self.descriptor, start, bytes.count, flags))
    }
}
