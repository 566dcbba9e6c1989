internal import Canvas
internal import Rooms

extension Command {
    static let conferences: Command = Command(
        "conferences", aliases: ["calls"], help: "list the conferences that are running",
    ) { (state, _) throws(CommandError) in
        if state.conferences.isEmpty { state.say(.info, "no conference is running") }
        for conference in state.conferences {
            let id = Sanitized(remote: conference.id.text)
            let chat = state.name(of: conference.chat)
            state.say(.info, "\(id) in \(chat), \(conference.participantCount) there: /join \(id)")
        }
        if state.conferences.count > 1 { state.overlays.append(.reader(Reader(.log))) }
        return []
    }
}
