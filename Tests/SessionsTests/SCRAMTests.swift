import Rooms
import SecureSockets
import Testing

@testable import Sessions

/// The exchange of RFC 7677, section 3, byte for byte.
struct SCRAMVectorTests {
    static let salt = Base64.decode("W22ZaJ0SNY7soEsUEjb6gQ==")
    static let secret = [UInt8](repeating: 7, count: 32)

    private func credential() throws -> SCRAMCredential {
        SCRAMCredential.make(
            password: Array("pencil".utf8), salt: try #require(Self.salt), iterations: 4096,
            primitives: .openSSL)
    }

    @Test func bothEndsWriteTheMessagesOfTheRFC() throws {
        var client = SCRAMClient(
            account: "user", nonce: "rOprNGfwEbeRWgbNEkqO", header: "n,,", binding: [],
            primitives: .openSSL)
        #expect(String(decoding: client.first, as: UTF8.self) == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        let account = AccountRecord(
            name: try #require(AccountName("user")), credential: try self.credential())
        var server = try #require(
            SCRAMServer(
                first: client.first, account: account, serverSecret: Self.secret, header: "n,,",
                binding: [], nonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", primitives: .openSSL))
        #expect(
            String(decoding: server.challenge, as: UTF8.self)
                == "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
        )
        let parameters = try client.challenge(server.challenge)
        let keys = SCRAMKeys.derive(
            password: Array("pencil".utf8), salt: parameters.salt,
            iterations: parameters.iterations, primitives: .openSSL)
        let final = client.prove(with: keys)
        #expect(
            String(decoding: final, as: UTF8.self)
                == "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        )
        let serverFinal = Array("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=".utf8)
        #expect(server.finish(final) == .authenticated(account.name, serverFinal: serverFinal))
        #expect(client.isGenuine(serverFinal))
        #expect(!client.isGenuine(Array("v=AAAA".utf8)))
        #expect(!client.isGenuine([]))
    }

