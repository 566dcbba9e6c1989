import ArgumentParser
import ServerRuntime

struct Policy: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List what is set for everybody, or set it: passwords, edits, files.",
        discussion: "A server that runs follows within a second.")
    @OptionGroup var options: DataOptions
    @Argument(help: "The policy to show or set; without it all are listed.")
    var name: String?
    @Argument(help: "What to set it to.")
    var value: [String] = []

    func run() throws {
        let administration = Administration(self.options.directory)
        guard let name = self.name else { return try administration.listPolicies() }
        guard !self.value.isEmpty else { return try administration.showPolicy(name) }
        try administration.setPolicy(name, to: self.value.joined(separator: " "))
    }
}
