import Testing
import Units

@testable import ClientRuntime

struct PasswordCommandTests {
    /// Whoever does not hear whether it was done must not be told that it was not.
    @Test func aLostAnswerSaysWhichPasswordToTry() {
        let lost = Failure(.unavailable, "the connection to the server was lost")
        let told = lost.afterChangingPassword
        #expect(told.message == lost.message && told.exitCode == .unavailable)
        #expect(told.hint == "it may have been changed: try the new password, then the old one")
        let out = Failure(.notPermitted, "the server logged this account out", hint: "why")
        #expect(out.afterChangingPassword.hint == told.hint)
        #expect(out.afterChangingPassword.exitCode == .notPermitted)
    }
}
