/// What can go wrong in `SealedMedia`.
package enum SealingError: Error, Sendable, Hashable {
    /// The bytes are not what they should be; whoever made them is at fault.
    case malformed(Part)
    /// No key for this key ID: it has not arrived yet, was ratcheted past, or was replaced.
    case unknownKey(UInt64)
    /// A frame that was opened before or is older than the window; a key that was replaced before.
    case replayed
    /// Authentication failed: other bytes, another key, another recipient or another context.
    case forged
    /// The signature is not by the identity that it is said to be by.
    case wrongSignature
    /// The key has sealed all the frames it may; `renew` makes another.
    case exhausted
    /// A call into the library failed, with its own words.
    case failed(call: String, reason: String)

    /// What was malformed.
    package enum Part: Sendable, Hashable {
        case frameHeader
        case frame
        case keyEnvelope
        case identityKey
        case agreementKey
    }
}
