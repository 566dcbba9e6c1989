package import Rooms
import Units
package import Wire

// The same the other way round: what a client asks for, and what it is told.

extension ConferenceAct.OneOf_Deed {
    /// Nil for what is no such request: one's own devices (`SetDevices`), and guests without a name.
    package init?(_ action: ConferenceAction) {
        switch action {
        case .invite(let account): self = .invite(account.text)
        case .admit(let whom): self = .admit(Wire.Whom(whom))
        case .deny(let whom): self = .deny(Wire.Whom(whom))
        case .remove(let whom): self = .remove(Wire.Whom(whom))
        case .raiseHand: self = .raiseHand(Empty())
        case .lowerHand: self = .lowerHand(Empty())
        case .acceptHand(let whom): self = .acceptHands(Wire.Whom(whom))
        case .rejectHand(let whom): self = .rejectHands(Wire.Whom(whom))
        case .inviteUp(let whom): self = .inviteUp(Wire.Whom(whom))
        case .acceptInvitation: self = .acceptInvitation(Empty())
        case .rejectInvitation: self = .rejectInvitation(Empty())
        case .bringDown(let whom): self = .bringDown(Wire.Whom(whom))
        case .stepDown: self = .stepDown(Empty())
        case .beginRemark: self = .beginRemark(Empty())
        case .endRemark(let number): self = .endRemark(number)
        case .turnOffOthers(let device, let whom): self = .turnOff(DeviceOfOthers(device, whom))
        case .askToTurnOn(let device, let whom): self = .askToTurnOn(DeviceOfOthers(device, whom))
        case .appoint(let number): self = .appoint(number)
        case .dismiss(.account(let account)): self = .dismiss(account.text)
        case .lock: self = .lock(Empty())
        case .unlock: self = .unlock(Empty())
        case .change(let settings): self = .change(ConferenceSetup(settings, showsPIN: true))
        case .extend(let duration):
            self = .extendSeconds(UInt32(clamping: duration.nanoseconds / 1_000_000_000))
        case .end: self = .end(Empty())
        case .react(let emoji): self = .react(emoji.text)
        case .vote(let answer, let isAnonymous):
            var vote = CastVote()
            vote.answer = YesOrNoCode(answer)
            vote.anonymous = isAnonymous
            self = .vote(vote)
        case .clearVotes: self = .endVote(Empty())
        case .turnOn, .turnOff, .dismiss(.guest): return nil
        }
    }
}

extension Wire.Whom {
    init(_ whom: ConferenceAction.Whom) {
        self.init()
        switch whom {
        case .these(let numbers): self.these.participants = numbers
        case .everyone: self.everyone = Empty()
        }
    }
}

extension DeviceOfOthers {
    init(_ device: ConferenceDevice, _ whom: ConferenceAction.Whom) {
        self.init()
        self.device = DeviceCode(device)
        self.whom = Wire.Whom(whom)
    }
}

extension ConferenceSettings {
    /// As a server tells them: a PIN only to those who lead, and only where somebody keeps it.
    ///
    /// - Throws: `.tooLong`, `.kindUnsupported` or `.protocolMismatch` for what no server of ours
    ///   tells.
    package init(told setup: ConferenceSetup) throws(Denial) {
        // Nothing is left to chance: a PIN that is not told is none that this side makes.
        var nothing = SeededRandom(seed: 0)
        self = try ConferenceSettings(setup, using: &nothing)
        if setup.asksPin, setup.pin.isEmpty { self.entryPIN = .untold }
    }
}

extension Seat {
    package init?(_ code: SeatCode) {
        switch code {
        case .podium: self = .podium
        case .hall: self = .hall
        case .remark: self = .remark
        case .waiting: self = .waiting
        case .unspecified, .UNRECOGNIZED: return nil
        }
    }
}

extension ConferenceRole {
    package init?(_ code: ConferenceRoleCode) {
        switch code {
        case .owner: self = .owner
        case .moderator: self = .moderator
        case .participant: self = .participant
        case .guest: self = .guest
        case .unspecified, .UNRECOGNIZED: return nil
        }
    }
}

extension Devices {
    package subscript(_ device: ConferenceDevice) -> Bool {
        get {
            switch device {
            case .microphone: self.microphone
            case .camera: self.camera
            case .speaker: !self.deaf
            }
        }
        set {
            switch device {
            case .microphone: self.microphone = newValue
            case .camera: self.camera = newValue
            case .speaker: self.deaf = !newValue
            }
        }
    }

    /// What somebody else has turned off: on here and when both sides last agreed, off over there.
    ///
    /// What was switched here since then is this side's own act, and stays.
    package func turnedOff(since agreed: Devices, in theirs: Devices) -> [ConferenceDevice] {
        ConferenceDevice.allCases.filter { self[$0] && agreed[$0] && !theirs[$0] }
    }
}
