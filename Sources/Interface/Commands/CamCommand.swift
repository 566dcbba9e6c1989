extension Command {
    static let cam: Command = Command(
        "cam", aliases: ["camera"], help: "camera on or off", place: .conference, action: .camera,
    ) { (state, _) throws(CommandError) in
        guard state.call != nil else { throw .notInCall }
        return state.toggleCamera()
    }
}
