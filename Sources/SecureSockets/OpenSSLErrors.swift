internal import COpenSSL

/// OpenSSL keeps its errors in a queue for each thread; what is left there spoils later calls.
enum OpenSSLErrors {
    /// The library's words for everything in the queue, which is empty afterwards.
    static func drain() -> String {
        var reasons: [String] = []
        while true {
            let code = ERR_get_error()
            guard code != 0 else { break }
            var text = [CChar](repeating: 0, count: 256)
            unsafe ERR_error_string_n(code, &text, text.count)
            let words = unsafe ERR_reason_error_string(code).map { unsafe String(cString: $0) }
            reasons.append(
                words ?? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
        }
        return reasons.isEmpty ? "no reason given" : reasons.joined(separator: ", ")
    }

    /// The error for a call that has just failed.
    static func failure(_ call: String) -> SocketError {
        .failed(call: call, reason: self.drain())
    }

    static func clear() { ERR_clear_error() }
}
