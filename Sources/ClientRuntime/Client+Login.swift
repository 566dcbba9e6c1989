internal import Console
internal import Foundation
internal import Rooms
internal import SealedMedia
internal import SecureSockets
internal import Sessions
internal import Synchronization
internal import Units

/// From settings to a session that is logged in.
extension Client {
    /// Logs in, and returns when the server has let us in.
    ///
    /// - Parameters:
    ///   - usesKeptKeys: false asks for the password even if keys were kept.
    ///   - listener: called on the loop for every event, in order, from the first one on.
    static func logIn(
        _ settings: Settings, history: HistoryStart, usesKeptKeys: Bool = true,
        limits: ClientLimits = ClientLimits(), listener: @escaping Listener = { _ in },
    ) async throws(Failure) -> Client {
        try await Self.logIn(
            try await Self.prepare(settings, usesKeptKeys: usesKeptKeys), history: history,
            limits: limits, listener: listener)
    }

    /// Gathers what a login needs, and asks for what only the person knows. A server that is known
    /// is not dialled.
    ///
    /// A server whose key is not known yet is shown and asked about where somebody can answer;
    /// elsewhere it is refused with the fingerprint to compare.
    static func prepare(
        _ settings: Settings, usesKeptKeys: Bool = true
    ) async throws(Failure) -> Login {
        var login = try Self.login(settings, usesKeptKeys: usesKeptKeys)
        Console.detail("\(settings.account) logs in at \(settings.server)")
        (login.trust, login.spent) = try await Self.trust(settings)
        if login.keys == nil {
            // Before dialling: a server does not wait for who is looking for a password.
            let question = "password of \(settings.account)@\(settings.server): "
            let password = try (settings.password ?? .terminal).read(prompt: question)
            login.password = { password }
        }
        return login
    }

    /// Comes in without an account.
    static func logIn(
        _ settings: Settings, guest: GuestPass, listener: @escaping Listener,
    ) async throws(Failure) -> Client {
        try await Self.logIn(
            try await Self.prepare(settings, guest: guest), history: .never, listener: listener)
    }

    /// For who has no account, with keys made for this visit and kept nowhere.
    static func prepare(
        _ settings: Settings, guest: GuestPass
    ) async throws(Failure) -> Login {
        let keys = try trying("making a device's keys") { () throws(SealingError) in
            try DeviceKeys()
        }
        return Login(
            server: settings.server, trust: try await Self.trust(settings).trust,
            account: .nobody, guest: guest, deviceKeys: keys, deviceName: "",
            password: { () throws(Failure) in
                throw Failure(.protocol, "the server asks a guest for a password")
            })
    }

    /// How the server is recognised; one that is new is shown and asked about.
    ///
    /// - Returns: also how long the server took to show its key; a person's time is not counted.
    static func trust(
        _ settings: Settings
    ) async throws(Failure) -> (trust: ServerTrust, spent: Duration) {
        if let given = settings.fingerprint {
            return (.fingerprint(try Self.checked(given)), .zero)
        }
        let known = KnownServers(path: settings.paths.knownServers)
        switch try known.mark(of: settings.server) {
        case .fingerprint(let pinned)?:
            Console.detail("the server has to have the key that is known: \(pinned)")
            return (.fingerprint(pinned), .zero)
        case .authority?:
            Console.detail("an authority has to vouch for the server's key, as it did before")
            return (.chain, .zero)
        case nil: break
        }
        let begin = Instant.now
        let new = try await ServerProbe.newKey(of: settings.server, within: settings.timeLimit)
        let spent = Instant.now - begin
        guard let presented = new else {
            Console.detail("an authority vouches for the server's key")
            // What can't be kept is looked up again the next time.
            try? known.trust(settings.server, by: .authority)
            return (.chain, spent)
        }
        guard try Self.isTrusted(settings.server, presented) else {
            throw Failure(
                .notPermitted, "the server's key was not trusted",
                hint: "compare it with what 'conclaved serve' printed when it started")
        }
        try known.trust(settings.server, by: .fingerprint(presented))
        return (.fingerprint(presented), spent)
    }

    /// Logs in, does something, and hangs up in order, whatever came of it, within the settings'
    /// time.
    static func visit<Value>(
        _ settings: Settings, history: HistoryStart = .never, usesKeptKeys: Bool = true,
        listener: @escaping Listener = { _ in },
        _ body: (Client) async throws(Failure) -> Value,
    ) async throws(Failure) -> Value {
        var limits = ClientLimits()
        limits.lifetime = settings.timeLimit
        let client = try await Self.logIn(
            settings, history: history, usesKeptKeys: usesKeptKeys, limits: limits,
            listener: listener)
        let result: Result<Value, Failure>
        do throws(Failure) { result = .success(try await body(client)) } catch {
            result = .failure(error)
        }
        await client.stop()
        return try result.get()
    }

    static func logIn(
        _ login: Login, history: HistoryStart, limits: ClientLimits = ClientLimits(),
        listener: @escaping Listener,
    ) async throws(Failure) -> Client {
        var limits = limits
        limits.spent = login.spent
        let client = try Client(login, history: history, limits: limits, listener: listener)
        try await client.start()
        return client
    }

    static func login(
        _ settings: Settings, usesKeptKeys: Bool
    ) throws(Failure) -> Login {
        guard let account = AccountName(settings.account) else {
            throw Failure(.misused, "'\(settings.account)' is not an account name")
        }
        let credentials = Credentials(paths: settings.paths)
        let kept = try credentials.loginKeys(server: settings.server, account: settings.account)
        let source = settings.password
        return Login(
            server: settings.server, trust: .chain, account: account,
            deviceKeys: try credentials.deviceKeys(),
            deviceName: String(ProcessInfo.processInfo.hostName.prefix(Self.deviceNameMaximum)),
            keys: usesKeptKeys ? kept : nil,
            password: { () throws(Failure) in
                if let source { return try source.read(prompt: "") }
                throw Failure(
                    .notPermitted, "the kept login key does not fit any more",
                    hint: "the password was changed; log in again with 'conclave login'")
            })
    }

    /// Characters of a device's name; a server takes 64 bytes.
    private static let deviceNameMaximum = 16

    static func checked(_ fingerprint: String) throws(Failure) -> String {
        guard let normalised = ServerTrust.normalised(fingerprint: fingerprint) else {
            throw Failure(
                .misused, "'\(fingerprint)' is not a fingerprint",
                hint: "it looks like SHA256:47DEQpj8HBSa...; 'conclaved serve' prints it")
        }
        return normalised
    }

    /// Shows the key and asks.
    ///
    /// - Throws: 77 where nobody can be asked.
    private static func isTrusted(
        _ server: ServerAddress, _ fingerprint: String
    ) throws(Failure) -> Bool {
        guard Console.isInteractive else {
            throw Failure(
                .notPermitted, "the key of \(server) is not known: \(fingerprint)",
                hint: "compare it with the server's, then use --fingerprint \(fingerprint)")
        }
        Console.complain("conclave: \(server) is new here; its key is")
        Console.complain("  \(fingerprint)")
        Console.complain("compare it with what 'conclaved serve' printed. Trust it? [y/N]")
        let answer = readLine() ?? ""
        return ["y", "yes"].contains(answer.lowercased())
    }
}
