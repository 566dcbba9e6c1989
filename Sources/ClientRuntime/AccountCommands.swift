internal import Console
internal import Sessions
internal import Synchronization
public import Units

/// `login` and `logout`.
public enum AccountCommands {
    /// Logs in with the password, shows an unknown server's key and asks about it, and keeps a
    /// derived key, so that later runs need no password.
    public static func login(_ settings: Settings) async throws(Failure) {
        let keys = try await Client.visit(settings, usesKeptKeys: false) { client in
            client.usedKeys.withLock { $0 }
        }
        guard let keys else { throw .unexpectedAnswer }
        let credentials = Credentials(paths: settings.paths)
        try credentials.keep(keys, server: settings.server, account: settings.account)
        if let fingerprint = settings.fingerprint {
            try KnownServers(path: settings.paths.knownServers)
                .trust(settings.server, fingerprint: Client.checked(fingerprint))
        }
        Console.print("logged in as \(settings.account)@\(settings.server)")
    }

    /// Forgets the derived key; the device's own keys and the server's pin stay.
    public static func logout(_ settings: Settings) throws(Failure) {
        try Credentials(paths: settings.paths)
            .forgetLogin(server: settings.server, account: settings.account)
    }
}
