internal import Crypto

/// What a device shows of itself: the key it signs with, the key to wrap media keys to, and its
/// signature that both belong together.
///
/// An identity that exists is verified in itself; whose it is, people compare.
package struct DeviceIdentity: Sendable, Hashable {
    package static let keyLength = 32
    package static let signatureLength = 64

    /// Ed25519.
    package let identityKey: [UInt8]
    /// X25519.
    package let agreementKey: [UInt8]
    /// By the identity key, over "conclave device v1" and the agreement key.
    package let signature: [UInt8]

    /// An identity as it came from a server that may lie.
    package init(
        verifying identityKey: [UInt8], agreementKey: [UInt8], signature: [UInt8]
    ) throws(SealingError) {
        guard identityKey.count == Self.keyLength else { throw .malformed(.identityKey) }
        guard agreementKey.count == Self.keyLength else { throw .malformed(.agreementKey) }
        guard X25519.isSafe(agreementKey, with: Curve25519.KeyAgreement.PrivateKey()) else {
            throw .malformed(.agreementKey)
        }
        self.init(identityKey: identityKey, agreementKey: agreementKey, signature: signature)
        try self.verify(signature, of: Self.statement(of: agreementKey))
    }

    /// An identity that needs no verification, because its keys just made it.
    init(identityKey: [UInt8], agreementKey: [UInt8], signature: [UInt8]) {
        self.identityKey = identityKey
        self.agreementKey = agreementKey
        self.signature = signature
    }

    /// Throws `.wrongSignature` unless the device signed `message`.
    package func verify(_ signature: [UInt8], of message: [UInt8]) throws(SealingError) {
        let key: Curve25519.Signing.PublicKey
        do {
            key = try Curve25519.Signing.PublicKey(rawRepresentation: self.identityKey)
        } catch {
            throw .malformed(.identityKey)
        }
        guard signature.count == Self.signatureLength, key.isValidSignature(signature, for: message)
        else { throw .wrongSignature }
    }

    static func statement(of agreementKey: [UInt8]) -> [UInt8] {
        Array("conclave device v1".utf8) + agreementKey
    }
}
