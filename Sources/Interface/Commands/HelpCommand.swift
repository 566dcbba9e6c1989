extension Command {
    static let help: Command = Command(
        "help", aliases: ["h", "?"], arguments: "[COMMAND]",
        help: "all keys and commands, or one command", completion: .command, action: .help,
    ) { (state, arguments) throws(CommandError) in
        var topic: String?
        let name = String(arguments.trimmed.drop { $0 == "/" })
        if !name.isEmpty {
            guard let command = Commands.named(name) else {
                throw .unknown(name, nearest: Commands.nearest(to: name).name)
            }
            topic = command.name
        }
        state.overlays.append(.reader(Reader(.help(topic: topic))))
        return []
    }
}
