internal import Canvas
internal import Console
internal import Rooms
internal import Sessions
public import Units
internal import Wire

/// `chat`: making chats, who is in them, and what one has set there.
public enum ChatCommands {
    /// What is made, and for whom.
    public enum New: Sendable, Hashable {
        case group(title: String, members: [String])
        case channel(title: String, members: [String])
        case privateChat(with: String)
        case favourites
    }

    /// What of what was said before somebody gets to see.
    public enum History: Sendable, Hashable {
        case none, all
        /// This message and what came after it.
        case from(UInt64)

        /// `none`, `all` or a message's number.
        public init?(parsing text: String) {
            switch text {
            case "none": self = .none
            case "all": self = .all
            default:
                guard let message = UInt64(text), message > 0 else { return nil }
                self = .from(message)
            }
        }

        fileprivate var grant: Wire.HistoryGrant {
            var grant = Wire.HistoryGrant()
            switch self {
            case .none: grant.none = Empty()
            case .all: grant.all = Empty()
            case .from(let message): grant.from = message
            }
            return grant
        }
    }

    /// What is done to somebody in a chat.
    public enum MemberChange: Sendable, Hashable {
        case add(History)
        case remove
        /// `owner` hands the chat over.
        case role(String)
        case grant(History)
    }

    /// Where a chat stands in one's own list.
    public enum Place: Sendable, Hashable {
        case top, list, archive
        case folder(String)

        /// Throws what is said of a folder's name.
        fileprivate func checked() throws(Failure) -> ChatPlace {
            switch self {
            case .top: return .top
            case .list: return .list
            case .archive: return .archive
            case .folder(let name):
                guard let name = FolderName(name) else {
                    throw Failure(
                        .badData,
                        "a folder's name is one line of 1 to \(FolderName.lengthMaximum) characters"
                    )
                }
                return .folder(name)
            }
        }
    }

    /// What is done to a whole chat.
    public enum ChatChange: Sendable, Hashable {
        case leave
        case title(String)
        case mute(Bool)
        case place(Place)
        /// Takes away what was said: for everybody or only for oneself.
        case clear(forEverybody: Bool)
        /// For everybody, and for good.
        case delete
        case draft(String)
    }

    /// Makes a chat, or opens the one that is there once, and prints its ID.
    public static func new(_ settings: Settings, _ what: New) async throws(Failure) {
        let entry = try await Client.visit(settings) { client async throws(Failure) in
            try await client.newChat(NewChat(what))
        }
        Console.print(Sanitized(remote: entry.id).text)
    }

    /// Prints my chats, one JSON object a line.
    public static func list(_ settings: Settings) async throws(Failure) {
        let chats = try await Client.visit(settings) { client async throws(Failure) in
            try await client.chats()
        }
        for chat in chats { Console.print(chat.json) }
    }

    /// Prints who is in a chat and as what, the owner first.
    public static func members(
        _ settings: Settings, chat: String, isJSON: Bool
    ) async throws(Failure) {
        let details = try await Client.visit(settings) { client async throws(Failure) in
            try await client.details(of: client.chat(named: chat).id)
        }
        let members = details.chat.members.sorted {
            ($1.role.rank, $0.account) < ($0.role.rank, $1.account)
        }
        for member in members {
            Console.print(isJSON ? member.json(in: details.chat.id) : member.plainLine)
        }
    }

    /// Does something to people in a chat, one after the other; the first refusal ends it.
    public static func change(
        _ settings: Settings, chat: String, members: [String], _ change: MemberChange
    ) async throws(Failure) {
        let deeds = try members.map { (member) throws(Failure) in
            try Act.OneOf_Deed(change, of: self.accountText(member))
        }
        try await Errand.run(settings) { errand async throws(Failure) in
            let id = try await errand.client.chat(named: chat).id
            for deed in deeds { _ = try await errand.act(deed, in: id) }
        }
    }

    /// Does something to a chat.
    public static func change(
        _ settings: Settings, chat: String, _ change: ChatChange
    ) async throws(Failure) {
        if case .title(let title) = change, ChatTitle(title) == nil {
            throw Failure(
                .badData, "a title is one line of 1 to \(ChatTitle.lengthMaximum) characters")
        }
        if case .draft(let text) = change, DraftText(text) == nil {
            throw Failure(
                .badData, "a draft has at most \(MessageText.lengthMaximum) characters")
        }
        let deed = try Act.OneOf_Deed(change)
        try await Errand.run(settings) { errand async throws(Failure) in
            let id = try await errand.client.chat(named: chat).id
            _ = try await errand.act(deed, in: id)
        }
    }

    /// Prints what one has begun to write in a chat, as it is; nothing if there is nothing.
    public static func draft(_ settings: Settings, chat: String) async throws(Failure) {
        let details = try await Client.visit(settings) { client async throws(Failure) in
            try await client.details(of: client.chat(named: chat).id)
        }
        guard !details.draft.isEmpty else { return }
        // Line by line, because a line end is no control character here.
        for line in details.draft.split(separator: "\n", omittingEmptySubsequences: false) {
            Console.print(Sanitized(remote: String(line)).text)
        }
    }

    /// `@alice` and `alice@host` are both alice.
    static func accountText(_ text: String) -> String {
        String((text.hasPrefix("@") ? text.dropFirst() : text[...]).prefix { $0 != "@" })
    }
}

extension NewChat {
    fileprivate init(_ new: ChatCommands.New) {
        self.init()
        self.clientID = .init(octets: Client.newMessageID())
        switch new {
        case .group(let title, let members), .channel(let title, let members):
            if case .group = new { self.kind = .group } else { self.kind = .channel }
            self.title = title
            self.members = members.map(ChatCommands.accountText)
        case .privateChat(let account):
            self.kind = .private
            self.members = [ChatCommands.accountText(account)]
        case .favourites: self.kind = .favourites
        }
    }
}

extension Act.OneOf_Deed {
    fileprivate init(
        _ change: ChatCommands.MemberChange, of account: String
    ) throws(Failure) {
        switch change {
        case .add(let history):
            var add = AddMember()
            add.account = account
            add.history = history.grant
            self = .add(add)
        case .remove: self = .remove(account)
        case .role(let word):
            var set = SetRole()
            set.account = account
            set.role = try ChatRoleCode(parsing: word)
            self = .setRole(set)
        case .grant(let history):
            var grant = GrantHistory()
            grant.account = account
            grant.history = history.grant
            self = .grantHistory(grant)
        }
    }

    fileprivate init(_ change: ChatCommands.ChatChange) throws(Failure) {
        self =
            switch change {
            case .leave: .leave(Empty())
            case .title(let title): .retitle(title)
            case .mute(let isMuted): .mute(isMuted)
            case .place(let place): .place(try place.checked().text)
            case .clear(forEverybody: true): .wipeForAll(Empty())
            case .clear(forEverybody: false): .wipeForMe(Empty())
            case .delete: .dissolve(Empty())
            case .draft(let text): .draft(text)
            }
    }
}
