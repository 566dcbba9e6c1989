import ArgumentParser

@main
struct Conclave: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "conclave")
}
