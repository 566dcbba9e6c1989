internal import Rooms

extension Command {
    static let emoji: Command = Command(
        "emoji", arguments: "EMOJI",
        help: "show an emoji to everybody in the conference for some seconds",
        detail: "It may be written +1, -1, <3, :), :( or !. /react puts one under a message.",
        place: .conference,
    ) { (state, arguments) throws(CommandError) in
        _ = try state.currentCall()
        guard !arguments.trimmed.isEmpty else { throw Command.emoji.misuse }
        return [.conference(.react(try State.emoji(arguments)))]
    }
}
