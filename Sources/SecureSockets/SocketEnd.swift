internal import NIOCore
public import Units
public import Wire

/// Why there is no connection, or none any more.
public enum SocketEnd: Error, Sendable, Equatable {
    /// We closed it.
    case closedHere
    /// The peer closed it in order.
    case closedByPeer
    /// The stream ended in the middle: the network, or a peer that crashed.
    case cut
    case hostNotFound(host: String)
    case refused(host: String, port: Int)
    case unreachable(host: String, reason: String)
    /// No connection within `SocketLimits.connectDeadline`.
    case connectTimedOut(host: String, port: Int)
    /// No login within `SocketLimits.loginDeadline`.
    case loginTimedOut
    /// `ServerTrust` has refused the key.
    case untrusted(PresentedIdentity, reason: String)
    /// Whoever listens there doesn't speak our TLS.
    case noTLS(String)
    /// The stream was damaged on its way, or forged.
    case badTLS(String)
    /// Bytes that are not conclave/1.
    case badFrame(WireError)
    /// More than a login needs, before one.
    case tooMuchBeforeLogin(limit: ByteCount)
    /// The peer does not read what it is sent.
    case notReading(limit: ByteCount)

    /// Whether another attempt would end the same way.
    public var isFinal: Bool {
        switch self {
        case .untrusted, .noTLS: true
        default: false
        }
    }

    /// The client's exit code if this is the end.
    public var exitCode: ExitCode {
        switch self {
        case .hostNotFound: .notFound
        case .untrusted: .notPermitted
        case .noTLS, .badTLS, .badFrame: .protocol
        default: .unavailable
        }
    }

    /// One line for people: lower-case, no full stop.
    public var text: String {
        switch self {
        case .closedHere: "closed"
        case .closedByPeer: "the other end closed the connection"
        case .cut: "the connection was cut"
        case .hostNotFound(let host): "no host is called '\(host)'"
        case .refused(let host, let port): "nothing listens on port \(port) of \(host)"
        case .unreachable(let host, let reason): "\(host) can't be reached: \(reason)"
        case .connectTimedOut(let host, let port):
            "port \(port) of \(host) does not answer"
        case .loginTimedOut: "no login in time"
        case .untrusted(_, let reason): reason
        case .noTLS(let reason): "the other end does not speak conclave/1: \(reason)"
        case .badTLS(let reason): "the connection was damaged: \(reason)"
        case .badFrame(let error): "not conclave/1: \(Self.words(for: error))"
        case .tooMuchBeforeLogin(let limit): "more than \(limit) before a login"
        case .notReading(let limit): "more than \(limit) were left unread"
        }
    }

    private static func words(for error: WireError) -> String {
        switch error {
        case .unknownFrameKind(let kind): "a frame of unknown kind \(kind)"
        case .frameTooLong(_, let limit, let got): "a frame of \(got), where \(limit) may come"
        case .emptyFileChunk: "an empty piece of a file"
        case .malformedControl: "a control frame that can't be read"
        case .malformedMedia: "a media frame that can't be read"
        }
    }
}
