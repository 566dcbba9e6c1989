internal import Canvas
internal import Rooms

extension Command {
    static let file: Command = Command(
        "file", aliases: ["upload"], arguments: "PATH [CAPTION]",
        help: "send a file into this chat",
        detail: "A PATH with spaces stands in quotes. What a lost connection has left goes on "
            + "by itself. Tab completes.",
        place: .chat, completion: .file, keeping: .none,
    ) { (state, arguments) throws(CommandError) in
        let chat = try state.shownChat()
        guard let (path, caption) = arguments.pathAndRest else { throw Command.file.misuse }
        return [.sendFile(chat: chat, path: path, caption: caption)]
    }
}

extension String {
    /// A path, in quotes if it has spaces, and what follows it.
    var pathAndRest: (path: String, rest: String)? {
        let text = self.drop { $0.isWhitespace }
        guard text.first == "\"" else {
            let path = text.prefix { !$0.isWhitespace }
            return path.isEmpty ? nil : (String(path), String(text.dropFirst(path.count)).trimmed)
        }
        let path = text.dropFirst().prefix { $0 != "\"" }
        let rest = text.dropFirst(path.count + 1)
        guard !path.isEmpty, rest.first == "\"" else { return nil }
        return (String(path), String(rest.dropFirst()).trimmed)
    }
}