    /// RFC 4231, test cases 1, 2 and 6; RFC 7914, section 11; FIPS 180-2.
    @Test func thePrimitivesAreWhatTheyAreCalled() {
        let primitives = SCRAMPrimitives.openSSL
        #expect(
            hex(primitives.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            hex(primitives.hmacSHA256([UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8)))
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        #expect(
            hex(
                primitives.hmacSHA256(
                    Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            hex(primitives.pbkdf2SHA256(Array("passwd".utf8), Array("salt".utf8), 1))
                == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc")
        #expect(
            hex(primitives.pbkdf2SHA256(Array("Password".utf8), Array("NaCl".utf8), 80_000))
                == "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56")
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// What must not get through, and what must not tell.
struct SCRAMRefusalTests {
    static let binding = [UInt8](repeating: 1, count: 32)
    static let secret = [UInt8](repeating: 7, count: 32)
    static let nonce = [UInt8](repeating: 9, count: 18)
    let account: AccountRecord

    init() throws {
        self.account = AccountRecord(
            name: try #require(AccountName("user")),
            credential: .make(
                password: Array("pencil".utf8), salt: [1, 2, 3, 4], iterations: 4096,
                primitives: .openSSL))
    }

    private func server(_ first: String, known: Bool = true) -> SCRAMServer? {
        SCRAMServer(
            first: Array(first.utf8), account: known ? self.account : nil,
            serverSecret: Self.secret, binding: Self.binding, nonce: Self.nonce,
            primitives: .openSSL)
    }

    @Test(arguments: [
        "", "n,,n=user,r=0123456789abcdef", "y,,n=user,r=0123456789abcdef",
        "p=tls-unique,,n=user,r=0123456789abcdef", "p=tls-exporter,,r=0123456789abcdef",
        "p=tls-exporter,a=root,n=user,r=0123456789abcdef", "p=tls-exporter,,n=,r=0123456789abcdef",
        "p=tls-exporter,,n=user,r=short", "p=tls-exporter,,n=user,r=0123456789abc ef",
        "p=tls-exporter,,n=us=er,r=0123456789abcdef",
        "p=tls-exporter,,n=user,r=0123456789abcdef,x=1",
        "p=tls-exporter,,m=ext,n=user,r=0123456789abcdef",
    ])
    func aFirstMessageThatIsNotOursIsNone(first: String) {
        #expect(self.server(first) == nil)
        #expect(SCRAMServer.name(in: Array(first.utf8)) == nil)
    }

    @Test func messagesThatAreNoTextOrTooLongAreNone() {
        #expect(SCRAMServer.name(in: [0xFF, 0xFE]) == nil)
        let long = "p=tls-exporter,,n=user,r=" + String(repeating: "a", count: 2048)
        #expect(SCRAMServer.name(in: Array(long.utf8)) == nil)
    }

    /// One exchange; the password, the binding and the last message are the attacker's.
    private func verdict(
        password: String = "pencil", binding: [UInt8] = Self.binding, known: Bool = true,
        changing: (String) -> String = { $0 },
    ) throws -> SCRAMServer.Verdict {
        var client = SCRAMClient(
            account: "user", nonce: Self.nonce, binding: binding, primitives: .openSSL)
        var server = try #require(
            self.server(String(decoding: client.first, as: UTF8.self), known: known))
        let parameters = try client.challenge(server.challenge)
        let keys = SCRAMKeys.derive(
            password: Array(password.utf8), salt: parameters.salt,
            iterations: min(parameters.iterations, 4096), primitives: .openSSL)
        let final = String(decoding: client.prove(with: keys), as: UTF8.self)
        return server.finish(Array(changing(final).utf8))
    }

    @Test func theRightPasswordIsLetIn() throws {
        guard case .authenticated(let name, _) = try self.verdict() else {
            Issue.record("refused")
            return
        }
        #expect(name == self.account.name)
    }

    @Test func aWrongPasswordAnUnknownNameAndARelayAreRefusedAlike() throws {
        #expect(try self.verdict(password: "pencils") == .refused)
        #expect(try self.verdict(password: "") == .refused)
        #expect(try self.verdict(known: false) == .refused)
        // The client talks to somebody in the middle, whose TLS exports something else.
        #expect(try self.verdict(binding: [UInt8](repeating: 2, count: 32)) == .refused)
    }

    @Test func aChangedLastMessageIsRefused() throws {
        #expect(try self.verdict { _ in "" } == .refused)
        #expect(try self.verdict { String($0.dropLast(4)) } == .refused)
        #expect(try self.verdict { $0 + ",x=1" } == .refused)
        #expect(try self.verdict { $0.replacing("r=", with: "r=x") } == .refused)
        #expect(try self.verdict { $0.replacing("c=", with: "c=x") } == .refused)
        #expect(try self.verdict { $0.prefix { $0 != "p" } + "p=" } == .refused)
        #expect(try self.verdict { $0.replacing(",p=", with: ",p=AAAA") } == .refused)
    }

    @Test func anUnknownNameHasASaltOfItsOwnThatStays() throws {
        let first = "p=tls-exporter,,n=ghost,r=0123456789abcdef"
        let one = try #require(self.server(first, known: false))
        let two = try #require(self.server(first, known: false))
        let other = try #require(
            self.server("p=tls-exporter,,n=spirit,r=0123456789abcdef", known: false))
        #expect(one.challenge == two.challenge)
        #expect(one.challenge != other.challenge)
        let text = String(decoding: one.challenge, as: UTF8.self)
        #expect(text.hasSuffix(",i=600000"))
        #expect(text.split(separator: ",")[1].count == "s=".count + 24)
    }

    @Test(arguments: [
        ("r=other,s=AAAA,i=4096", SCRAMError.nonceDoesNotContinue),
        ("r=CQkJCQkJCQkJCQkJCQkJCQkJ,s=AAAA,i=4096", .nonceDoesNotContinue),
        ("r=CQkJCQkJCQkJCQkJCQkJCQkJx,s=AAAA,i=4095", .iterationsOutOfRange(4095)),
        ("r=CQkJCQkJCQkJCQkJCQkJCQkJx,s=AAAA,i=10000001", .iterationsOutOfRange(10_000_001)),
        ("r=CQkJCQkJCQkJCQkJCQkJCQkJx,s=AAAA,i=99999999999999999999", .malformed),
        ("r=CQkJCQkJCQkJCQkJCQkJCQkJx,s=,i=4096", .malformed),
        ("r=CQkJCQkJCQkJCQkJCQkJCQkJx,s=AAA,i=4096", .malformed),
        ("r=CQkJCQkJCQkJCQkJCQkJCQkJx,i=4096,s=AAAA", .malformed),
        ("e=no", .malformed), ("", .malformed),
    ])
    func aClientTakesNoWeakOrBrokenChallenge(challenge: String, error: SCRAMError) {
        var client = SCRAMClient(
            account: "user", nonce: Self.nonce, binding: Self.binding, primitives: .openSSL)
        #expect(throws: error) { try client.challenge(Array(challenge.utf8)) }
    }

    @Test func commaAndEqualsSignInANameAreEscaped() {
        let client = SCRAMClient(
            account: "a,b=c", nonce: Self.nonce, binding: Self.binding, primitives: .openSSL)
        #expect(SCRAMServer.name(in: client.first) == "a,b=c")
    }
}

struct Base64Tests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func theVectorsOfTheRFC(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded[...]) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zh==", "Zg===", "Z", "Zm9v\n", "Zm 9v", "Zm9_", "=", "Zg==Zg==",
    ])
    func whatEncodingWouldNotWriteIsRefused(text: String) {
        #expect(Base64.decode(text[...]) == nil)
    }
}
