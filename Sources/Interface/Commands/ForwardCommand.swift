internal import Canvas
internal import Rooms

extension Command {
    static let forward: Command = Command(
        "forward", arguments: "[MESSAGE] CHAT", help: "say messages again in another chat",
        detail: Command.messagesDetail, place: .chat, completion: .chat,
    ) { (state, arguments) throws(CommandError) in
        let (lines, word) = try state.messages(arguments)
        guard !word.isEmpty else { throw Command.forward.misuse }
        let target = try state.chat(word.trimmed)
        state.say(.info, "forwarding to \(state.name(of: target)): \(state.quote(lines))")
        state.unmark(lines)
        return lines.map { .act(chat: target, .forward($0.revision, from: $0.chat)) }
    }
}
