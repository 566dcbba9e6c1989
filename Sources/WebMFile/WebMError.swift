/// What can go wrong in `WebMFile`.
public enum WebMError: Error, Sendable, Equatable {
    /// A call into the library or the system failed, with its own words.
    case failed(call: String, reason: String)
}
