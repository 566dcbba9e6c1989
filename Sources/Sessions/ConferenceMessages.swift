package import Rooms
import Units
package import Wire

// Between the wire's words for conferences and our own.

extension ConferenceAction {
    /// - Parameter settings: what `change` begins with.
    /// - Throws: `.tooLong`, `.userNotFound` or `.protocolMismatch` for what can be no action.
    init(
        _ deed: ConferenceAct.OneOf_Deed, settings: ConferenceSettings, person: PersonOfAccount,
        using random: inout some RandomNumberGenerator,
    ) throws(Denial) {
        switch deed {
        case .invite(let account): self = .invite(try AccountName(wire: account))
        case .admit(let whom): self = .admit(try Whom(wire: whom))
        case .deny(let whom): self = .deny(try Whom(wire: whom))
        case .remove(let whom): self = .remove(try Whom(wire: whom))
        case .raiseHand: self = .raiseHand
        case .lowerHand: self = .lowerHand
        case .acceptHands(let whom): self = .acceptHand(try Whom(wire: whom))
        case .rejectHands(let whom): self = .rejectHand(try Whom(wire: whom))
        case .inviteUp(let whom): self = .inviteUp(try Whom(wire: whom))
        case .acceptInvitation: self = .acceptInvitation
        case .rejectInvitation: self = .rejectInvitation
        case .bringDown(let whom): self = .bringDown(try Whom(wire: whom))
        case .stepDown: self = .stepDown
        case .beginRemark: self = .beginRemark
        case .endRemark(let number): self = .endRemark(number)
        case .turnOff(let others):
            self = .turnOffOthers(
                try ConferenceDevice(wire: others.device), try Whom(wire: others.whom))
        case .askToTurnOn(let others):
            self = .askToTurnOn(
                try ConferenceDevice(wire: others.device), try Whom(wire: others.whom))
        case .appoint(let number): self = .appoint(number)
        case .dismiss(let account): self = .dismiss(person(try AccountName(wire: account)))
        case .lock: self = .lock
        case .unlock: self = .unlock
        case .change(let setup):
            self = .change(try settings.changed(by: setup, using: &random))
        case .extendSeconds(let seconds): self = .extend(.seconds(Int64(seconds)))
        case .end: self = .end
        case .react(let emoji): self = .react(try Emoji(wire: emoji))
        case .vote(let vote):
            self = .vote(try YesOrNo?(wire: vote.answer), isAnonymous: vote.anonymous)
        case .endVote: self = .clearVotes
        // What concerns the chat is not the floor's.
        case .unlink, .link: throw Denial(.protocolMismatch)
        }
    }

    typealias PersonOfAccount = (AccountName) -> PersonID
}

extension ConferenceAction.Whom {
    /// No conference has more people.
    static let numbersMaximum = 1000

    fileprivate init(wire whom: Wire.Whom) throws(Denial) {
        switch whom.who {
        case .everyone: self = .everyone
        case .these(let list):
            guard list.participants.count <= Self.numbersMaximum else {
                throw .tooLong(limit: "\(Self.numbersMaximum) participants")
            }
            self = .these(list.participants)
        case nil: throw Denial(.protocolMismatch)
        }
    }
}

extension YesOrNo? {
    package init(wire code: YesOrNoCode) throws(Denial) {
        switch code {
        case .unspecified: self = nil
        case .yes: self = .yes
        case .no: self = .no
        case .UNRECOGNIZED: throw Denial(.protocolMismatch)
        }
    }
}

extension YesOrNoCode {
    init(_ answer: YesOrNo?) {
        switch answer {
        case .yes: self = .yes
        case .no: self = .no
        case nil: self = .unspecified
        }
    }
}

extension ReactionShown {
    init(_ number: UInt32, _ emoji: Emoji) {
        self.init()
        self.participant = number
        self.emoji = emoji.text
    }
}

extension VoteShown {
    init(_ number: UInt32, _ answer: YesOrNo?) {
        self.init()
        self.participant = number
        self.answer = YesOrNoCode(answer)
    }
}

extension VoteCount {
    init(_ tally: VoteTally) {
        self.init()
        self.yes = UInt32(clamping: tally.yes)
        self.no = UInt32(clamping: tally.no)
        self.present = UInt32(clamping: tally.present)
    }
}

extension VoteTally {
    /// As a server tells it; no conference has more people than an `Int` counts.
    package init(_ count: VoteCount) {
        self.init(yes: Int(count.yes), no: Int(count.no), present: Int(count.present))
    }
}

extension ConferenceDevice {
    package init(wire code: DeviceCode) throws(Denial) {
        switch code {
        case .microphone: self = .microphone
        case .camera: self = .camera
        case .speaker: self = .speaker
        case .unspecified, .UNRECOGNIZED: throw Denial(.protocolMismatch)
        }
    }
}

extension ConferenceKind {
    package init(wire code: ConferenceKindCode) throws(Denial) {
        switch code {
        case .unspecified, .allOnScreen: self = .allOnScreen
        case .call: self = .call
        case .lecture: self = .lecture
        case .roleBased: self = .roleBased
        case .smart: self = .smart
        case .UNRECOGNIZED: throw Denial(.kindUnsupported)
        }
    }
}

