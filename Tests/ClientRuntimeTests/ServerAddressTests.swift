import Testing
import Units

@testable import ClientRuntime

struct ServerAddressTests {
    @Test(arguments: [
        ("chat.example", "chat.example", 4307),
        ("chat.example:5000", "chat.example", 5000),
        ("[::1]", "::1", 4307),
        ("[2001:db8::1]:443", "2001:db8::1", 443),
        ("2001:db8::1", "2001:db8::1", 4307),
        ("127.0.0.1:1", "127.0.0.1", 1),
    ])
    func readsHostsWithAndWithoutPort(text: String, host: String, port: Int) throws {
        #expect(try ServerAddress(parsing: text) == ServerAddress(host: host, port: port))
    }

    @Test(arguments: [
        "", ":4307", "host:", "host:0", "host:65536", "host:port", "[::1", "[]", "[::1]x", "a b",
        "user@host", "host/path", "h\u{1B}st",
    ])
    func refusesWhatIsNoAddress(text: String) {
        #expect {
            try ServerAddress(parsing: text)
        } throws: { error in
            (error as? Failure)?.exitCode == .misused
        }
    }

    @Test func printsWhatItReads() throws {
        for text in ["chat.example", "chat.example:5000", "[::1]", "[::1]:443"] {
            #expect(try ServerAddress(parsing: text).description == text)
        }
    }
}
