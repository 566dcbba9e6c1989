internal import Interface
internal import Rooms
internal import Sessions
internal import Units
internal import Wire

/// Questions about chats; on the client's loop.
extension Desk {
    /// Events in one page of the past: a few screens.
    private static let pageLength: UInt32 = 100
    /// Messages found at once: more than anybody reads through.
    private static let foundMaximum: UInt32 = 50

    func make(_ kind: ChatKindCode, _ title: String, _ members: [AccountName]) {
        var new = NewChat()
        new.kind = kind
        new.title = title
        new.members = members.map(\.text)
        new.clientID = .init(octets: Client.newMessageID())
        self.ask(.newChat(new)) { _ in self.refreshChats() }
    }

    func open(_ chat: ChatID) {
        var open = OpenChat()
        open.chat = chat.text
        // A chat that is only about to be made has nothing to tell.
        self.client?.request(.openChat(open)) { answer in
            guard case .response(.chatDetails(let details)) = answer else { return }
            self.say(
                .opened(
                    chat: chat, pinned: details.pinned.compactMap { ChatLine($0) },
                    draft: details.draft))
        }
    }

    func history(_ chat: ChatID, before: UInt64) {
        var history = History()
        history.chat = chat.text
        history.before = before
        history.count = Self.pageLength
        self.ask(.history(history)) { body in
            guard case .historyPage(let page) = body else { return }
            let lines = page.events.compactMap { ChatLine($0) }
            // A page may hold nothing but changes of messages that are known already.
            if lines.isEmpty, let oldest = page.events.first?.revision,
                oldest < before || before == 0
            {
                return self.history(chat, before: oldest)
            }
            self.say(.history(lines, chat: chat))
        }
    }

    func search(_ words: String, in chat: ChatID?) {
        var search = Search()
        search.text = words
        search.chat = chat?.text ?? ""
        search.count = Self.foundMaximum
        self.ask(.search(search)) { body in
            guard case .historyPage(let page) = body else { return }
            self.say(.found(page.events.compactMap { ChatLine($0) }, words: words))
        }
    }

    func tellTyping(in chat: ChatID) {
        var tell = TellTyping()
        tell.chat = chat.text
        self.client?.request(.tellTyping(tell)) { _ in }
    }
}

extension Act.OneOf_Deed {
    /// What the interface wants done, in the wire's words.
    init(_ action: ChatAction) {
        switch action {
        case .say(let text, let reply): self = .say(Say(text.text, replyTo: reply ?? 0))
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
