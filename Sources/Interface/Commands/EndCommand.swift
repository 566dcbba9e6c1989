internal import Canvas
internal import Rooms

extension Command {
    static let end: Command = Command(
        "end", help: "end the conference for everybody; asked first", place: .conference,
    ) { (state, _) throws(CommandError) in
        _ = try state.currentCall()
        state.overlays.append(
            .question(.sure("end the conference for everybody?", [.conference(.end)])))
        return []
    }
}
