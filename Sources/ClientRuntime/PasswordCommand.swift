public import Console
internal import Rooms
internal import SecureSockets
internal import Sessions
public import Units
internal import Wire

extension AccountCommands {
    /// Changes one's password; other devices have to log in again with the new one.
    ///
    /// Works, too, where the old one has expired and lets one do nothing else.
    public static func changePassword(
        _ settings: Settings, to source: PasswordSource?
    ) async throws(Failure) {
        var login = try Client.login(settings, usesKeptKeys: false)
        (login.trust, login.spent) = try await Client.trust(settings)
        let whose = "\(settings.account)@\(settings.server)"
        let old = try (settings.password ?? .terminal).read(prompt: "password of \(whose): ")
        let new = try Self.newPassword(from: source ?? .terminal, for: whose)
        guard new != old else {
            throw Failure(.badData, "the new password is the old one", hint: "take another")
        }
        login.password = { old }
        login.changesPassword = true
        // Before dialling: half a second of work, for which no server has to wait.
        let keys = SCRAMKeys.derive(
            password: new, salt: Self.newSalt(), iterations: SCRAMIterations.standard,
            primitives: .openSSL)
        let client = try await Client.logIn(login, history: .never) { _ in }
        let result: Result<Void, Failure>
        do throws(Failure) {
            result = .success(try await client.changePassword(to: new, keys))
        } catch { result = .failure(error) }
        await client.stop()
        try result.get()
        try Credentials(paths: settings.paths)
            .replace(keys, server: settings.server, account: settings.account)
        Console.print("changed the password of \(whose); other devices log in again")
    }

    /// Twice where nobody sees what is typed.
    private static func newPassword(
        from source: PasswordSource, for whose: String
    ) throws(Failure) -> [UInt8] {
        let password = try source.read(prompt: "new password of \(whose): ")
        if source == .terminal {
            guard try source.read(prompt: "once more: ") == password else {
                throw Failure(.badData, "the two passwords differ")
            }
        }
        return password
    }

    private static func newSalt() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}

extension Client {
    /// Sees whether the server's administrator lets it be a password, and sets it (L1.9).
    ///
    /// The server is sent what it keeps, never the password, so the rules are checked here.
    func changePassword(to password: [UInt8], _ keys: SCRAMKeys) async throws(Failure) {
        guard case .policyList(let list) = try await self.request(.listPolicies(ListPolicies()))
        else { throw .unexpectedAnswer }
        var policies = Policies()
        for entry in list.policies {
            // One that this version does not know is no rule for it.
            _ = Policy.named(entry.name)?.set(entry.value, in: &policies)
        }
        let faults = policies.passwords.faults(of: password, for: self.login.account)
        guard faults.isEmpty else {
            let words = faults.map(\.description).joined(separator: ", ")
            throw Failure(.badData, "this password is not accepted: \(words)")
        }
        let change = ChangePassword(SCRAMCredential(keys, primitives: .openSSL))
        switch await self.answer(to: .changePassword(change)) {
        case .connectionLost: throw Self.connectionLost.afterChangingPassword
        case .ended(let failure): throw Failure(failure).afterChangingPassword
        case .response(.refused(let refused)): throw Failure(refused)
        case .response(.loggedIn): break
        case .response: throw .unexpectedAnswer
        }
    }
}

extension Failure {
    /// Where no answer came, nobody knows whether the server has done it.
    var afterChangingPassword: Failure {
        Failure(
            self.exitCode, self.message,
            hint: "it may have been changed: try the new password, then the old one")
    }
}
