internal import Canvas
internal import Rooms
internal import Units

/// Conferences and devices.
extension State {
    mutating func applyToConferences(_ message: Message) -> [Effect] {
        switch message {
        case .conferenceList(let list):
            self.conferences = Array(list.prefix(Self.conferenceCountMaximum))
        case .conferenceStarted(let conference): return self.start(conference)
        case .conferenceEnded(let id): return self.end(id)
        case .joined(let view): return self.join(view)
        case .left(let reason): return self.leave(reason)
        case .audience(let audience): return self.set(audience)
        case .encryption(let encryption): return self.set(encryption)
        case .wordsToCompare(let words): self.compare(words)
        case .devices(let microphoneOn, let cameraOn):
            self.set(microphoneOn: microphoneOn, cameraOn: cameraOn)
        case .network(let network): if self.call != nil { self.network = network }
        case .levels(let levels): self.call?.hear(levels, at: self.now)
        case .spokeMuted:
            guard self.call != nil, !self.isMicrophoneOn else { break }
            self.say(.warning, "you are talking, and the microphone is off")
        case .floor(let news): return self.apply(news)
        case .waiting, .invited, .invitationOver: return self.applyToDoor(message)
        case .plans, .planned, .planCancelled, .reminder: return self.applyToPlans(message)
        default: self.applyToParticipants(message)
        }
        return []
    }

    private mutating func applyToParticipants(_ message: Message) {
        switch message {
        case .participantJoined(let participant):
            guard self.call != nil, self.call?.participant(participant.id) == nil else { return }
            self.call?.set(participant)
            self.know(participant)
            self.call?.removeUnconnected(participant.account)
            let name = Sanitized(remote: participant.name)
            switch (participant.kind, participant.role) {
            case (.recorder, _): self.say(.warning, "\(name) is recording this conference")
            case _ where participant.isGuest: self.say(.info, "\(name) joined as a guest")
            default: self.say(.info, "\(name) joined")
            }
            self.withdrawWords()
        case .participantLeft(let id, let wasRemoved):
            guard let participant = self.call?.participant(id) else { return }
            self.call?.remove(id)
            let name = self.shown(participant.account)
            self.say(.info, wasRemoved ? "\(name) was removed" : "\(name) left")
            self.withdrawWords()
        case .participantReturned(let old, let participant):
            self.call?.replace(old, by: participant)
        case .participantChanged(let participant): self.call?.set(participant)
        default: break
        }
    }

    private mutating func start(_ conference: ConferenceSummary) -> [Effect] {
        self.conferences.removeAll { $0.id == conference.id }
        guard self.conferences.count < Self.conferenceCountMaximum else { return [] }
        self.conferences.append(conference)
        guard conference.startedBy != self.account.text, self.call?.view.id != conference.id
        else { return [] }
        let chat = self.name(of: conference.chat)
        let starter = Sanitized(remote: conference.startedBy)
        let id = Sanitized(remote: conference.id.text)
        self.say(.info, "\(starter) started a conference in \(chat): /join \(id)")
        let alert = Alert(
            .conference, chat: chat, sender: starter, text: "\(starter) started a conference")
        return self.bell() + self.alert(alert, isForMe: false)
    }

    private mutating func end(_ id: ConferenceID) -> [Effect] {
        self.conferences.removeAll { $0.id == id }
        self.invitations.removeAll { $0.id == id }
        guard self.call?.view.id == id else { return [] }
        return self.leave("it has ended")
    }

    private mutating func join(_ view: ConferenceView) -> [Effect] {
        // Back after a lost connection: the same conference, the same place for keys.
        let isReturn = self.call?.view.id == view.id
        var call = CallState(view)
        if isReturn, let before = self.call { call = CallState(view, after: before) }
        // Whoever is in the middle of talking here goes on with it.
        let sent = self.selected.flatMap { self.chats[$0]?.sent } ?? []
        let isInUse = sent.contains { !$0.hasPrefix("/") }
        if !self.draft.editor.isEmpty || (isInUse && !isReturn) { call.isLineFocused = true }
        self.invitations.removeAll { $0.id == view.id }
        self.ensureAudience(view.audience)
        self.select(view.audience.chat, carrying: true)
        self.call = call
        for participant in call.view.participants { self.know(participant) }
        // Whoever was told of them before the connection was lost has forgotten.
        self.tiles = []
        if isReturn { return [] }
        self.callLayout = .both
        self.remarkEncryption(view.encryption)
        for recorder in self.call?.recorders ?? [] {
            self.say(.warning, "\(Sanitized(remote: recorder.name)) is recording this conference")
        }
        if view.kind.hasHall, call.own?.seat == .hall {
            self.say(.info, "you are in the hall: you see and hear; /hand asks for the podium")
        }
        return []
    }

