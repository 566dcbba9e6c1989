internal import Rooms

extension Command {
    static let no: Command = Command(
        "no", arguments: "[--anonymous]",
        help: "say no to what was asked in the conference, instead of yes",
        detail: "Everybody sees how many of those present say so, and who, unless it is anonymous.",
        place: .conference, completion: .words(["--anonymous"]),
    ) { (state, arguments) throws(CommandError) in
        try state.vote(.no, arguments, .no)
    }
}
