extension Command {
    static let mute: Command = Command(
        "mute", aliases: ["mic"], help: "microphone off or on", place: .conference,
        action: .microphone,
    ) { (state, _) throws(CommandError) in
        guard state.call != nil else { throw .notInCall }
        return state.toggleMicrophone()
    }
}
