import ArgumentParser

/// Measurements of what is built here, for its guides.
@main
struct Lab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conclave-lab",
        abstract: "Measures Conclave's parts; the guides say how to read the figures.",
        subcommands: [
            ScalabilityCommand.self, RateCommand.self, DelayCommand.self, ForwardCommand.self,
            ServeCommand.self, StallCommand.self, ChatCommand.self, SimCommand.self,
            InterfaceCommand.self, TerminalCommand.self,
        ])
}
