internal import Media
internal import SecureSockets
internal import Sessions
internal import Wire

/// One attempt at a connection, and the connection that came of it.
///
/// **Once abandoned, its client hears nothing more of it.** A dead connection takes its time to
/// end, and the next one is there long before.
///
/// @unchecked: everything is touched on the client's loop only.
final class Link: SecureConnectionDelegate, @unchecked Sendable {
    private var client: Client?
    private(set) var connection: SecureConnection?

    init(_ client: Client) {
        self.client = client
    }

    /// Lets go of it; what is queued is sent if it still can be.
    func abandon() {
        self.client = nil
        self.connection?.close()
    }

    func connected(
        _ connection: SecureConnection, channelBinding: [UInt8], fingerprint: String
    ) {
        guard let client = self.client else { return connection.close() }
        self.connection = connection
        client.feed(.connected(channelBinding: channelBinding))
    }

    func received(_ frame: Frame, on connection: SecureConnection) {
        self.client?.feed(.frame(frame))
    }

    func changed(_ news: [SendScheduler.News], on connection: SecureConnection) {
        for item in news { self.client?.uplinkListener?(item) }
    }

    func disconnected(_ end: SocketEnd, from connection: SecureConnection?) {
        self.connection = nil
        let client = self.client
        self.client = nil
        client?.disconnected(end)
    }
}
