import Foundation
import Testing
import Units

@testable import Rooms

struct PolicyTests {
    private func policies(_ name: String, _ value: String) throws -> Policies? {
        var policies = Policies()
        return try #require(Policy.named(name)).set(value, in: &policies) ? policies : nil
    }

    @Test(arguments: Policy.all.map(\.name))
    func `every policy takes what it shows, and nothing else`(name: String) throws {
        let policy = try #require(Policy.named(name.uppercased()))
        var policies = Policies()
        #expect(policy.set(policy.value(in: policies), in: &policies))
        #expect(policies == Policies())
        for nonsense in ["", "maybe", "-1", "1x", "only", "all all", "99999999999999999999"] {
            #expect(!policy.set(nonsense, in: &policies), "\(nonsense)")
        }
        #expect(policies == Policies())
    }

    @Test(arguments: [
        ("password-length", "64"), ("password-classes", "digit,lower,upper,special"),
        ("password-classes", "none"), ("password-name", "on"),
        ("password-age", "never"), ("password-age", "90d"), ("login-failures", "1"),
        ("login-window", "1d"), ("edit-window", "never"), ("edit-window", "always"),
        ("edit-window", "90m"), ("edit-window", "36h"), ("edit-window", "3650d"),
        ("file-size", "1K"), ("file-size", "1536M"), ("file-size", "16T"), ("file-types", "all"),
        ("file-types", "only jpg,pdf,png"), ("file-types", "not bat,exe"), ("file-quota", "2G"),
    ])
    func `a value is read as it was written`(name: String, value: String) throws {
        let policies = try #require(try self.policies(name, value))
        #expect(Policy.named(name)?.value(in: policies) == value)
    }

    @Test(arguments: [
        ("password-length", "65"), ("password-classes", "digit,emoji"), ("password-name", "true"),
        ("login-failures", "101"), ("login-window", "25h"), ("login-window", "0m"),
        ("edit-window", "3651d"), ("edit-window", "1s"), ("edit-window", "9999999999999d"),
        ("file-size", "1"), ("file-size", "17T"), ("file-size", "18446744073709551615K"),
        ("file-types", "pdf"), ("file-types", "only a/b"), ("file-types", "only pdf,"),
        ("file-types", "only " + String(repeating: "x", count: 17)),
        ("file-types", "not " + (0...100).map { "e\($0)" }.joined(separator: ",")),
    ])
    func `what is beyond a limit is no value`(name: String, value: String) throws {
        #expect(try self.policies(name, value) == nil)
    }

    @Test func `a policy by name is the same as the property`() throws {
        #expect(try self.policies("edit-window", "0")?.chats.editWindow == .zero)
        #expect(try self.policies("edit-window", "always")?.chats.editWindow == .some(nil))
        #expect(try self.policies("edit-window", "2h")?.chats.editWindow == .seconds(7200))
        #expect(try self.policies("file-size", "2M")?.files.sizeMaximum == 2 << 20)
        #expect(try self.policies("file-quota", "1T")?.files.quota == 1 << 40)
        #expect(try self.policies("file-types", "NOT .EXE")?.files.types == .not(["exe"]))
        #expect(try self.policies("login-window", "2h")?.lockout.windowMinutes == 120)
        #expect(try self.policies("password-name", "on")?.passwords.refusesName == false)
        #expect(try self.policies("password-classes", "digit")?.passwords.classes == [.digit])
    }

    @Test func `an only-list keeps out what has no extension, a not-list lets it pass`() throws {
        var limits = FileLimits()
        let (pdf, none) = (try #require(FileName("a.PDF")), try #require(FileName("Makefile")))
        limits.types = .only(["pdf"])
        try limits.check(pdf, size: 1)
        let denial = Denial(.typeNotAllowed, "files without a type are not allowed here")
        #expect(throws: denial) { try limits.check(none, size: 1) }
        limits.types = .not(["pdf"])
        try limits.check(none, size: 1)
        #expect(throws: Denial(.typeNotAllowed, "files of type 'pdf' are not allowed here")) {
            try limits.check(pdf, size: 1)
        }
        limits.sizeMaximum = 1536 << 10
        #expect(throws: Denial(.fileTooBig, "a file has at most 1536 KiB here")) {
            try limits.check(none, size: 1536 << 10 + 1)
        }
    }

    @Test func `who comes too late reads how long there was`() {
        var limits = ChatLimits()
        #expect(
            limits.tooLateToEdit.sentence == "it is too late: messages can be changed for 2 days")
        limits.editWindow = .seconds(3600)
        #expect(
            limits.tooLateToEdit.sentence == "it is too late: messages can be changed for 1 hour")
        limits.editWindow = .zero
        #expect(limits.tooLateToEdit.sentence == "messages can't be changed on this server")
    }

    @Test func `policies and their manual are the same`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appending(path: "man/conclaved.8"), encoding: .utf8)
        let section = try #require(page.components(separatedBy: ".It Cm policy Op").last)
        let list = try #require(section.components(separatedBy: "\n.El").first)
        let written = list.split(separator: "\n").filter { $0.hasPrefix(".It Li ") }
            .map { String($0.dropFirst(7)) }
        #expect(written == Policy.all.map(\.name))
    }
}
