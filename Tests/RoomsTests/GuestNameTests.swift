import Testing

@testable import Rooms

/// What guests are called, so that none is taken for another (L1.2, L1.22).
struct GuestNameTests {
    private static func taken(_ names: String...) throws -> [String] {
        var all = GuestNames()
        return try names.enumerated().map { number, name in
            try all.take(try GuestName(name), for: Self.guest(number)).text
        }
    }

    private static func guest(_ number: Int) throws -> AccountName {
        try #require(AccountName("g\(number)"))
    }

    @Test func theSecondOfANameHasANumber() throws {
        #expect(try Self.taken("Gwen", "Gwen", "gwen", "Li") == ["Gwen", "Gwen 2", "gwen 3", "Li"])
    }

    @Test func whoTakesTheNumberedNameFirstKeepsIt() throws {
        #expect(try Self.taken("Gwen 2", "Gwen", "Gwen") == ["Gwen 2", "Gwen", "Gwen 3"])
    }

    @Test func namesOfOtherTimesAreGoneOnFrom() throws {
        var all = GuestNames(
            former: try ["Gwen", "Gwen 2", "Gwen 41", "Room 7"].map { try GuestName($0) })
        let next = try ["gwen", "Room", "Room 7"].enumerated().map { number, name in
            try all.take(try GuestName(name), for: Self.guest(number)).text
        }
        #expect(next == ["gwen 42", "Room", "Room 7 2"])
    }

    @Test(
        arguments: [
            ("Bob", "B\u{43E}b"), ("Bob", "B o b"), ("Bob", "b0b."), ("Mia", "RNia"),
            ("Ina", "lna"), ("Zoe\u{301}", "Zo\u{E9}"), ("Ada", "\u{410}d\u{430}"),
            ("Bob", "\u{392}ob"), ("Eva", "\u{395}va"), ("Hank", "\u{397}ank"),
            ("Nina", "\u{39D}ina"),
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

    @Test(arguments: [
        "a\u{200B}b", "a\u{202E}b", "\u{2028}a", "a\u{E0041}", "\u{115F}", "a\u{7}", "Gwen\u{2800}",
    ])
    func nothingInvisibleIsInAName(name: String) {
        #expect(throws: Denial.self) { try GuestName(name) }
    }

    @Test func aConferenceKnowsSoManyNamesAndNoMore() throws {
        var all = GuestNames()
        let first = try GuestName("Gwen")
        for number in 0..<GuestNames.countMaximum {
            _ = try all.take(first, for: Self.guest(number))
        }
        let late = try Self.guest(GuestNames.countMaximum)
        #expect(throws: Denial(.full)) { try all.take(first, for: late) }
        all.release(try Self.guest(7))
        #expect(try all.take(first, for: late).text == "Gwen 10001")
    }

    @Test func aNameThatIsGivenBackIsGivenAgain() throws {
        var all = GuestNames()
        let name = try GuestName("Gwen")
        let guests = try (0..<4).map(Self.guest)
        #expect(try all.take(name, for: guests[0]).text == "Gwen")
        all.release(guests[0])
        #expect(try all.take(name, for: guests[1]).text == "Gwen")
        #expect(try all.take(name, for: guests[2]).text == "Gwen 2")
        all.release(guests[1])
        #expect(try all.take(name, for: guests[3]).text == "Gwen 3")
    }

    @Test(arguments: ["\u{FF27}wen", "\u{1D5A6}wen", "\u{24BC}wen"])
    func lettersHaveOneShape(name: String) {
        #expect(throws: Denial.self) { try GuestName(name) }
    }

    @Test(arguments: ["Zoë", "Groß", "Ὀδυσσεύς", "Ёлка", "李", "한국", "Gwen 🎉"])
    func namesAsTheyAreTypedAreTaken(name: String) throws {
        #expect(try GuestName(name).text == name)
    }
}
