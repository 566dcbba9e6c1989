import Testing

@testable import SealedMedia

struct DeviceKeysTests {
    @Test func keysComeBackFromTheirFile() throws {
        let keys = try DeviceKeys()
        let again = try #require(DeviceKeys(serialized: keys.serialized))
        #expect(again.serialized == keys.serialized)
        #expect(again.identity.identityKey == keys.identity.identityKey)
        #expect(again.identity.agreementKey == keys.identity.agreementKey)
        #expect(try DeviceKeys().serialized != keys.serialized)
    }

    @Test func whatIsNoKeyFileIsRefused() throws {
        let bytes = try DeviceKeys().serialized
        #expect(bytes.count == DeviceKeys.serializedLength)
        for count in 0..<bytes.count {
            #expect(DeviceKeys(serialized: Array(bytes.prefix(count))) == nil)
        }
        #expect(DeviceKeys(serialized: bytes + [0]) == nil)
        #expect(DeviceKeys(serialized: [2] + bytes.dropFirst()) == nil)
    }

    @Test func anIdentityIsBelievedOnlyWithItsOwnSignature() throws {
        let identity = try DeviceKeys().identity
        let verified = try DeviceIdentity(
            verifying: identity.identityKey, agreementKey: identity.agreementKey,
            signature: identity.signature)
        #expect(verified == identity)
        for byte in 0..<32 {
            let bit = byte * 8 + byte % 8
            #expect(throws: SealingError.self) {
                try DeviceIdentity(
                    verifying: identity.identityKey.flipping(bit: bit),
                    agreementKey: identity.agreementKey, signature: identity.signature)
            }
            #expect(throws: SealingError.wrongSignature) {
                try DeviceIdentity(
                    verifying: identity.identityKey,
                    agreementKey: identity.agreementKey.flipping(bit: bit),
                    signature: identity.signature)
            }
        }
        for byte in 0..<64 {
            let bit = byte * 8 + byte % 8
            #expect(throws: SealingError.wrongSignature) {
                try DeviceIdentity(
                    verifying: identity.identityKey, agreementKey: identity.agreementKey,
                    signature: identity.signature.flipping(bit: bit))
            }
        }
    }

    @Test(arguments: [0, 31, 33])
    func keysOfAnotherLengthAreRefused(count: Int) throws {
        let identity = try DeviceKeys().identity
        let wrong = [UInt8](repeating: 9, count: count)
        #expect(throws: SealingError.malformed(.identityKey)) {
            try DeviceIdentity(
                verifying: wrong, agreementKey: identity.agreementKey,
                signature: identity.signature)
        }
        #expect(throws: SealingError.malformed(.agreementKey)) {
            try DeviceIdentity(
                verifying: identity.identityKey, agreementKey: wrong,
                signature: identity.signature)
        }
        #expect(throws: SealingError.wrongSignature) {
            try DeviceIdentity(
                verifying: identity.identityKey, agreementKey: identity.agreementKey,
                signature: wrong)
        }
    }

    /// Points of small order (Bernstein's list): every secret agreed on with them is zero.
    @Test(arguments: [
        "00000000000000000000000000000000 00000000000000000000000000000000",
        "01000000000000000000000000000000 00000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46a da098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b 04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffff ffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffff ffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffff ffffffffffffffffffffffffffffff7f",
    ])
    func anAgreementKeyThatAgreesOnZeroIsRefused(text: String) throws {
        let keys = try DeviceKeys()
        let weak = [UInt8](hexadecimal: text)
        let signature = try keys.sign(DeviceIdentity.statement(of: weak))
        #expect(throws: SealingError.malformed(.agreementKey)) {
            try DeviceIdentity(
                verifying: keys.identity.identityKey, agreementKey: weak, signature: signature)
        }
    }

    @Test func aDeviceSignsForOthersToVerify() throws {
        let keys = try DeviceKeys()
        let signature = try keys.sign([1, 2, 3])
        try keys.identity.verify(signature, of: [1, 2, 3])
        #expect(throws: SealingError.wrongSignature) {
            try keys.identity.verify(signature, of: [1, 2])
        }
    }
}
