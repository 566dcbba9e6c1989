/// What can go wrong before there is a connection: keys, files, addresses.
public enum SocketError: Error, Sendable, Hashable {
    /// A call into the library or the system failed, with its own words.
    case failed(call: String, reason: String)
    case cannotRead(path: String, reason: String)
    case cannotWrite(path: String, reason: String)
    /// The private key may be read by others; the repair is `chmod 600`.
    case openToOthers(path: String)
    /// Key and certificate do not belong together, or one of them is none.
    case unusableIdentity(path: String, reason: String)
    /// Another program listens there.
    case portTaken(address: String, port: Int)
    case cannotListen(address: String, port: Int, reason: String)
}
