internal import Crypto

/// The secret keys of a device: Ed25519 to sign with, X25519 to receive media keys with.
///
/// Made at a device's first login and kept in a private file; a guest makes a pair for the visit.
package struct DeviceKeys: Sendable {
    /// Length of the serialized form, in bytes: a version and two keys.
    package static let serializedLength = 65
    private static let version: UInt8 = 1
    private static let keyLength = 32

    private let signing: Curve25519.Signing.PrivateKey
    let agreement: Curve25519.KeyAgreement.PrivateKey

    /// What the device shows of itself to everybody.
    package let identity: DeviceIdentity

    /// New random keys.
    package init() throws(SealingError) {
        try self.init(signing: .init(), agreement: .init())
    }

    /// The keys of a private file; nil unless `serialized` wrote them.
    package init?(serialized: [UInt8]) {
        guard serialized.count == Self.serializedLength, serialized[0] == Self.version else {
            return nil
        }
        let signing = serialized[1..<(1 + Self.keyLength)]
        let agreement = serialized[(1 + Self.keyLength)...]
        // Any 32 bytes are a key for both; were that to change, the file would not be ours.
        guard let signing = try? Curve25519.Signing.PrivateKey(rawRepresentation: signing),
            let agreement = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: agreement),
            let keys = try? DeviceKeys(signing: signing, agreement: agreement)
        else { return nil }
        self = keys
    }

    private init(
        signing: Curve25519.Signing.PrivateKey, agreement: Curve25519.KeyAgreement.PrivateKey
    ) throws(SealingError) {
        self.signing = signing
        self.agreement = agreement
        let agreementKey = Array(agreement.publicKey.rawRepresentation)
        self.identity = DeviceIdentity(
            identityKey: Array(signing.publicKey.rawRepresentation), agreementKey: agreementKey,
            signature: try Self.sign(DeviceIdentity.statement(of: agreementKey), with: signing))
    }

    /// For a private file (0600): the version, the signing key, the agreement key. Secret.
    package var serialized: [UInt8] {
        [Self.version] + self.signing.rawRepresentation + self.agreement.rawRepresentation
    }

    /// An Ed25519 signature (RFC 8032), 64 bytes.
    ///
    /// Begin the message with words that no other use begins with.
    package func sign(_ message: [UInt8]) throws(SealingError) -> [UInt8] {
        try Self.sign(message, with: self.signing)
    }

    private static func sign(
        _ message: [UInt8], with key: Curve25519.Signing.PrivateKey
    ) throws(SealingError) -> [UInt8] {
        do {
            return Array(try key.signature(for: message))
        } catch {
            throw .failed(call: "Curve25519.Signing.PrivateKey.signature", reason: "\(error)")
        }
    }
}
