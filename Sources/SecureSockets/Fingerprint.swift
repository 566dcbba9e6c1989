internal import COpenSSL

/// A server's key as people compare it: `SHA256:` and 43 characters of base64.
///
/// It is the SHA-256 of the certificate's public key (DER SubjectPublicKeyInfo), not of the whole
/// certificate, so that a renewed certificate for the same key needs no new trust. With other tools:
/// `openssl x509 -in server.pem -noout -pubkey | openssl pkey -pubin -outform der
/// | openssl dgst -sha256 -binary | base64`, without the `=` at the end.
enum Fingerprint {
    static let prefix = "SHA256:"

    static func of(_ certificate: OpaquePointer) -> String? {
        var encoded: UnsafeMutablePointer<UInt8>?
        let length = unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded)
        guard length > 0, let start = unsafe encoded else { return nil }
        defer { unsafe CRYPTO_free(start, nil, 0) }
        let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
        return self.text(of: Digest.sha256(bytes))
    }

    /// The text for 32 bytes of hash.
    static func text(of hash: [UInt8]) -> String {
        var encoded = [UInt8](repeating: 0, count: 4 * ((hash.count + 2) / 3) + 1)
        let length = unsafe EVP_EncodeBlock(&encoded, hash, Int32(hash.count))
        let text = encoded.prefix(Int(length)).prefix { $0 != UInt8(ascii: "=") }
        return self.prefix + String(decoding: text, as: UTF8.self)
    }
}
