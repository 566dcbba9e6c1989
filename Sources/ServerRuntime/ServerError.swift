/// What can go wrong in `ServerRuntime`.
public enum ServerError: Error, Sendable, Equatable {
    /// A call into the library or the system failed, with its own words.
    case failed(call: String, reason: String)
}
