import Units
import Wire

/// What people do in chats, one of each sort.
enum Deeds {
    /// - Parameter poll: one to vote in; nil for days without polls.
    static func random(
        about message: UInt64, poll: UInt64?, with account: String, _ role: ChatRoleCode,
        from chat: String,
        using random: inout SeededRandom,
    ) -> Act.OneOf_Deed {
        var name = MessageName()
        name.message = message
        var react = React()
        react.message = message
        react.emoji = ["👍", "🎉", "no emoji"].randomElement(using: &random) ?? "👍"
        switch Int.random(in: 0..<(poll == nil ? 24 : 28), using: &random) {
        case 0: return .say(Self.reply(to: message))
        case 1: return .forward(Self.forward(message, from: chat))
        case 2, 3: return .edit(Self.edit(message, "changed \(random.next() % 1000)"))
        case 4: return .deleteForAll(name)
        case 5: return .deleteForMe(name)
        case 6: return .react(react)
        case 7: return .takeReactionBack(react)
        case 8: return .pin(name)
        case 9: return .unpin(name)
        case 10: return .retitle("title \(random.next() % 100)")
        case 11, 12, 13: return .add(Self.add(account, from: message, using: &random))
        case 14: return .remove(account)
        case 15: return .leave(Empty())
        case 16, 17: return .setRole(Self.role(role, of: account))
        case 18:
            var grant = GrantHistory()
            grant.account = account
            grant.history = Self.history(from: message, using: &random)
            return .grantHistory(grant)
        case 19:
            return Int.random(in: 0..<8, using: &random) == 0
                ? .wipeForAll(Empty()) : .wipeForMe(Empty())
        case 20:
            return Int.random(in: 0..<8, using: &random) == 0
                ? .dissolve(Empty()) : Bool.random(using: &random) ? .mute(true) : .place("archive")
        case 21, 22: return .markRead(name)
        case 24: return .ask(Self.poll(using: &random))
        case 25, 26: return .vote(Self.vote(in: poll ?? message, using: &random))
        case 27:
            name.message = poll ?? message
            return .closePoll(name)
        default: return .draft("not yet \(random.next() % 100)")
        }
    }

    private static func reply(to message: UInt64) -> Say {
        var say = Say()
        say.text = "an answer to \(message)"
        say.replyTo = message
        return say
    }

    static func poll(using random: inout SeededRandom) -> NewPoll {
        var new = NewPoll()
        new.question = "question \(random.next() % 100)?"
        new.options = ["one", "two", "three"]
        new.multiple = Bool.random(using: &random)
        new.anonymous = Bool.random(using: &random)
        return new
    }

    /// Mostly one that is allowed.
    static func vote(in message: UInt64, using random: inout SeededRandom) -> Vote {
        var vote = Vote()
        vote.message = message
        vote.choice.options =
            [[], [1], [2], [3], [1, 3], [4], [0]].randomElement(using: &random) ?? []
        return vote
    }

    private static func forward(_ message: UInt64, from chat: String) -> Forward {
        var forward = Forward()
        forward.fromChat = chat
        forward.message = message
        return forward
    }

    private static func edit(_ message: UInt64, _ text: String) -> Edit {
        var edit = Edit()
        edit.message = message
        edit.text = text
        return edit
    }

    private static func add(
        _ account: String, from message: UInt64, using random: inout SeededRandom
    ) -> AddMember {
        var add = AddMember()
        add.account = account
        add.history = Self.history(from: message, using: &random)
        return add
    }

    private static func role(_ role: ChatRoleCode, of account: String) -> SetRole {
        var set = SetRole()
        set.account = account
        set.role = role
        return set
    }

    private static func history(
        from message: UInt64, using random: inout SeededRandom
    ) -> HistoryGrant {
        var history = HistoryGrant()
        switch Int.random(in: 0..<3, using: &random) {
        case 0: history.all = Empty()
        case 1: history.from = message
        default: history.none = Empty()
        }
        return history
    }
}
