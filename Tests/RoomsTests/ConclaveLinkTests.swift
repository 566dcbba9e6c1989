import Rooms
import Testing
import Units

@Suite struct ConclaveLinkTests {
    @Test(arguments: [
        "conclave:", "conclave:alice", "conclave:alice@example.org", "conclave:@example.org:4307",
        "conclave:k7f2-mq9x-d3tv@10.0.0.1", "conclave:group:abcdefghjkmnpqrs@[2001:db8::1]:4307",
        "conclave:private:alice:bob@[::1]", "conclave:meeting:k7f2-mq9x-d3tv",
    ])
    func `a link is printed as it was read`(text: String) throws {
        #expect(try ConclaveLink(parsing: text).description == text)
    }

    @Test func `targets are told apart by their form`() throws {
        let name = try #require(AccountName("alice"))
        let conference = try #require(ConferenceID("k7f2-mq9x-d3tv"))
        let chat = ChatID.meeting(conference)
        for target in [
            nil, ConclaveLink.Target.account(name), .conference(conference), .chat(chat),
            .chat(.privateChat(name, name)),
        ] {
            let link = try ConclaveLink(target, server: "Example.org")
            let read = try ConclaveLink(parsing: link.description)
            #expect(read == link)
            #expect(read.target == target)
            #expect(read.server == "example.org")
        }
        #expect(try ConclaveLink(parsing: "CONCLAVE:Alice") == ConclaveLink(.account(name)))
    }

    static let refused: [(String, LinkError)] = [
        ("", .otherScheme), ("alice", .otherScheme), ("https:alice", .otherScheme),
        (":alice", .otherScheme),
        ("conclave:alice?pin=123456", .carriesMore), ("conclave:alice#token", .carriesMore),
        ("conclave:alice:secret@example.org", .carriesMore),
        ("conclave:alice@bob@example.org", .carriesMore),
        ("conclave:alice@bob:secret@example.org", .carriesMore),
        ("conclave://example.org/alice", .carriesMore), ("conclave:alice%3fpin", .carriesMore),
        ("conclave:alice;pin=1", .carriesMore), ("conclave:private:alice", .carriesMore),
        ("conclave:private:Alice:bob", .carriesMore), ("conclave:group:", .carriesMore),
        ("conclave:alice example", .unprintable), ("conclave:alice\n", .unprintable),
        ("conclave:\u{1B}[2J", .unprintable), ("conclave:аlice", .unprintable),
        ("conclave:alice\0", .unprintable),
        ("conclave:-alice", .unknownTarget), ("conclave:a(b)", .unknownTarget),
        ("conclave:alice@", .unknownServer), ("conclave:alice@host:0", .unknownServer),
        ("conclave:alice@host:65536", .unknownServer), ("conclave:alice@host:", .unknownServer),
        ("conclave:alice@host:+1", .unknownServer), ("conclave:alice@a:b:1", .unknownServer),
        ("conclave:alice@[::1", .unknownServer), ("conclave:alice@[host]", .unknownServer),
        ("conclave:alice@[::1]4307", .unknownServer), ("conclave:alice@ho_st", .unknownServer),
        ("conclave:alice@...", .unknownServer),
        (
            "conclave:" + String(repeating: "a", count: 600),
            .tooLong(limit: ConclaveLink.lengthMaximum)
        ),
    ]

    @Test(arguments: refused)
    func `what is no such link is refused for one reason`(text: String, reason: LinkError) {
        #expect(throws: reason) { try ConclaveLink(parsing: text) }
    }

    @Test func `no refusal repeats what may be a secret`() {
        for (text, reason) in Self.refused where text.contains("secret") {
            #expect(!reason.description.contains("secret"))
        }
    }

    @Test func `any octets are a link or refused`() throws {
        var random = SeededRandom(seed: 16)
        let alphabet = Array("conclave:@ab-.[]:?#1\u{7F}é".unicodeScalars)
        for _ in 0..<5000 {
            var text = Bool.random(using: &random) ? "conclave:" : ""
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                text.unicodeScalars.append(alphabet.randomElement(using: &random) ?? "a")
            }
            guard let link = try? ConclaveLink(parsing: text) else { continue }
            #expect(try ConclaveLink(parsing: link.description) == link)
        }
    }
}
