internal import Interface
internal import Rooms
internal import Sessions
internal import Units
internal import Wire

/// What the server says of conferences, in the interface's words.
extension ConferenceSummary {
    init?(_ entry: ConferenceEntry) {
        guard let id = ConferenceID(entry.id) else { return nil }
        self.init(
            id: id, chat: ChatID(entry.chat) ?? .meeting(id), isUnlinked: entry.unlinked,
            startedBy: entry.startedBy, participantCount: Int(entry.participants))
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
            id: number, name: member.name, account: member.account, kind: kind,
            isMicrophoneOn: member.devices.microphone,
            isCameraOn: member.devices.camera && !member.camera.isEmpty)
        self.role = member.role
        self.seat = member.seat
        self.isHandUp = member.isHandUp
    }
}

extension AudienceView {
    /// Whoever was invited from outside is told of no chat, and may not write in the one there is.
    init?(_ roster: Roster) {
        if roster.writeChat.isEmpty, let id = ConferenceID(roster.conference) {
            self.init(
                label: "without its chat", isPrivate: false, chat: .meeting(id),
                includesMe: false)
            return
        }
        guard let chat = ChatID(roster.writeChat) else { return nil }
        self.init(label: roster.audience, isPrivate: roster.isUnlinked, chat: chat)
    }
}

extension ConferenceView {
    /// Without its participants.
    init?(_ roster: Roster) {
        guard let id = ConferenceID(roster.conference), let audience = AudienceView(roster) else {
            return nil
        }
        self.init(
            id: id, chat: ChatID(roster.chat) ?? .meeting(id), audience: audience,
            kind: roster.conferenceKind, me: roster.me, participants: [])
    }
}

extension FloorNews {
    /// Nil for what no server of ours says.
    init?(_ change: FloorChanged.OneOf_Change) {
        switch change {
        case .waits(let waiter):
            self = .waits(
                WaiterView(
                    id: waiter.participant,
                    name: waiter.name.isEmpty ? waiter.account : waiter.name,
                    account: waiter.account))
        case .denied(let number), .stoppedWaiting(let number): self = .stoppedWaiting(number)
        case .invited(let account): self = .invited(account)
        case .moved(let moved):
            guard let seat = Seat(moved.seat) else { return nil }
            self = .moved(moved.participant, seat)
        case .handRaised(let number): self = .handRaised(number)
        case .handLowered(let number): self = .handLowered(number)
        case .invitedUp(let number): self = .invitedUp(number)
        case .invitationRejected(let number): self = .invitationRejected(number)
        case .remarkBegan(let remark):
            self = .remarkBegan(
                remark.participant, .milliseconds(Int64(remark.milliseconds)))
        case .remarkEnded(let number): self = .remarkEnded(number)
        case .reacted(let shown):
            guard let emoji = Emoji(shown.emoji) else { return nil }
            self = .reacted(shown.participant, emoji)
        case .voted(let shown):
            guard let answer = try? YesOrNo?(wire: shown.answer) else { return nil }
            self = .voted(shown.participant, answer)
        case .votesCounted(let count): self = .votesCounted(VoteTally(count))
        case .askedToTurnOn(let asked):
            guard let device = try? ConferenceDevice(wire: asked.device) else { return nil }
            self = .askedToTurnOn(device, by: asked.by)
        case .roleGiven(let given):
            guard let role = ConferenceRole(given.role) else { return nil }
            self = .role(account: given.account, role)
        case .locked(let isLocked): self = .locked(isLocked)
        case .setup(let setup):
            guard let settings = try? ConferenceSettings(told: setup) else { return nil }
            self = .settings(settings)
        case .endsInSeconds(let seconds): self = .endsSoon(in: .seconds(Int64(seconds)))
        case .extendedToSeconds(let seconds): self = .endsIn(.seconds(Int64(seconds)))
        case .callRefused(let refused):
            guard let cause = Refusal(rawValue: refused.cause) else { return nil }
            self = .notComing(refused.account, cause)
        }
    }
}
