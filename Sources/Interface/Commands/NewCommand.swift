internal import Rooms

extension Command {
    static let new: Command = Command(
        "new", arguments: "[--channel] TITLE [@user…]", help: "make a group chat, or a channel",
        detail: "In a channel owner, admins and writers write, the others read.",
        completion: .any([.words(["--channel"]), .account]), keeping: .none,
    ) { (state, arguments) throws(CommandError) in
        var words = arguments.split(separator: " ")[...]
        let isChannel = words.first == "--channel"
        if isChannel { words.removeFirst() }
        let people = words.reversed().prefix { $0.hasPrefix("@") }
        let text = words.dropLast(people.count).joined(separator: " ")
        guard !text.isEmpty else { throw Command.new.misuse }
        let bare = text.hasPrefix("#") ? String(text.dropFirst()) : text
        guard let title = ChatTitle(bare) else { throw .malformedTitle(text) }
        var members: [AccountName] = []
        for word in people.reversed() { members.append(try state.account(word)) }
        let known = state.order.filter { state.chats[$0]?.summary.title == title.text }
        state.awaited = .title(title.text, known: Set(known))
        return [.newChat(kind: isChannel ? .channel : .group, title: title, members: members)]
    }
}
