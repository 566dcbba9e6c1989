internal import Canvas
internal import Rooms

extension Command {
    static let view: Command = Command(
        "view", arguments: "[grid|speaker|NAME|self]",
        help: "how the pictures stand: all alike, the speaker large, one alone",
        detail: "NAME is somebody in the conference. With self, your own picture is shown or not. "
            + "Without anything, the next arrangement.",
        place: .conference, completion: .any([.words(["grid", "speaker", "self"]), .participant]),
        action: .tile,
    ) { (state, arguments) throws(CommandError) in
        guard let call = state.call else { throw .notInCall }
        switch arguments.trimmed {
        case "": state.cycleArrangement()
        case "self": state.isSelfViewHidden.toggle()
        case "grid": state.arrange(.grid, focused: nil)
        case "speaker": state.arrange(.speaker, focused: nil)
        case let word:
            guard let number = call.numbers(of: word).first else { throw .notHere(word) }
            state.arrange(.alone, focused: number)
        }
        return []
    }
}
