import Testing

@testable import Rooms

/// What guests are called, so that none is taken for another (L1.2, L1.22).
struct GuestNameTests {
    private static func taken(_ names: String...) throws -> [String] {
        var all = GuestNames()
        return try names.map { try all.take(try GuestName($0)).text }
    }

    @Test func theSecondOfANameHasANumber() throws {
        #expect(try Self.taken("Gwen", "Gwen", "gwen", "Li") == ["Gwen", "Gwen 2", "gwen 3", "Li"])
    }

    @Test func whoTakesTheNumberedNameFirstKeepsIt() throws {
        #expect(try Self.taken("Gwen 2", "Gwen", "Gwen") == ["Gwen 2", "Gwen", "Gwen 3"])
    }

    @Test(
        arguments: [
            ("Bob", "B\u{43E}b"), ("Bob", "B o b"), ("Bob", "b0b."), ("Mia", "RNia"),
            ("Ina", "lna"), ("Zoe\u{301}", "Zo\u{E9}"), ("Ada", "\u{410}d\u{430}"),
        ])
    func whatLooksAlikeIsAlike(one: String, other: String) throws {
        #expect(try Self.taken(one, other)[1] == other + " 2")
    }

    @Test func namesOfSignsAloneAreToldApart() throws {
        #expect(try Self.taken("?", "!", "?") == ["?", "!", "? 2"])
    }

    @Test func aLongNameMakesRoomForTheNumber() throws {
        let long = String(repeating: "ü", count: GuestName.lengthMaximum / 2)
        let second = try Self.taken(long, long)[1]
        #expect(second == String(repeating: "ü", count: 31) + " 2")
    }

    @Test(arguments: ["a\u{200B}b", "a\u{202E}b", "\u{2028}a", "a\u{E0041}", "\u{115F}", "a\u{7}"])
    func nothingInvisibleIsInAName(name: String) {
        #expect(throws: Denial.self) { try GuestName(name) }
    }

    @Test func aConferenceKnowsSoManyNamesAndNoMore() throws {
        var all = GuestNames()
        let first = try GuestName("Gwen")
        for _ in 0..<GuestNames.countMaximum { _ = try all.take(first) }
        #expect(throws: Denial(.full)) { try all.take(first) }
    }
}
