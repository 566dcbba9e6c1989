internal import Canvas
internal import Rooms

extension Command {
    static let save: Command = Command(
        "save", aliases: ["download"], arguments: "[MESSAGE] [PATH]",
        help: "fetch the file that came with a message",
        detail: "Without a MESSAGE, that of the last one that has a file; without a PATH, under "
            + "its own name, where Conclave was started. Nothing is written over.",
        place: .chat, completion: .file,
    ) { (state, arguments) throws(CommandError) in
        let chat = try state.shownChat()
        var line = state.messages(in: chat).first { $0.details.file != nil }
        var rest = arguments
        if arguments.hasPrefix("^") || state.chats[chat]?.chosen != nil {
            (line, rest) = try state.message(arguments)
        }
        guard let line, let file = line.details.file else { throw .noFile }
        guard rest.trimmed.isEmpty || rest.pathAndRest?.rest.isEmpty == true else {
            throw Command.save.misuse
        }
        let path = rest.pathAndRest?.path ?? file.name
        return [.saveFile(message: line.revision, path: path)]
    }
}
