internal import Rooms
internal import Sessions
internal import Wire

// What is done in chats, in the wire's words.

extension Act.OneOf_Deed {
    init(_ action: ChatAction) {
        switch action {
        case .say(let text, let reply): self = .say(Say(text.text, replyTo: reply ?? 0))
        case .ask(let poll): self = .ask(NewPoll(poll))
        case .vote(let message, let ballot): self = .vote(Vote(message, ballot))
        case .closePoll(let message): self = .closePoll(MessageName(message))
        case .forward(let message, let chat):
            var forward = Forward()
            forward.fromChat = chat.text
            forward.message = message
            self = .forward(forward)
        case .edit(let message, let text):
            var edit = Edit()
            edit.message = message
            edit.text = text.text
            self = .edit(edit)
        case .deleteForAll(let message): self = .deleteForAll(MessageName(message))
        case .deleteForMe(let message): self = .deleteForMe(MessageName(message))
        case .react(let message, let emoji): self = .react(React(message, emoji.text))
        case .takeReactionBack(let message, let emoji):
            self = .takeReactionBack(React(message, emoji.text))
        case .pin(let message): self = .pin(MessageName(message))
        case .unpin(let message): self = .unpin(MessageName(message))
        case .retitle(let title): self = .retitle(title.text)
        case .add(let account, let history):
            var add = AddMember()
            add.account = account.text
            add.history = Wire.HistoryGrant(history)
            self = .add(add)
        case .remove(let account): self = .remove(account.text)
        case .leave: self = .leave(Empty())
        case .setRole(let account, let role):
            var set = SetRole()
            set.account = account.text
            set.role = ChatRoleCode(role)
            self = .setRole(set)
        case .grantHistory(let account, let history):
            var grant = GrantHistory()
            grant.account = account.text
            grant.history = Wire.HistoryGrant(history)
            self = .grantHistory(grant)
        case .clearForAll: self = .wipeForAll(Empty())
        case .clearForMe: self = .wipeForMe(Empty())
        case .dissolve: self = .dissolve(Empty())
        case .markRead(let message): self = .markRead(MessageName(message))
        case .mute(let isMuted): self = .mute(isMuted)
        case .place(let place): self = .place(place.text)
        case .draft(let draft): self = .draft(draft.text)
        }
    }
}

extension Wire.HistoryGrant {
    fileprivate init(_ grant: Rooms.HistoryGrant) {
        self.init()
        switch grant {
        case .none: self.none = Empty()
        case .all: self.all = Empty()
        case .from(let message): self.from = message
        }
    }
}

extension Say {
    init(_ text: String, replyTo: UInt64 = 0) {
        self.init()
        self.text = text
        self.replyTo = replyTo
    }
}

extension MessageName {
    init(_ message: UInt64) {
        self.init()
        self.message = message
    }
}

extension React {
    init(_ message: UInt64, _ emoji: String) {
        self.init()
        self.message = message
        self.emoji = emoji
    }
}