extension WaitingRoom {
    fileprivate init(wire code: WaitingRoomCode) throws(Denial) {
        switch code {
        case .unspecified: self = .off
        case .guests: self = .guests
        case .uninvited: self = .uninvited
        case .all: self = .all
        case .UNRECOGNIZED: throw Denial(.protocolMismatch)
        }
    }
}

extension GuestAllowance {
    fileprivate init(forbidding deeds: [GuestDeedCode]) throws(Denial) {
        self.init()
        for deed in Set(deeds) {
            switch deed {
            case .write: self.text = false
            case .speak: self.audio = false
            case .show: self.video = false
            case .unspecified, .UNRECOGNIZED: throw Denial(.protocolMismatch)
            }
        }
    }
}

extension ConferenceSettings {
    init(
        _ setup: ConferenceSetup, using random: inout some RandomNumberGenerator
    ) throws(Denial) {
        self = try ConferenceSettings(.allOnScreen).changed(by: setup, using: &random)
    }

    /// What there is beside the setup stays; so does a PIN if none is given.
    func changed(
        by setup: ConferenceSetup, using random: inout some RandomNumberGenerator
    ) throws(Denial) -> ConferenceSettings {
        var settings = self
        let kind = try ConferenceKind(wire: setup.kind)
        settings.shape = try ConferenceShape(
            kind, people: setup.peopleMaximum == 0 ? kind.peopleMaximum : Int(setup.peopleMaximum),
            podium: setup.podiumMaximum == 0 ? nil : Int(setup.podiumMaximum))
        settings.topic = setup.topic.isEmpty ? nil : try ConferenceTopic(setup.topic)
        settings.access = setup.public ? .public : .private
        settings.guests = try GuestAllowance(forbidding: setup.forbiddenToGuests)
        if !setup.asksPin {
            settings.pin = nil
        } else if !setup.pin.isEmpty {
            settings.pin = try PIN(setup.pin)
        } else if !self.asksPIN {
            settings.pin = PIN(using: &random)
        }
        settings.waitingRoom = try WaitingRoom(wire: setup.waitingRoom)
        settings.mutesMicrophoneOnEntry = setup.offOnEntry.contains(.microphone)
        settings.mutesCameraOnEntry = setup.offOnEntry.contains(.camera)
        settings.autoApproves = setup.approvesCallers
        return settings
    }
}

extension ConferenceSetup {
    /// - Parameter showsPIN: only to those who lead.
    package init(_ settings: ConferenceSettings, showsPIN: Bool) {
        self.init()
        self.kind = ConferenceKindCode(settings.kind)
        self.topic = settings.topic?.text ?? ""
        self.public = settings.access == .public
        let guests = settings.guests
        if !guests.text { self.forbiddenToGuests.append(.write) }
        if !guests.audio { self.forbiddenToGuests.append(.speak) }
        if !guests.video { self.forbiddenToGuests.append(.show) }
        self.asksPin = settings.asksPIN
        if showsPIN { self.pin = settings.pin?.digits ?? "" }
        self.waitingRoom = WaitingRoomCode(settings.waitingRoom)
        self.peopleMaximum = UInt32(clamping: settings.shape.people)
        self.podiumMaximum = UInt32(clamping: settings.shape.podium)
        if settings.mutesMicrophoneOnEntry { self.offOnEntry.append(.microphone) }
        if settings.mutesCameraOnEntry { self.offOnEntry.append(.camera) }
        self.approvesCallers = settings.autoApproves
    }
}

extension WaitingRoomCode {
    fileprivate init(_ room: WaitingRoom) {
        switch room {
        case .off: self = .unspecified
        case .guests: self = .guests
        case .uninvited: self = .uninvited
        case .all: self = .all
        }
    }
}

extension ConferenceKindCode {
    package init(_ kind: ConferenceKind) {
        switch kind {
        case .call: self = .call
        case .allOnScreen: self = .allOnScreen
        case .lecture: self = .lecture
        case .roleBased: self = .roleBased
        case .smart: self = .smart
        }
    }
}

extension SeatCode {
    package init(_ seat: Seat) {
        switch seat {
        case .podium: self = .podium
        case .hall: self = .hall
        case .remark: self = .remark
        case .waiting: self = .waiting
        }
    }
}

extension ConferenceRoleCode {
    package init(_ role: ConferenceRole) {
        switch role {
        case .owner: self = .owner
        case .moderator: self = .moderator
        case .participant: self = .participant
        case .guest: self = .guest
        }
    }
}

extension DeviceCode {
    package init(_ device: ConferenceDevice) {
        switch device {
        case .microphone: self = .microphone
        case .camera: self = .camera
        case .speaker: self = .speaker
        }
    }
}

extension Devices {
    init(_ devices: Set<ConferenceDevice>) {
        self.init()
        self.microphone = devices.contains(.microphone)
        self.camera = devices.contains(.camera)
        self.deaf = !devices.contains(.speaker)
    }

    var on: Set<ConferenceDevice> { Set(self.switches.filter(\.isOn).map(\.device)) }

    /// What is on, and what is off.
    package var switches: [(device: ConferenceDevice, isOn: Bool)] {
        [(.microphone, self.microphone), (.camera, self.camera), (.speaker, !self.deaf)]
    }
}

extension ChatRole {
    /// What somebody in a conference is in the conference's own chat.
    init(_ role: ConferenceRole?) {
        switch role {
        case .owner: self = .owner
        case .moderator: self = .admin
        case .participant, .guest, nil: self = .user
        }
    }
}
