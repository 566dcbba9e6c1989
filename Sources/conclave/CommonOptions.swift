import ArgumentParser
import ClientRuntime
import Console

/// What does not depend on a server: which settings hold, and what is said how.
struct CommonOptions: ParsableArguments {
    @Option(help: "Use the settings and keys of this profile (CONCLAVE_PROFILE).")
    var profile: String?
    @Option(help: "Use this file in the place of one's own settings (CONCLAVE_CONFIG).")
    var config: String?
    @Option(
        help: "Colours: auto, always or never; NO_COLOR and CLICOLOR_FORCE by default.",
        completion: .list(ColorChoice.allCases.map(\.rawValue)), transform: Self.color)
    var color = ColorChoice.auto
    @Flag(name: .customLong("no-color"), help: "The same as --color=never.")
    var hasNoColor = false
    @Flag(name: .shortAndLong, help: "Say on standard error what is being done.")
    var verbose = false
    @Flag(name: .shortAndLong, help: "Say on standard error nothing but errors and questions.")
    var quiet = false

    func validate() throws {
        guard !self.verbose || !self.quiet else {
            throw ValidationError("Either --verbose or --quiet.")
        }
    }

    @Sendable private static func color(_ word: String) throws -> ColorChoice {
        guard let color = ColorChoice(rawValue: word) else {
            throw ValidationError("It is auto, always or never.")
        }
        return color
    }

    var given: GivenOptions {
        var given = GivenOptions(profile: self.profile, file: self.config)
        given.color = self.hasNoColor ? .never : self.color
        given.verbosity = self.verbose ? .detailed : self.quiet ? .quiet : .usual
        return given
    }
}
