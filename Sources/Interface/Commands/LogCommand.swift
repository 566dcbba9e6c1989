extension Command {
    static let log: Command = Command(
        "log", aliases: ["notices"], help: "what the program has said so far",
    ) { (state, _) throws(CommandError) in
        state.overlays.append(.reader(Reader(.log)))
        return []
    }
}
