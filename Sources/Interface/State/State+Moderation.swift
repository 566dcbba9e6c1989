internal import Canvas
internal import Rooms
internal import Units

/// What happens on a conference's floor, and at its door.
extension State {
    mutating func apply(_ news: FloorNews) -> [Effect] {
        guard self.call != nil else { return [] }
        switch news {
        case .waits(let waiter): return self.waits(waiter)
        case .stoppedWaiting(let id): self.call?.waiting.removeAll { $0.id == id }
        case .handRaised, .handLowered, .moved, .invitedUp, .invitationRejected, .remarkBegan,
            .remarkEnded:
            return self.applyToPodium(news)
        case .reacted(let id, let emoji): self.call?.show(emoji.text, of: id, at: self.now)
        case .voted(let id, let answer): self.call?.show(answer?.rawValue, of: id, at: self.now)
        case .votesCounted(let tally): self.count(tally)
        case .askedToTurnOn(let device, let by): return self.asked(for: device, by: by)
        case .role(let account, let role): self.give(role, to: account)
        case .locked(let isLocked):
            self.call?.isLocked = isLocked
            self.say(
                .info, isLocked ? "the conference is locked" : "the conference is open again")
        case .settings(let settings): self.set(settings)
        case .invited(let account): self.call?.addUnconnected(account)
        case .notComing(let account, let refusal):
            self.call?.addUnconnected(account)
            self.say(.info, Self.words(for: refusal, of: Sanitized(remote: account)))
        case .endsSoon(let rest):
            self.call?.end = self.now + rest
            let hint: Sanitized = self.call?.leads == true ? ": /extend" : ""
            self.say(.warning, "the conference ends in \(Self.words(for: rest))\(hint)")
            return self.bell()
        case .endsIn(let rest):
            let isNews = self.call?.end != nil && self.call?.known.isEmpty == true
            self.call?.end = self.now + rest
            if isNews { self.say(.info, "the conference now ends in \(Self.words(for: rest))") }
        }
        return []
    }

    // MARK: The door

    private mutating func waits(_ waiter: WaiterView) -> [Effect] {
        guard let call = self.call, call.waiting.count < CallState.participantCountMaximum,
            !call.waiting.contains(where: { $0.id == waiter.id })
        else { return [] }
        self.call?.waiting.append(waiter)
        guard self.call?.known.remove(waiter.id) == nil else { return [] }
        let name = Sanitized(remote: waiter.name)
        self.say(.info, "\(name) waits to be let in: /admit \(name), /deny \(name)")
        return self.bell()
    }

    /// Oneself stands before a door.
    mutating func applyToDoor(_ message: Message) -> [Effect] {
        switch message {
        case .waiting(let id):
            let name = Sanitized(remote: id.text)
            self.say(.info, "a moderator of \(name) has been asked to let you in")
        case .invited(let conference, let by, let rings):
            guard self.invitations.count < Self.conferenceCountMaximum else { return [] }
            self.invitations.removeAll { $0.id == conference.id }
            self.invitations.append(conference)
            let name = Sanitized(remote: by)
            let id = Sanitized(remote: conference.id.text)
            self.say(.warning, "\(name) calls you into a conference: /join \(id), /decline")
            let alert = Alert(
                .call, sender: name, text: "\(name) calls you into a conference")
            return self.bell() + (rings ? self.alert(alert, isForMe: true) : [])
        case .invitationOver(let id): self.invitations.removeAll { $0.id == id }
        default: break
        }
        return []
    }

    private static func words(for refusal: Refusal, of name: Sanitized) -> Sanitized {
        switch refusal {
        case .declined: "\(name) declined"
        case .busy: "\(name) is in another conference"
        case .noAnswer: "\(name) did not answer: /ring calls again"
        default: "\(name) can't be reached"
        }
    }

    // MARK: The podium

    private mutating func applyToPodium(_ news: FloorNews) -> [Effect] {
        switch news {
        case .handRaised(let id): return self.setHand(of: id, isUp: true)
        case .handLowered(let id): return self.setHand(of: id, isUp: false)
        case .moved(let id, let seat): return self.seat(id, seat)
        case .invitedUp(let id) where id == self.call?.view.me:
            self.call?.isInvitedUp = true
            self.say(.warning, "you are invited to the podium: /podium or /decline")
            return self.bell()
        case .invitedUp(let id): self.say(.info, "\(self.name(of: id)) is invited to the podium")
        case .invitationRejected(let id) where id == self.call?.view.me:
            self.call?.isInvitedUp = false
        case .invitationRejected(let id):
            self.say(.info, "\(self.name(of: id)) does not come to the podium")
        case .remarkBegan(let id, let length):
            guard self.call?.participant(id) != nil else { return [] }
            self.call?.remarks[id] = self.now + length
            self.call?.change(id) { $0.seat = .remark }
            let words = Self.words(for: length)
            self.say(
                .info,
                id == self.call?.view.me
                    ? "you are heard for \(words); /remark ends it"
                    : "\(self.name(of: id)) makes a remark, up to \(words)")
        case .remarkEnded(let id):
            guard self.call?.remarks.removeValue(forKey: id) != nil else { return [] }
            if self.call?.participant(id)?.seat == .remark {
                self.call?.change(id) { $0.seat = .hall }
            }
            self.say(.info, "the remark of \(self.name(of: id)) is over")
        default: break
        }
        return []
    }

