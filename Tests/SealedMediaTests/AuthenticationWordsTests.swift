import Testing

@testable import SealedMedia

/// What people read aloud to find a server in between.
struct AuthenticationWordsTests {
    private static let conference = "k7f2-mq9x-d3tv"

    private static func holder(_ account: String, key: UInt8, visit: UInt8) -> KeyHolder {
        let bytes = [UInt8](repeating: key, count: DeviceIdentity.keyLength)
        return KeyHolder(
            account: account,
            identity: DeviceIdentity(identityKey: bytes, agreementKey: bytes, signature: []),
            visit: [UInt8](repeating: visit, count: 16))
    }

    private static let ada = Self.holder("ada", key: 1, visit: 17)
    private static let bob = Self.holder("bob", key: 2, visit: 18)

    private static func words(_ holders: KeyHolder..., in conference: String = conference) throws
        -> [String]
    {
        try AuthenticationWords(conference: conference, holders: holders).words
    }

    /// Computed by Python's hashlib over the transcript as the guide writes it.
    @Test func aSecondImplementationFindsTheSameWords() throws {
        let expected = ["kidney", "section", "worth", "army", "life", "unfair", "drink", "catch"]
        #expect(try Self.words(Self.ada, Self.bob) == expected)
    }

    @Test func everybodyFindsTheSameInWhateverOrderTheyWereToldOf() throws {
        #expect(try Self.words(Self.ada, Self.bob) == Self.words(Self.bob, Self.ada))
    }

    /// Another key, another stay, another name, one more, one less, another conference.
    @Test func whateverDiffersGivesOtherWords() throws {
        let sets = [
            try Self.words(Self.ada, Self.bob),
            try Self.words(Self.ada, Self.holder("bob", key: 3, visit: 18)),
            try Self.words(Self.ada, Self.holder("bob", key: 2, visit: 19)),
            try Self.words(Self.ada, Self.holder("eve", key: 2, visit: 18)),
            try Self.words(Self.ada, Self.bob, Self.holder("eve", key: 4, visit: 20)),
            try Self.words(Self.ada),
            try Self.words(Self.ada, Self.bob, in: "k7f2-mq9x-d3tw"),
        ]
        #expect(Set(sets).count == sets.count)
        #expect(sets.allSatisfy { $0.count == AuthenticationWords.count })
    }

    /// So that a word is known by its beginning, even over a bad line.
    @Test func theListHasElevenBitsOfWordsThatDifferEarly() {
        #expect(WordList.words.count == 2048)
        #expect(Set(WordList.words.map { $0.prefix(4) }).count == 2048)
        #expect(WordList.words.allSatisfy { (3...8).contains($0.count) })
    }
}
