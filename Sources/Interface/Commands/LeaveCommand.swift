extension Command {
    static let leave: Command = Command(
        "leave", aliases: ["hangup"], help: "leave the conference", place: .conference,
    ) { (state, _) throws(CommandError) in
        guard state.call != nil else { throw .notInCall }
        return [.leave]
    }
}
