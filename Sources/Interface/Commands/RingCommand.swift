internal import Rooms

extension Command {
    static let ring: Command = Command(
        "ring", arguments: "[@user…]", help: "call people into the conference",
        detail: "Without a name it calls again those who were called and are not here.",
        place: .conference, completion: .account,
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        var words = arguments.split(separator: " ").map(String.init)
        if words.isEmpty { words = call.unconnected.sorted() }
        guard !words.isEmpty else { throw Command.ring.misuse }
        var effects: [Effect] = []
        for word in words { effects.append(.conference(.invite(try state.account(word)))) }
        return effects
    }
}
