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
        self.init(
            id: id, kind: kind, title: entry.title,
            members: entry.members.compactMap { AccountName($0.account) })
    }
}

extension ChatLine {
    init?(_ event: ChatEvent, post: PostID? = nil) {
        guard let chat = ChatID(event.chat), let body = Body(event) else { return nil }
        self.init(
            chat: chat, revision: event.revision,
            time: Timestamp(milliseconds: event.milliseconds), body: body, post: post)
    }
}

extension ChatLine.Body {
    fileprivate init?(_ event: ChatEvent) {
        switch event.kind {
        case .message: self = .message(from: event.sender, text: event.text)
        case .created: self = .created(by: event.sender, title: event.text)
        case .added: self = .added(event.account, by: event.sender)
        case .removed: self = .removed(event.account, by: event.sender)
        case .conferenceStarted:
            guard let id = ConferenceID(event.text) else { return nil }
            self = .conferenceStarted(id, by: event.sender)
        case .conferenceEnded:
            guard let id = ConferenceID(event.text) else { return nil }
            self = .conferenceEnded(id)
        default: return nil
        }
    }
}

extension ConferenceSummary {
    init?(_ entry: ConferenceEntry) {
        guard let id = ConferenceID(entry.id), let chat = ChatID(entry.chat) else { return nil }
        self.init(
            id: id, chat: chat, isUnlinked: entry.unlinked, startedBy: entry.startedBy,
            participantCount: Int(entry.participants))
    }
}

extension ParticipantView {
    init(_ number: UInt32, _ member: Roster.Member) {
        let kind: Kind =
            switch member.kind {
            case .recorder: .recorder
            case .bot: .bot
            case .person, .unspecified, .UNRECOGNIZED: .person
            }
        self.init(
            id: number, name: member.account, kind: kind,
            isMicrophoneOn: member.devices.microphone,
            isCameraOn: member.devices.camera && !member.camera.isEmpty)
    }
}

extension AudienceView {
    init?(_ roster: Roster) {
        guard let chat = ChatID(roster.writeChat) else { return nil }
        self.init(label: roster.audience, isPrivate: roster.isUnlinked, chat: chat)
    }
}

extension ConferenceView {
    init?(_ roster: Roster) {
        guard let id = ConferenceID(roster.conference), let chat = ChatID(roster.chat),
            let audience = AudienceView(roster)
        else { return nil }
        let participants = roster.members.sorted { $0.key < $1.key }
        self.init(
            id: id, chat: chat, audience: audience, me: roster.me,
            participants: participants.map { ParticipantView($0.key, $0.value) })
    }
}
