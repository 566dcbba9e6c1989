internal import Rooms

extension Command {
    static let decline: Command = Command(
        "decline", help: "decline to go up to the podium, or to come into a conference",
    ) { (state, _) throws(CommandError) in
        if state.call?.isInvitedUp == true { return [.conference(.rejectInvitation)] }
        guard let caller = state.invitations.last else { throw .notInvited }
        return [.decline(caller.id)]
    }
}
