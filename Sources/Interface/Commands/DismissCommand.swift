internal import Rooms

extension Command {
    static let dismiss: Command = Command(
        "dismiss", arguments: "@user", help: "let somebody be a moderator no more",
        place: .conference, completion: .participant,
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        guard !arguments.trimmed.isEmpty else { throw Command.dismiss.misuse }
        // Whoever is away for a moment is named by the account.
        let here = call.numbers(of: arguments.trimmed).first.flatMap(call.participant)
        let account = try state.account(here?.account ?? arguments.trimmed)
        return [.conference(.dismiss(.account(account)))]
    }
}
