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

    /// One line for people: lower-case, no full stop.
    public var text: String {
        switch self {
        case .failed(let call, let reason): "\(call) failed: \(reason)"
        case .cannotRead(let path, let reason): "cannot read '\(path)': \(reason)"
        case .cannotWrite(let path, let reason): "cannot write '\(path)': \(reason)"
        case .openToOthers(let path): "the private key '\(path)' can be read by others"
        case .unusableIdentity(let path, let reason): "cannot use '\(path)': \(reason)"
        case .portTaken(let address, let port):
            "port \(port) of \(address) is taken by another program"
        case .cannotListen(let address, let port, let reason):
            "cannot listen on port \(port) of \(address): \(reason)"
        }
    }
}
