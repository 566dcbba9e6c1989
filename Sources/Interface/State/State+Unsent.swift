internal import Canvas
internal import Rooms

/// Lines that the server has refused: they stay where they were written until somebody decides.
extension State {
    /// What can be done with one.
    enum UnsentUse: String, Sendable, CaseIterable {
        case again, edit, drop
    }

    mutating func refuse(_ post: PostID, reason: String) {
        for id in self.order {
            guard let index = self.chats[id]?.pending.firstIndex(where: { $0.id == post }) else {
                continue
            }
            self.chats[id]?.pending[index].failure = reason
            let unsent = self.chats[id]?.unsent ?? []
            if unsent.count > ChatState.unsentCountMaximum, let oldest = unsent.first {
                self.chats[id]?.take(unsent: oldest.id)
            }
            let chat = self.name(of: id)
            self.say(.error, "not sent to \(chat): \(Sanitized(remote: reason)); /again")
        }
    }

    /// The refused line that is meant: the chosen one, else the last.
    var meantUnsent: ChatState.Pending? {
        guard let chat = self.selected.flatMap({ self.chats[$0] }) else { return nil }
        return chat.unsent.last { $0.id == chat.chosenUnsent } ?? chat.unsent.last
    }

    /// Enter on an empty line sends the refused line again that is chosen.
    mutating func submitNothing() -> [Effect] {
        guard let unsent = self.meantUnsent, self.isUnsentChosen else { return [] }
        return self.use(unsent, .again)
    }

    /// Whether keys and commands are about a refused line.
    var isUnsentChosen: Bool {
        self.selected.flatMap { self.chats[$0]?.chosenUnsent } != nil
    }

    mutating func use(_ unsent: ChatState.Pending, _ use: UnsentUse) -> [Effect] {
        guard let chat = self.selected else { return [] }
        let purpose = unsent.replyTo.map(ChatState.Purpose.reply) ?? .message
        switch use {
        case .again:
            let effects = self.post(unsent.text, to: chat, purpose)
            // What could not be sent now either can be tried once more.
            if !effects.isEmpty { self.chats[chat]?.take(unsent: unsent.id) }
            return effects
        case .edit:
            self.chats[chat]?.take(unsent: unsent.id)
            self.draft = ChatState.Draft()
            self.draft.editor.replace(with: unsent.text)
            self.draft.purpose = purpose
            self.call?.isLineFocused = true
        case .drop:
            self.chats[chat]?.take(unsent: unsent.id)
            self.say(.info, "dropped what was not sent")
        }
        return []
    }

    /// Takes the last refused line back into the empty line; false if there is none.
    mutating func editUnsent() -> Bool {
        guard self.draft.editor.isEmpty, self.draft.purpose == .message,
            let unsent = self.meantUnsent
        else { return false }
        _ = self.use(unsent, .edit)
        return true
    }
}

extension ChatState {
    fileprivate mutating func take(unsent post: PostID) {
        if self.chosenUnsent == post { self.chosenUnsent = nil }
        self.pending.removeAll { $0.id == post }
    }
}
