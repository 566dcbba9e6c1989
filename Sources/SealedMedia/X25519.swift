internal import Crypto

/// The check that RFC 9180, section 7.1.4, asks for and swift-crypto leaves to its user.
enum X25519 {
    /// Whether a secret can be agreed on with this public key: a few points make every secret zero.
    static func isSafe(
        _ publicKey: [UInt8], with privateKey: Curve25519.KeyAgreement.PrivateKey
    ) -> Bool {
        do {
            let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey)
            let secret = try privateKey.sharedSecretFromKeyAgreement(with: key)
            return unsafe secret.withUnsafeBytes { bytes in
                unsafe bytes.contains { $0 != 0 }
            }
        } catch {
            return false
        }
    }
}
