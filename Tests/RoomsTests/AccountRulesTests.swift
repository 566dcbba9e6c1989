import Rooms
import Testing

struct AccountRulesTests {
    @Test(arguments: [
        ("bob", "b0b"), ("bill", "bi1l"), ("mia", "rnia"), ("ann.lee", "annlee"),
        ("ann-lee", "ann_lee"), ("a.1", "al"), ("rnrn", "mm"),
    ])
    func namesThatLookAlikeHaveOneSkeleton(one: String, other: String) throws {
        let skeletons = try [one, other].map { try #require(AccountName($0)).skeleton }
        #expect(skeletons[0] == skeletons[1])
    }

    @Test func namesThatDifferHaveDifferentSkeletons() {
        let names = ["ada", "bob", "rob", "nina", "mina", "user1", "user2", "ann", "anna"]
        #expect(Set(names.compactMap { AccountName($0)?.skeleton }).count == names.count)
    }

    @Test func guestsNamesAreReserved() throws {
        #expect(try #require(AccountName("Guest.7")).isReserved)
        #expect(try !#require(AccountName("guest")).isReserved)
        #expect(try !#require(AccountName("guestbook")).isReserved)
    }

    // MARK: Cards

    @Test func aCardHasLimits() {
        let card = AccountCard(
            displayName: "Ada Lovelace", emails: ["ada@example.org"], phones: ["+44 20 7946 0000"],
            company: "Analytical Engines")
        #expect(card.fault == nil)
        #expect(AccountCard().fault == nil)
        var tall = card
        tall.displayName = "two\nlines"
        #expect(tall.fault == "'two\nlines' is not one line of at most 100 characters")
        var wide = card
        wide.company = String(repeating: "ü", count: 100)
        #expect(wide.fault == nil)
        wide.company += "ü"
        #expect(wide.fault != nil)
        var many = card
        many.phones = (0..<9).map { "\($0)" }
        #expect(many.fault == "more than 8 email addresses or telephone numbers")
    }

    @Test(arguments: ["", "ada", "@example.org", "ada@", "a@b@c", "a b@example.org", "a@b\n"])
    func noEmailAddressIsTakenWithoutItsParts(email: String) {
        #expect(AccountCard(emails: [email]).fault == "'\(email)' is no email address")
    }

    // MARK: Presence

    @Test func theBusiestDeviceCounts() {
        let own = Presence.Activity.inConference(owned: true)
        let other = Presence.Activity.inConference(owned: false)
        #expect(Presence(isActive: true, devices: []) == .offline)
        #expect(Presence(isActive: true, devices: [.idle, .idle]) == .online)
        #expect(Presence(isActive: true, devices: [.idle, other]) == .busy)
        #expect(Presence(isActive: true, devices: [own, other, .idle]) == .hosting)
        #expect(Presence(isActive: false, devices: [own]) == .deactivated)
    }

    // MARK: Passwords

    private func faults(
        _ password: String, _ policy: PasswordPolicy = PasswordPolicy()
    ) throws -> [String] {
        policy.faults(of: Array(password.utf8), for: try #require(AccountName("ada")))
            .map(\.description)
    }

    @Test func tenCharactersWithoutTheNameAreEnoughByDefault() throws {
        #expect(try self.faults("correct ho") == [])
        #expect(try self.faults("übergrößen") == [])
        #expect(try self.faults("correct h") == ["it has fewer than 10 characters"])
        #expect(try self.faults("my AdA password") == ["it contains the account's name"])
        #expect(
            try self.faults("ada") == [
                "it has fewer than 10 characters", "it contains the account's name",
            ])
    }

    @Test func everyClassThatIsAskedForIsMissed() throws {
        let policy = PasswordPolicy(
            lengthMinimum: 1, classes: Set(PasswordPolicy.CharacterClass.allCases),
            refusesName: false)
        #expect(try self.faults("ada1A!", policy) == [])
        #expect(
            try self.faults("日本語", policy) == [
                "it has no digit", "it has no lower-case letter", "it has no upper-case letter",
                "it has nothing but letters and digits",
            ])
        #expect(try self.faults("aA1", policy) == ["it has nothing but letters and digits"])
    }

    @Test func bytesThatAreNoTextDoNoHarm() throws {
        let ada = try #require(AccountName("ada"))
        let policy = PasswordPolicy(lengthMinimum: 3, classes: [.special])
        #expect(policy.faults(of: [0xFF, 0xC0, 0x80], for: ada) == [])
        #expect(policy.faults(of: [], for: ada).count == 2)
    }
}
