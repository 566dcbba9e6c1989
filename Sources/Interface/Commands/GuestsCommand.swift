internal import Rooms

extension Command {
    static let guests: Command = Command(
        "guests", arguments: "on|off", help: "let people without an account into the conference",
        detail: "Only a conference with a chat of its own takes guests: /unlink first.",
        place: .conference, completion: .each([.words(["on", "off"]), .nothing]),
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        switch arguments.trimmed.lowercased() {
        case "on": return [.conference(.change(call.changed { $0.access = .public }))]
        case "off": return [.conference(.change(call.changed { $0.access = .private }))]
        default: throw Command.guests.misuse
        }
    }
}