    private mutating func leave(_ reason: String?) -> [Effect] {
        guard let call = self.call else { return [] }
        self.leaveMeetingChat(of: call)
        self.call = nil
        self.network = NetworkState()
        self.overlays.removeAll { overlay in
            switch overlay {
            case .question(.leaveCall), .question(.words): true
            default: false
            }
        }
        if let reason {
            self.say(.warning, "out of the conference: \(Sanitized(remote: reason))")
        } else {
            self.say(.info, "out of the conference")
        }
        return []
    }

    /// While the conference is still there, so that a line that is held remembers its audience.
    private mutating func leaveMeetingChat(of call: CallState) {
        let chat = call.view.audience.chat
        guard self.chats[chat]?.summary.kind == .meeting, self.selected == chat else { return }
        let parent = call.view.chat
        self.select(self.chats[parent] == nil ? self.order.first : parent, carrying: true)
    }

    private mutating func set(_ audience: AudienceView) -> [Effect] {
        guard let before = self.call?.view.audience else { return [] }
        if before.chat == audience.chat {
            self.call?.view.audience = audience
            return []
        }
        self.ensureAudience(audience)
        // First the selection: a line that is held remembers where it went until now.
        if self.selected == before.chat { self.select(audience.chat, carrying: true) }
        self.call?.view.audience = audience
        self.say(.warning, "what is written here is now \(Sanitized(remote: audience.label))")
        return self.bell()
    }

    private mutating func ensureAudience(_ audience: AudienceView) {
        let kind: ChatKind = audience.isPrivate ? .meeting : .group
        self.ensureChat(audience.chat, kind: kind, title: audience.chat.text)
    }

    /// A change is a line in the chat and a sound (L7.3).
    private mutating func set(_ encryption: Encryption) -> [Effect] {
        guard let before = self.call?.view.encryption, before != encryption else { return [] }
        self.call?.view.encryption = encryption
        self.remarkEncryption(encryption)
        let words = Sanitized(remote: encryption.rawValue)
        self.say(.warning, "encryption of sound and picture is now: \(words)")
        return self.bell()
    }

    private mutating func compare(_ words: WordsView) {
        guard self.call != nil else { return }
        self.overlays.append(.question(.words(words)))
    }

    /// Who has come since has other words; so have those who see that somebody has gone.
    private mutating func withdrawWords() {
        let before = self.overlays.count
        self.overlays.removeAll { if case .question(.words) = $0 { true } else { false } }
        guard self.overlays.count < before else { return }
        self.say(.warning, "somebody came or went: the words are others now; /verify again")
    }

    private mutating func remarkEncryption(_ encryption: Encryption) {
        guard let chat = self.call?.view.audience.chat else { return }
        let words = Sanitized(remote: encryption.rawValue)
        self.chats[chat]?.transcript.remark("sound and picture are encrypted \(words)")
    }

    private mutating func set(microphoneOn: Bool, cameraOn: Bool) {
        if microphoneOn != self.isMicrophoneOn {
            self.say(.info, microphoneOn ? "microphone on" : "microphone off")
        }
        if cameraOn != self.isCameraOn { self.say(.info, cameraOn ? "camera on" : "camera off") }
        self.isMicrophoneOn = microphoneOn
        self.isCameraOn = cameraOn
        guard let me = self.call?.view.me, var own = self.call?.participant(me) else { return }
        own.isMicrophoneOn = microphoneOn
        own.isCameraOn = cameraOn
        self.call?.set(own)
    }

    /// The conference that runs in a chat, if any.
    func conference(in chat: ChatID) -> ConferenceSummary? {
        self.conferences.last { $0.chat == chat }
    }
}
