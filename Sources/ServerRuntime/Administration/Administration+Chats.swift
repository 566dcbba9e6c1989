internal import Records
internal import Rooms
internal import SecureSockets
public import Units

extension Administration {
    /// One group or channel a line: ID, owner, number of members, title.
    ///
    /// - Parameter text: what the title or the ID must contain.
    public func listChats(containing text: String = "") throws(Failure) {
        let chats = try self.withDatabase { database throws(RecordsError) in
            try database.chatListings()
        }
        let text = text.lowercased()
        for chat in chats
        where text.isEmpty
            || [chat.title, chat.id.text].contains(where: {
                $0.lowercased().contains(text)
            })
        {
            let fields = [
                chat.id.text, chat.owner?.text ?? "-", "\(chat.memberCount)", chat.title,
            ]
            self.print(fields.map(LogLineText.clean).joined(separator: "\t"))
        }
    }

    /// Makes a member the owner; who was it is an admin from then on.
    public func setOwner(of id: String, to name: String) throws(Failure) {
        let account = try Self.account(name)
        guard let chat = ChatID(id) else {
            throw Failure(
                .misused, "'\(id)' can't be a chat's ID", hint: "see conclaved chat list")
        }
        try self.withDatabase { database throws(RecordsError) in
            try database.setOwner(account, of: chat, at: Moment.now.timestamp)
        }
        let when = try self.directory.isServed() ? "" : " as soon as the server runs"
        self.print("\(account) owns \(chat)\(when)")
    }
}
