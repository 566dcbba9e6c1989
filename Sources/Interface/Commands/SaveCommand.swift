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
        let path = rest.pathAndRest?.path ?? file.harmlessName
        return [.saveFile(message: line.revision, path: path)]
    }
}

extension MessageDetails.File {
    /// A name under which it is no hidden file, no option of a command, and nobody's home.
    var harmlessName: String {
        self.name.first.map { ".-~".contains($0) } == true ? "_" + self.name : self.name
    }
}
