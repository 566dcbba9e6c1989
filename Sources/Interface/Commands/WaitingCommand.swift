internal import Canvas
internal import Rooms

extension Command {
    static let waiting: Command = Command(
        "waiting", arguments: "[WHO]", help: "say who waits before the door, or who has to",
        detail: "WHO is off, guests, uninvited or all.", place: .conference,
        completion: .each([.words(WaitingRoom.allCases.map(\.rawValue)), .nothing]),
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        guard !arguments.trimmed.isEmpty else {
            guard !call.waiting.isEmpty else { throw .nobodyWaits }
            let names = call.waiting.map { "\($0.name) (\($0.id))" }
            let list = Sanitized(remote: names.joined(separator: ", "))
            state.say(.info, "\(call.waiting.count) wait to be let in: \(list)")
            return []
        }
        guard let room = WaitingRoom(rawValue: arguments.trimmed.lowercased()) else {
            throw Command.waiting.misuse
        }
        return [.conference(.change(call.changed { $0.waitingRoom = room }))]
    }
}
