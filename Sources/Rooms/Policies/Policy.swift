internal import Units

/// One of the server's policies by its name, as the administrator types it: `edit-window 2d`,
/// `file-types not exe,bat` (L1.7, L1.9, L2.18, L2.20).
public struct Policy: Sendable {
    public let name: String
    /// What it can be set to: `1..64`, `on|off`.
    public let values: String
    public let help: String
    /// Whether people are told what is set: it is about what they do, not about who attacks them.
    public let isTold: Bool
    private let read: @Sendable (Policies) -> String
    private let write: @Sendable (inout Policies, String) -> Bool

    public static let all: [Policy] = [
        .number(
            "password-length", PasswordPolicy.lengthMinimums, "characters of a new password",
            \.passwords.lengthMinimum),
        Policy(
            "password-classes", "none|digit,lower,upper,special", "what a new password must have",
            read: { PolicyText.classes($0.passwords.classes) },
            write: { policies, text in
                guard let classes = PolicyText.classes(text) else { return false }
                policies.passwords.classes = classes
                return true
            }),
        Policy(
            "password-name", "on|off", "whether a new password may hold the account's name",
            read: { $0.passwords.refusesName ? "off" : "on" },
            write: { policies, text in
                guard text == "on" || text == "off" else { return false }
                policies.passwords.refusesName = text == "off"
                return true
            }),
        Policy(
            "password-age", "never|1m..3650d", "after which a person has to set a new one",
            read: { $0.passwords.ageMaximum.map(PolicyText.duration) ?? "never" },
            write: { policies, text in
                let age = PolicyText.duration(text)
                guard age != nil || text == "never" else { return false }
                policies.passwords.ageMaximum = age
                return true
            }),
        .number(
            "login-failures", LockoutPolicy.failureLimits, "failed logins that lock an account",
            isTold: false, \.lockout.failuresMaximum),
        Policy(
            "login-window", "1m..1d", "in which they count, and for the rest of which it is locked",
            isTold: false,
            read: { PolicyText.duration(.seconds(60 * $0.lockout.windowMinutes)) },
            write: { policies, text in
                let minutes = PolicyText.duration(text).map { Int($0.seconds) / 60 }
                guard let minutes, LockoutPolicy.windows.contains(minutes) else { return false }
                policies.lockout.windowMinutes = minutes
                return true
            }),
        Policy(
            "edit-window", "never|always|1m..3650d",
            "how long people can edit their messages, and delete them for all",
            read: { PolicyText.window($0.chats.editWindow) },
            write: { policies, text in
                switch text {
                case "never", "0": policies.chats.editWindow = .zero
                case "always": policies.chats.editWindow = nil
                default:
                    guard let window = PolicyText.duration(text) else { return false }
                    policies.chats.editWindow = window
                }
                return true
            }),
        .size("file-size", "bytes of one file at most", \.files.sizeMaximum),
        Policy(
            "file-types", "all|only EXT,...|not EXT,...", "extensions of files that can be sent",
            read: { $0.files.types.text },
            write: { policies, text in
                guard let types = FileTypes(text) else { return false }
                policies.files.types = types
                return true
            }),
        .size("file-quota", "bytes of all files together", isTold: false, \.files.quota),
    ]

    public static func named(_ name: some StringProtocol) -> Policy? {
        let name = name.lowercased()
        return self.all.first { $0.name == name }
    }

    /// As it is set, in the form in which it is typed.
    public func value(in policies: Policies) -> String { self.read(policies) }

    /// Sets it.
    ///
    /// - Returns: False, and nothing is set, for what is no value of it.
    public func set(_ text: String, in policies: inout Policies) -> Bool {
        self.write(&policies, text.lowercased())
    }

    private init(
        _ name: String, _ values: String, _ help: String, isTold: Bool = true,
        read: @escaping @Sendable (Policies) -> String,
        write: @escaping @Sendable (inout Policies, String) -> Bool,
    ) {
        self.name = name
        self.values = values
        self.help = help
        self.isTold = isTold
        self.read = read
        self.write = write
    }

    private static func number(
        _ name: String, _ range: ClosedRange<Int>, _ help: String, isTold: Bool = true,
        _ path: any WritableKeyPath<Policies, Int> & Sendable,
    ) -> Policy {
        Policy(
            name, "\(range.lowerBound)..\(range.upperBound)", help, isTold: isTold,
            read: { String($0[keyPath: path]) },
            write: { policies, text in
                guard let number = Int(text), range.contains(number) else { return false }
                policies[keyPath: path] = number
                return true
            })
    }

    private static func size(
        _ name: String, _ help: String, isTold: Bool = true,
        _ path: any WritableKeyPath<Policies, UInt64> & Sendable,
    ) -> Policy {
        Policy(
            name, "1K..16T", help, isTold: isTold,
            read: { PolicyText.size($0[keyPath: path]) },
            write: { policies, text in
                guard let size = PolicyText.size(text) else { return false }
                policies[keyPath: path] = size
                return true
            })
    }
}
