import ArgumentParser

@main
struct Conclaved: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "conclaved")
}
