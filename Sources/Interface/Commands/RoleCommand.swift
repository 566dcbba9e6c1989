internal import Rooms

extension Command {
    static let role: Command = Command(
        "role", arguments: "@user ROLE", help: "give somebody another role in this chat",
        detail: "ROLE is admin, user, writer (in a channel), or owner, which hands the chat over.",
        place: .chat,
        completion: .each([.account, .words(ChatRole.allCases.map(\.word)), .nothing]),
    ) { (state, arguments) throws(CommandError) in
        let words = arguments.split(separator: " ")
        guard words.count == 2 else { throw Command.role.misuse }
        let account = try state.account(words[0])
        let role = ChatRole.allCases.first { $0.word == words[1].lowercased() }
        guard let role else { throw .malformedRole(String(words[1])) }
        return [.act(chat: try state.shownChat(), .setRole(account, role))]
    }
}
