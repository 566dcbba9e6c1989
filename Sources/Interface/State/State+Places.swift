internal import Canvas
internal import Rooms

/// Where chats stand in the list: some on top, some in folders, the archive last and out of sight.
extension State {
    /// A row of the list.
    enum ListRow: Equatable, Sendable {
        case chat(ChatID)
        case folder(FolderName)
        /// Above what is archived, whether that is seen or not.
        case archive(count: Int)
    }

    /// The list as it is seen, from the top.
    var listRows: [ListRow] {
        var rows: [ListRow] = []
        var above = ChatPlace.list
        for id in self.order {
            let place = self.chats[id]?.place ?? .list
            if place != above {
                above = place
                switch place {
                case .top, .list: break
                case .folder(let name): rows.append(.folder(name))
                case .archive: rows.append(.archive(count: self.archivedCount))
                }
            }
            if self.isListed(id) { rows.append(.chat(id)) }
        }
        return rows
    }

    private var archivedCount: Int { self.chats.values.count { $0.place == .archive } }

    /// What is archived is only seen while it has something new, and while it is looked at.
    func isListed(_ id: ChatID) -> Bool {
        guard let chat = self.chats[id] else { return false }
        guard chat.place == .archive, !self.showsArchive, id != self.selected else { return true }
        if self.conference(in: id) != nil || chat.mentionCount > 0 { return true }
        return !chat.isMuted && (chat.unreadCount > 0 || chat.hasActivity)
    }

    mutating func place(_ id: ChatID, at place: ChatPlace) {
        self.chats[id]?.place = place
        self.sortChats()
    }

    /// Those of one place are in the server's order.
    mutating func sortChats() {
        let ranked = self.order.compactMap { id in
            self.chats[id].map { (place: $0.place, rank: $0.rank, id: id) }
        }
        self.order = ranked.sorted { ($0.place, $0.rank) < ($1.place, $1.rank) }.map(\.id)
    }
}

extension ChatPlace {
    /// What has become of a chat: `stands on top of the list`.
    var words: Sanitized {
        switch self {
        case .top: "stands on top of the list"
        case .list: "stands in the list"
        case .folder(let name): "stands in the folder \(.init(remote: name.text))"
        case .archive: "is archived: not listed while there is nothing new"
        }
    }
}
