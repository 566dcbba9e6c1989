internal import Rooms

extension Command {
    static let folder: Command = Command(
        "folder", arguments: "[NAME]",
        help: "keep this chat in a folder of the list; without a name, in none", place: .chat,
        completion: .each([.folder, .nothing]),
    ) { (state, arguments) throws(CommandError) in
        let chat = try state.shownChat()
        let word = arguments.trimmed
        if word.isEmpty { return [.act(chat: chat, .place(.list))] }
        guard let name = FolderName(word) else { throw .malformedFolder(word) }
        return [.act(chat: chat, .place(.folder(name)))]
    }
}
