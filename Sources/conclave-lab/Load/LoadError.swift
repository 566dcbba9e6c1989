import Glibc

/// Why a measurement could not be made.
struct LoadError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// What the system said of its last call.
    static func system(_ call: String) -> LoadError {
        let reason = unsafe String(cString: strerror(errno))
        return LoadError("\(call) failed: \(reason)")
    }
}
