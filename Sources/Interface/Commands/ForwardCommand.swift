internal import Canvas
internal import Rooms

extension Command {
    static let forward: Command = Command(
        "forward", arguments: "[MESSAGE] CHAT", help: "say a message again in another chat",
        detail: Command.messageDetail, place: .chat, completion: .chat,
    ) { (state, arguments) throws(CommandError) in
        let (line, word) = try state.message(arguments)
        guard !word.isEmpty else { throw Command.forward.misuse }
        let target = try state.chat(word.trimmed)
        state.say(.info, "forwarding to \(state.name(of: target)): \(state.quote(line))")
        return [.act(chat: target, .forward(line.revision, from: line.chat))]
    }
}
