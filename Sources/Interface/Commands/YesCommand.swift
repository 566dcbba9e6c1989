internal import Rooms

extension Command {
    static let yes: Command = Command(
        "yes", arguments: "[--anonymous]",
        help: "say yes to what was asked in the conference, instead of no",
        detail: "Everybody sees how many of those present say so, and who, unless it is anonymous.",
        place: .conference, completion: .words(["--anonymous"]),
    ) { (state, arguments) throws(CommandError) in
        try state.vote(.yes, arguments, .yes)
    }
}
