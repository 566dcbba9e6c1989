internal import Canvas
internal import Console
internal import Rooms
internal import Sessions
internal import Synchronization
public import Units
internal import Wire

/// `login`, `logout` and `me`.
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
                .trust(settings.server, by: .fingerprint(Client.checked(fingerprint)))
        }
        Console.print("logged in as \(settings.account)@\(settings.server)")
    }

    /// Forgets the derived key; the device's own keys and the server's pin stay.
    public static func logout(_ settings: Settings) throws(Failure) {
        try Credentials(paths: settings.paths)
            .forgetLogin(server: settings.server, account: settings.account)
    }

    /// Prints who one is on the server and what one may do there.
    public static func me(_ settings: Settings, isJSON: Bool) async throws(Failure) {
        let answers = try await Client.visit(settings) { client async throws(Failure) in
            (
                try await client.request(.whoAmI(WhoAmI())),
                try await client.request(.listPolicies(ListPolicies())),
            )
        }
        guard case (.me(let me), .policyList(let list)) = answers else { throw .unexpectedAnswer }
        if isJSON { return Console.print(me.json(list.policies)) }
        for line in me.plainLines + list.policies.map(\.plainLine) { Console.print(line) }
    }
}

extension Me {
    func json(_ policies: [PolicyEntry]) -> String {
        var line = JSONLine(type: "me")
        line.add("account", self.account)
        line.add("display_name", self.displayName)
        line.add("kind", self.kind.word)
        line.add("rights", self.rights)
        line.add("policies", PolicyEntry.json(policies))
        return line.text
    }

    /// `account alice`, and so on; one thing a line.
    var plainLines: [String] {
        var lines = ["account \(Sanitized(remote: self.account).text)"]
        if !self.displayName.isEmpty {
            lines.append("name \(Sanitized(remote: self.displayName).text)")
        }
        let rights = Sanitized(remote: self.rights.joined(separator: " ")).text
        return lines + ["kind \(self.kind.word)", "rights \(rights.isEmpty ? "none" : rights)"]
    }
}

extension PolicyList {
    /// What has changed, for a program that listens.
    func json(sequence: UInt64) -> String {
        var line = JSONLine(type: "policies-changed")
        line.add("sequence", sequence)
        line.add("policies", PolicyEntry.json(self.policies))
        return line.text
    }
}

extension PolicyEntry {
    /// `policy edit-window 2d`.
    var plainLine: String {
        "policy " + Sanitized(remote: "\(self.name) \(self.value)").text
    }

    /// For who is there when it changes: `edit-window is 2d from now on: how long people can …`.
    var noticeWords: String {
        let help = Policy.named(self.name).map { ": \($0.help)" } ?? ""
        return Sanitized(remote: "\(self.name) is \(self.value) from now on\(help)").text
    }

    /// `{"edit_window":"2d"}`.
    static func json(_ policies: [PolicyEntry]) -> JSONLine {
        var words = JSONLine()
        for policy in policies { words.add(policy.name.replacing("-", with: "_"), policy.value) }
        return words
    }
}

extension AccountKindCode {
    /// The stable word for scripts.
    fileprivate var word: String {
        switch self {
        case .person: "person"
        case .bot: "bot"
        case .guest: "guest"
        case .unspecified, .UNRECOGNIZED: "unknown"
        }
    }
}
