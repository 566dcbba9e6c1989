import Units
import Wire

/// What people do in conferences, one of each sort.
enum ConferenceDeeds {
    static func random(
        with numbers: [UInt32], _ account: String, using random: inout SeededRandom
    ) -> ConferenceAct.OneOf_Deed {
        let number = numbers.randomElement(using: &random) ?? 1
        let whom = self.whom(number, using: &random)
        switch Int.random(in: 0..<33, using: &random) {
        case 0: return .invite(account)
        case 1, 2, 3: return .admit(whom)
        case 4: return .deny(whom)
        case 5: return .remove(self.one(number))
        case 6, 7: return .raiseHand(Empty())
        case 8: return .lowerHand(Empty())
        case 9: return .acceptHands(whom)
        case 10: return .rejectHands(whom)
        case 11: return .inviteUp(whom)
        case 12: return .acceptInvitation(Empty())
        case 13: return .rejectInvitation(Empty())
        case 14: return .bringDown(whom)
        case 15: return .stepDown(Empty())
        case 16: return .beginRemark(Empty())
        case 17: return .endRemark(number)
        case 18: return .turnOff(self.device(whom))
        case 19: return .askToTurnOn(self.device(whom))
        case 20: return .appoint(number)
        case 21: return .dismiss(account)
        case 22: return Bool.random(using: &random) ? .lock(Empty()) : .unlock(Empty())
        case 23: return .change(self.setup(using: &random))
        case 24: return .unlink(Empty())
        case 25: return .link(Empty())
        case 26: return .react(["👍", "no emoji"].randomElement(using: &random) ?? "👍")
        case 27...31: return Self.vote(using: &random)
        default:
            return Int.random(in: 0..<4, using: &random) == 0
                ? .end(Empty()) : .extendSeconds(60)
        }
    }

    static func setup(using random: inout SeededRandom) -> ConferenceSetup {
        var setup = ConferenceSetup()
        let kinds: [ConferenceKindCode] = [.allOnScreen, .lecture, .roleBased, .smart]
        setup.kind = kinds.randomElement(using: &random) ?? .smart
        let rooms: [WaitingRoomCode] = [.unspecified, .unspecified, .uninvited, .all]
        setup.waitingRoom = rooms.randomElement(using: &random) ?? .all
        setup.public = Int.random(in: 0..<8, using: &random) == 0
        return setup
    }

    private static func vote(using random: inout SeededRandom) -> ConferenceAct.OneOf_Deed {
        guard Int.random(in: 0..<4, using: &random) > 0 else { return .endVote(Empty()) }
        var vote = CastVote()
        vote.answer = YesOrNoCode.allCases.randomElement(using: &random) ?? .yes
        vote.anonymous = Bool.random(using: &random)
        return .vote(vote)
    }

    private static func one(_ number: UInt32) -> Wire.Whom {
        var whom = Wire.Whom()
        whom.these.participants = [number]
        return whom
    }

    private static func whom(_ number: UInt32, using random: inout SeededRandom) -> Wire.Whom {
        guard Bool.random(using: &random) else { return self.one(number) }
        var whom = Wire.Whom()
        whom.everyone = Empty()
        return whom
    }

    private static func device(_ whom: Wire.Whom) -> DeviceOfOthers {
        var others = DeviceOfOthers()
        others.device = .microphone
        others.whom = whom
        return others
    }
}
