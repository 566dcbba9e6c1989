internal import Foundation
internal import Units

/// Where a profile keeps things: the XDG base directories.
struct Paths: Sendable {
    /// What an administrator has set for everybody.
    static let systemSettings = "/etc/conclave/config.toml"

    let configuration: String
    /// A person's own themes, for all profiles.
    let themes: String
    let data: String
    let state: String

    /// - Parameter profile: a name of letters, digits, `-` and `_`; empty for the default profile.
    init(environment: [String: String], profile: String) throws(Failure) {
        guard
            profile.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        else {
            throw Failure(
                .misused, "profile '\(profile)' is not a name",
                hint: "use letters, digits, '-' and '_'")
        }
        let home = environment["HOME"] ?? "/"
        func base(_ variable: String, _ otherwise: String, _ profile: String) -> String {
            let named = environment[variable] ?? ""
            let root = named.hasPrefix("/") ? named : home + "/" + otherwise
            return root + "/conclave" + (profile.isEmpty ? "" : "/profiles/" + profile)
        }
        self.configuration = base("XDG_CONFIG_HOME", ".config", profile)
        self.themes = base("XDG_CONFIG_HOME", ".config", "") + "/themes"
        self.data = base("XDG_DATA_HOME", ".local/share", profile)
        self.state = base("XDG_STATE_HOME", ".local/state", profile)
    }

    var settings: String { self.configuration + "/config.toml" }
    /// Lines that a key brings back.
    var lines: String { self.state + "/lines" }
    var knownServers: String { self.data + "/known_servers" }
    var verifiedDevices: String { self.data + "/verified_devices" }
    var device: String { self.data + "/device.key" }

    /// The derived login key of one account; the name is checked, so it is a safe file name.
    func loginKeys(server: ServerAddress, account: String) -> String {
        let host = server.host.map {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) ? $0 : "_"
        }
        return "\(self.data)/login/\(account)@\(String(host))_\(server.port).key"
    }
}
