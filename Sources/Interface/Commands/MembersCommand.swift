internal import Canvas
internal import Rooms

extension Command {
    static let members: Command = Command(
        "members", help: "who is in this chat, and as what", place: .chat,
    ) { (state, _) throws(CommandError) in
        let chat = try state.shownChat()
        guard let summary = state.chats[chat]?.summary else { throw .noChat }
        let names = summary.members.sorted().map { name in
            let words = state.shown(name).text
            guard let role = summary.roles[name] else { return words }
            return "\(words) (\(role.word))"
        }
        let list = Sanitized(remote: names.joined(separator: ", "))
        let words: Sanitized = names.count < summary.memberCount ? ", among them: " : ": "
        state.say(.info, "\(summary.memberCount) in \(state.name(of: chat))\(words)\(list)")
        return []
    }
}
