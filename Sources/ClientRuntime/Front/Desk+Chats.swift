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
            self.introduceGuests(of: details.pinned)
            self.say(
                .opened(
                    chat: chat, pinned: details.pinned.compactMap { ChatLine($0) },
                    draft: details.draft))
        }
    }

    /// - Parameter asked: the edge that the interface has asked about, when pages without a line were
    ///   passed over on the way.
    func history(_ chat: ChatID, _ edge: HistoryEdge, asked: HistoryEdge) {
        var history = History()
        history.chat = chat.text
        switch edge {
        case .before(let revision): history.before = revision
        case .after(let revision): history.after = revision
        }
        history.count = Self.pageLength
        self.client?.request(.history(history)) { answer in
            guard case .response(.historyPage(let page)) = answer else {
                self.say(.historyFailed(chat: chat, asked))
                return self.tellHistoryFailed(answer)
            }
            self.introduceGuests(of: page.events)
            let lines = page.events.compactMap { ChatLine($0) }
            // A page may hold nothing but changes of messages that are known already.
            if lines.isEmpty, let next = edge.next(beyond: page.events.map(\.revision)) {
                return self.history(chat, next, asked: asked)
            }
            self.say(.history(lines, chat: chat, asked))
        }
    }

    /// A chat that is only about to be made has no past, and a lost connection is told of anyhow.
    private func tellHistoryFailed(_ answer: Client.Answer) {
        guard case .response(.refused(let refused)) = answer,
            refused.cause != Refusal.chatNotFound.rawValue
        else { return }
        self.say(.notice(.error, Failure(refused).message))
    }

    func search(_ words: String, in chat: ChatID?) {
        var search = Search()
        search.text = words
        search.chat = chat?.text ?? ""
        search.count = Self.foundMaximum
        self.ask(.search(search)) { body in
            guard case .historyPage(let page) = body else { return }
            self.introduceGuests(of: page.events)
            self.say(.found(page.events.compactMap { ChatLine($0) }, words: words))
        }
    }

    /// What guests are called is told before what they said.
    func introduceGuests(of events: [ChatEvent]) {
        var names: [AccountName: String] = [:]
        for guest in events.lazy.flatMap(\.guests) {
            guard let account = AccountName(guest.account), account.isReserved else { continue }
            names[account] = guest.name
        }
        if !names.isEmpty { self.say(.guests(names)) }
    }

    func tellTyping(in chat: ChatID) {
        var tell = TellTyping()
        tell.chat = chat.text
        self.client?.request(.tellTyping(tell)) { _ in }
    }
}

extension HistoryEdge {
    /// The far end of a page at this edge; nil if the page is empty or does not lie there.
    fileprivate func next(beyond revisions: [UInt64]) -> HistoryEdge? {
        switch self {
        case .before(let revision):
            guard let oldest = revisions.first, oldest < revision || revision == 0 else {
                return nil
            }
            return .before(oldest)
        case .after(let revision):
            guard let newest = revisions.last, newest > revision else { return nil }
            return .after(newest)
        }
    }
}