    private mutating func setHand(of id: UInt32, isUp: Bool) -> [Effect] {
        guard let before = self.call?.participant(id), before.isHandUp != isUp else { return [] }
        self.call?.change(id) { $0.isHandUp = isUp }
        guard self.call?.known.remove(id) == nil, isUp || id == self.call?.view.me else {
            return []
        }
        let name = self.name(of: id)
        guard id != self.call?.view.me else {
            self.say(.info, isUp ? "your hand is up; /hand lowers it" : "your hand is down")
            return []
        }
        guard self.call?.leads == true else {
            self.say(.info, "\(name) raised a hand")
            return []
        }
        self.say(.info, "\(name) raised a hand: /podium \(name), /down \(name)")
        return self.bell()
    }

    private mutating func seat(_ id: UInt32, _ seat: Seat) -> [Effect] {
        let before = self.call?.participant(id)?.seat
        self.call?.change(id) {
            $0.seat = seat
            if seat == .podium { $0.isHandUp = false }
        }
        if seat != .remark { self.call?.remarks[id] = nil }
        guard before != seat else { return [] }
        guard id == self.call?.view.me else {
            self.say(.info, "\(self.name(of: id)) \(Self.words(for: seat))")
            return []
        }
        self.call?.isInvitedUp = false
        guard seat == .podium else {
            self.say(.warning, "you are in the hall: you see and hear, and are not heard")
            return []
        }
        // Whoever comes up with the microphone on is heard at once.
        let microphone: Sanitized = self.isMicrophoneOn ? "on" : "off"
        self.say(.warning, "you are on the podium; your microphone is \(microphone)")
        return self.bell()
    }

    private static func words(for seat: Seat) -> Sanitized {
        switch seat {
        case .podium: "is on the podium"
        case .hall, .remark, .waiting: "is in the hall"
        }
    }

    // MARK: Roles and settings

    private mutating func asked(for device: ConferenceDevice, by: UInt32) -> [Effect] {
        let name = self.name(of: by)
        switch device {
        case .microphone: self.say(.warning, "\(name) asks you to turn on the microphone: /mute")
        case .camera: self.say(.warning, "\(name) asks you to turn on the camera: /cam")
        case .speaker: self.say(.warning, "\(name) asks you to turn on the speaker")
        }
        return self.bell()
    }

    private mutating func give(_ role: ConferenceRole, to account: String) {
        let visits = self.call?.view.participants.filter { $0.account == account } ?? []
        for visit in visits { self.call?.change(visit.id) { $0.role = role } }
        if account == self.account.text {
            if !role.leads { self.call?.waiting = [] }
            return self.say(.warning, "in this conference you are now \(role.words)")
        }
        let name = visits.first?.name ?? account
        self.say(.info, "\(Sanitized(remote: name)) is now \(role.words)")
    }

    private mutating func set(_ settings: ConferenceSettings) {
        let before = self.call?.settings
        self.call?.settings = settings
        self.call?.view.kind = settings.kind
        guard let before else {
            if settings.pin != nil { self.say(.info, "a PIN is asked for: /entry-pin shows it") }
            return
        }
        if before.kind != settings.kind {
            self.say(.info, "the conference is now \(Sanitized(remote: settings.kind.rawValue))")
        }
        if before.access != settings.access {
            self.say(
                .warning,
                settings.access == .public
                    ? "people without an account may come in" : "no more guests come in")
        }
        if before.entryPIN != settings.entryPIN, self.call?.leads == true {
            self.say(
                .info,
                settings.pin != nil
                    ? "a PIN is asked for: /entry-pin shows it"
                    : settings.asksPIN
                        ? "a PIN is asked for, told to nobody; /entry-pin PIN sets another"
                        : "no PIN is asked for any more")
        }
        if before.waitingRoom != settings.waitingRoom {
            let room = Sanitized(remote: settings.waitingRoom.rawValue)
            self.say(.info, "who has to wait before the door: \(room)")
        }
    }

    // MARK: Words

    func name(of id: UInt32) -> Sanitized {
        Sanitized(remote: self.call?.participant(id)?.name ?? "somebody")
    }

    /// `5 minutes`, `30 s`; no less than there is.
    private static func words(for duration: Duration) -> Sanitized {
        let seconds = max(0, Int((duration.nanoseconds + 999_999_999) / 1_000_000_000))
        guard seconds >= 120 else { return "\(seconds) s" }
        return "\((seconds + 59) / 60) minutes"
    }

    /// What stands in the title of the conference beside its name: `lecture, locked, 2 wait`.
    var floorWords: Sanitized? {
        guard let call = self.call else { return nil }
        var words: [String] = []
        if call.view.kind.hasHall { words.append(call.view.kind.rawValue) }
        if call.isLocked { words.append("locked") }
        if !call.waiting.isEmpty {
            let count = call.waiting.count
            words.append(count == 1 ? "1 waits to enter" : "\(count) wait to enter")
        }
        if !call.tally.isEmpty { words.append(call.tally.words.text) }
        words += call.reactions.map(\.text)
        return words.isEmpty ? nil : Sanitized(remote: words.joined(separator: ", "))
    }
}

extension ConferenceRole {
    fileprivate var words: Sanitized {
        switch self {
        case .owner: "the owner"
        case .moderator: "a moderator"
        case .participant: "a participant"
        case .guest: "a guest"
        }
    }
}
