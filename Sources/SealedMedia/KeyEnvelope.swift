internal import Crypto
private import FoundationEssentials

/// A media key on its way to one participant: encrypted to the device, signed by the sender.
///
/// HPKE in base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM; info
/// is "conclave media key v1" and the context. 185 bytes:
///
///      0 version   1…32 encapsulated key   33…120 ciphertext (generation, step, base key, tag)
///      121…184 Ed25519 signature
///
/// The signature covers "conclave media key signature v1", the recipient's agreement key, the
/// context and everything before itself. So neither the server nor another participant can give a
/// key in somebody's name, nor pass one on.
struct KeyEnvelope {
    static let length = signedLength + DeviceIdentity.signatureLength
    private static let version: UInt8 = 1
    private static let encapsulatedLength = 32
    /// Generation and step, four bytes each.
    private static let numberLength = 8
    private static let ciphertextLength =
        numberLength + SFrameKey.baseKeyLength + SFrameKey.tagLength
    private static let signedLength = 1 + encapsulatedLength + ciphertextLength

    private static let suite = HPKE.Ciphersuite(
        kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)

    let number: KeyNumber
    let baseKey: [UInt8]

    init(number: KeyNumber, baseKey: [UInt8]) {
        self.number = number
        self.baseKey = baseKey
    }

    func wrapped(
        for recipient: DeviceIdentity, by sender: DeviceKeys, context: KeyContext
    ) throws(SealingError) -> [UInt8] {
        let plaintext =
            self.number.generation.bigEndianBytes
            + self.number.step.bigEndianBytes + self.baseKey
        var envelope = [Self.version]
        do {
            let key = try Curve25519.KeyAgreement.PublicKey(
                rawRepresentation: recipient.agreementKey)
            var hpke = try HPKE.Sender(
                recipientKey: key, ciphersuite: Self.suite, info: Self.information(context))
            envelope += hpke.encapsulatedKey
            envelope += try hpke.seal(plaintext)
        } catch {
            // Nothing else can be at fault, and an identity's key was checked when it was made.
            throw .malformed(.agreementKey)
        }
        let statement = Self.statement(envelope, to: recipient.agreementKey, context)
        return envelope + (try sender.sign(statement))
    }

    init(
        unwrapping wrapped: [UInt8], from sender: DeviceIdentity, to recipient: DeviceKeys,
        context: KeyContext
    ) throws(SealingError) {
        guard wrapped.count == Self.length, wrapped[0] == Self.version else {
            throw .malformed(.keyEnvelope)
        }
        let signed = Array(wrapped[..<Self.signedLength])
        try sender.verify(
            Array(wrapped[Self.signedLength...]),
            of: Self.statement(signed, to: recipient.identity.agreementKey, context))
        let encapsulated = Array(signed[1..<(1 + Self.encapsulatedLength)])
        guard X25519.isSafe(encapsulated, with: recipient.agreement) else {
            throw .malformed(.keyEnvelope)
        }
        let plaintext: [UInt8]
        do {
            var hpke = try HPKE.Recipient(
                privateKey: recipient.agreement, ciphersuite: Self.suite,
                info: Self.information(context),
                encapsulatedKey: Data(encapsulated))
            plaintext = Array(try hpke.open(signed[(1 + Self.encapsulatedLength)...]))
        } catch {
            throw .forged
        }
        let generation = Self.integer(plaintext[0..<4])
        guard generation <= KeyNumber.generationMaximum else { throw .malformed(.keyEnvelope) }
        self.init(
            number: KeyNumber(generation: generation, step: Self.integer(plaintext[4..<8])),
            baseKey: Array(plaintext[Self.numberLength...]))
    }

    /// Big-endian; the authenticated ciphertext's length made sure that there are four bytes.
    private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func information(_ context: KeyContext) -> Data {
        Data("conclave media key v1".utf8 + context.bytes)
    }

    private static func statement(
        _ envelope: [UInt8], to agreementKey: [UInt8], _ context: KeyContext
    ) -> [UInt8] {
        Array("conclave media key signature v1".utf8) + agreementKey + context.bytes + envelope
    }
}
