internal import Interface
internal import Rooms
internal import Units
internal import Wire

/// What the server says, in the interface's words. Names that no server of ours gives are dropped.
extension ChatSummary {
    init?(_ entry: ChatEntry) {
        guard let id = ChatID(entry.id), let kind = ChatKind(rawValue: entry.kind.rawValue) else {
            return nil
        }
        var roles: [AccountName: ChatRole] = [:]
        for member in entry.members {
            guard let name = AccountName(member.account),
                let role = ChatRole(rawValue: member.role.rawValue), role != .user
            else { continue }
            roles[name] = role
        }
        self.init(
            id: id, kind: kind, title: entry.title,
            members: entry.members.compactMap { AccountName($0.account) }, roles: roles,
            memberCount: Int(entry.memberCount),
            standing: entry.hasStanding ? StandingView(entry.standing) : nil)
    }
}

extension StandingView {
    fileprivate init(_ standing: Standing) {
        self.init(
            read: standing.read, unreadCount: Int(standing.unread),
            mentionCount: Int(standing.mentions), isMuted: standing.muted,
            place: ChatPlace(standing.place) ?? .list)
    }
}

extension ChatLine {
    init?(_ event: ChatEvent, post: PostID? = nil) {
        guard let chat = ChatID(event.chat), let body = Body(event) else { return nil }
        self.init(
            chat: chat, revision: event.revision,
            time: Timestamp(milliseconds: event.milliseconds), body: body,
            details: event.kind == .message ? MessageDetails(event) : MessageDetails(), post: post)
    }
}

extension MessageDetails {
    fileprivate init(_ event: ChatEvent) {
        self.init(
            replyTo: event.message == 0 ? nil : event.message,
            forwardedFrom: event.account.isEmpty ? nil : event.account)
        // A name becomes that of a file here, and a server may lie.
        if let file = event.attachments.first, let name = FileName(file.name) {
            self.file = File(name: name.text, size: file.size)
        }
        guard event.hasState else { return }
        self.poll = event.state.polls.first.flatMap { PollTally($0) }
        let edited = event.state.editedMilliseconds
        self.edited = edited == 0 ? nil : Timestamp(milliseconds: edited)
        self.isDeleted = event.state.deleted
        self.isPinned = event.state.pinned
        self.reactions = event.state.reactions.map {
            Reaction($0.emoji, count: Int($0.count), accounts: $0.accounts)
        }
    }
}

extension ChatChange {
    /// Nil for what is a line of its own.
    init?(_ event: ChatEvent) {
        let message = event.message
        let kind: Kind
        switch event.kind {
        case .edited: kind = .edited(message, event.text)
        case .deleted: kind = .deleted(message)
        case .hidden: kind = .hidden(message)
        case .reacted: kind = .reacted(message, event.text)
        case .unreacted: kind = .unreacted(message, event.text)
        case .voted, .pollClosed:
            // How it stands may be told with a later event.
            guard let tally = event.state.polls.first.flatMap({ PollTally($0) }) else { return nil }
            kind = event.kind == .voted ? .voted(message, tally) : .pollClosed(message, tally)
        case .pinned: kind = .pinned(message)
        case .unpinned: kind = .unpinned(message)
        case .clearedForMe: kind = .clearedForMe
        case .read: kind = .read(message)
        case .muted: kind = .muted(true)
        case .unmuted: kind = .muted(false)
        case .placed:
            guard let place = ChatPlace(event.text) else { return nil }
            kind = .placed(place)
        case .drafted: kind = .drafted(event.text)
        default: return nil
        }
        guard let chat = ChatID(event.chat) else { return nil }
        self.init(
            chat: chat, time: Timestamp(milliseconds: event.milliseconds), by: event.sender, kind)
    }
}

extension ChatLine.Body {
    fileprivate init?(_ event: ChatEvent) {
        switch event.kind {
        case .message: self = .message(from: event.sender, text: event.text)
        case .created: self = .created(by: event.sender, title: event.text)
        case .added: self = .added(event.account, by: event.sender)
        case .removed: self = .removed(event.account, by: event.sender)
        case .retitled: self = .retitled(event.text, by: event.sender)
        case .roleChanged:
            guard let role = ChatRole(rawValue: event.role.rawValue) else { return nil }
            self = .roleChanged(event.account, role, by: event.sender)
        case .historyGranted: self = .historyGranted(event.account, by: event.sender)
        case .cleared: self = .cleared(by: event.sender)
        case .dissolved: self = .dissolved(by: event.sender)
        case .conferenceStarted:
            guard let id = ConferenceID(event.text) else { return nil }
            self = .conferenceStarted(id, by: event.sender)
        case .unlinked: self = .unlinked(by: event.sender)
        case .linked: self = .linked(by: event.sender)
        case .conferenceEnded:
            guard let id = ConferenceID(event.text) else { return nil }
            self = .conferenceEnded(id)
        default: return nil
        }
    }
}
