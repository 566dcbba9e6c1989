/// Whether colours are wanted, by the option; it wins over the environment.
public enum ColorChoice: String, Sendable, Hashable, CaseIterable {
    /// As the environment says, and what the output goes to.
    case auto
    case always, never

    /// The environment as everything else is to find it: `NO_COLOR` (https://no-color.org) and
    /// `CLICOLOR_FORCE` (https://bixense.com/clicolors).
    func applied(to environment: [String: String]) -> [String: String] {
        switch self {
        case .auto: return environment
        case .always:
            return environment.filter { $0.key != "NO_COLOR" }
                .merging(["CLICOLOR_FORCE": "1"]) { $1 }
        case .never:
            return environment.filter { $0.key != "CLICOLOR_FORCE" }
                .merging(["NO_COLOR": "1"]) { $1 }
        }
    }
}
