package import Rooms
import Units
package import Wire

// Between the wire's words for chats and our own.

extension ChatAction {
    /// - Throws: `.tooLong`, `.userNotFound` or `.protocolMismatch` for what can be no action.
    init(_ deed: Act.OneOf_Deed) throws(Denial) {
        switch deed {
        case .say(let say):
            self = .say(
                try MessageText(wire: say.text), replyingTo: say.replyTo == 0 ? nil : say.replyTo)
        case .ask(let new):
            self = .ask(
                try Poll(
                    new.question, options: new.options, isMultiple: new.multiple,
                    isAnonymous: new.anonymous))
        case .vote(let vote):
            guard let ballot = Ballot(vote.choice.options.map { Int($0) }) else {
                throw Denial(.choiceInvalid)
            }
            self = .vote(vote.message, ballot)
        case .closePoll(let name): self = .closePoll(name.message)
        case .forward(let forward):
            guard let chat = ChatID(forward.fromChat) else { throw Denial(.chatNotFound) }
            self = .forward(forward.message, from: chat)
        case .edit(let edit): self = .edit(edit.message, try MessageText(wire: edit.text))
        case .deleteForAll(let name): self = .deleteForAll(name.message)
        case .deleteForMe(let name): self = .deleteForMe(name.message)
        case .react(let react): self = .react(react.message, try Emoji(wire: react.emoji))
        case .takeReactionBack(let react):
            self = .takeReactionBack(react.message, try Emoji(wire: react.emoji))
        case .pin(let name): self = .pin(name.message)
        case .unpin(let name): self = .unpin(name.message)
        case .retitle(let text):
            guard let title = ChatTitle(text) else {
                throw .tooLong(limit: "\(ChatTitle.lengthMaximum) characters")
            }
            self = .retitle(title)
        case .add(let add):
            self = .add(try AccountName(wire: add.account), HistoryGrant(add.history))
        case .remove(let account): self = .remove(try AccountName(wire: account))
        case .leave: self = .leave
        case .setRole(let set):
            guard let role = ChatRole(rawValue: set.role.rawValue) else {
                throw Denial(.protocolMismatch)
            }
            self = .setRole(try AccountName(wire: set.account), role)
        case .grantHistory(let grant):
            self = .grantHistory(
                try AccountName(wire: grant.account), HistoryGrant(grant.history))
        case .wipeForAll: self = .clearForAll
        case .wipeForMe: self = .clearForMe
        case .dissolve: self = .dissolve
        case .markRead(let name): self = .markRead(name.message)
        case .mute(let isMuted): self = .mute(isMuted)
        case .place(let text):
            guard let place = ChatPlace(text) else { throw Denial(.protocolMismatch) }
            self = .place(place)
        case .draft(let text):
            guard let draft = DraftText(text) else {
                throw .tooLong(limit: "\(MessageText.lengthMaximum) characters")
            }
            self = .draft(draft)
        }
    }
}

extension MessageText {
    fileprivate init(wire text: String) throws(Denial) {
        guard let text = MessageText(text) else {
            throw .tooLong(limit: "\(MessageText.lengthMaximum) characters")
        }
        self = text
    }
}

extension Emoji {
    init(wire text: String) throws(Denial) {
        guard let emoji = Emoji(text) else {
            throw Denial(.protocolMismatch, "a reaction is one emoji")
        }
        self = emoji
    }
}

extension AccountName {
    init(wire text: String) throws(Denial) {
        guard let name = AccountName(text) else { throw Denial(.userNotFound) }
        self = name
    }
}

extension Rooms.HistoryGrant {
    fileprivate init(_ grant: Wire.HistoryGrant) {
        switch grant.extent {
        case .all: self = .all
        case .from(let message): self = .from(message)
        case Optional.none, .some(.none): self = .none
        }
    }
}

extension Refused {
    init(_ denial: Denial) {
        self.init()
        self.cause = denial.cause.rawValue
        self.text = denial.sentence
        self.retryAfterSeconds =
            denial.retryAfter.map { UInt32(clamping: 1 + Int($0.seconds)) } ?? 0
    }
}

extension Posted {
    init(_ event: EventRecord) {
        self.init()
        self.revision = event.revision
        self.milliseconds = event.time.milliseconds
    }
}

extension EventRecord {
    /// Bytes of it in a page, at most: the texts, and 128 for tags, lengths and numbers.
    var lengthMaximum: Int {
        let reactions = self.condition?.reactions.reduce(0) { sum, reaction in
            let names = reaction.accounts.prefix(Self.reactionNamesMaximum)
            return sum + 32 + reaction.emoji.utf8.count
                + names.reduce(0) { $0 + 2 + $1.text.utf8.count }
        }
        return 128 + self.chat.text.utf8.count + self.sender.text.utf8.count
            + self.fact.text.utf8.count + self.clientID.count
            + (self.fact.account?.text.utf8.count ?? 0) + (reactions ?? 0)
            + (self.attachment.map { 32 + $0.name.utf8.count } ?? 0)
            + (self.poll?.lengthMaximum ?? 0)
            + self.guestNames.reduce(0) { $0 + 8 + $1.key.text.utf8.count + $1.value.utf8.count }
    }
}

extension ChatEvent {
    package init(_ event: EventRecord) {
        self.init()
        self.revision = event.revision
        self.chat = event.chat.text
        // Both sides number the kinds and roles alike; a test compares them.
        self.kind = ChatEventKind(rawValue: event.fact.kind.rawValue) ?? .unspecified
        self.sender = event.sender == .nobody ? "" : event.sender.text
        self.text = event.fact.text
        self.milliseconds = event.time.milliseconds
        self.clientID = .init(octets: event.clientID)
        self.message = event.fact.message ?? 0
        self.account = event.fact.account?.text ?? ""
        if let role = event.fact.role { self.role = ChatRoleCode(role) }
        if let condition = event.condition { self.state = MessageState(condition) }
        if let file = event.attachment {
            var attachment = Attachment()
            attachment.file = file.number
            attachment.name = file.name
            attachment.size = file.size
            self.attachments = [attachment]
        }
        if let tally = event.poll { self.state.polls = [PollState(tally)] }
        self.guests = event.toldGuests.compactMap { account in
            guard let name = event.guestNames[account] else { return nil }
            var guest = NamedGuest()
            guest.account = account.text
            guest.name = name
            return guest
        }
    }
}

extension MessageState {
    fileprivate init(_ condition: MessageCondition) {
        self.init()
        self.editedMilliseconds = condition.edited?.milliseconds ?? 0
        self.deleted = condition.isDeleted
        self.pinned = condition.isPinned
        self.reactions = condition.reactions.map { count in
            var reaction = Reaction()
            reaction.emoji = count.emoji
            reaction.count = UInt32(clamping: count.accounts.count)
            reaction.accounts = count.accounts.prefix(EventRecord.reactionNamesMaximum).map(\.text)
            return reaction
        }
    }
}

extension PollTally {
    /// Bytes of it in a page, at most.
    fileprivate var lengthMaximum: Int {
        64 + self.poll.question.utf8.count
            + zip(self.poll.options, self.counts).reduce(0) { sum, option in
                option.1.accounts.reduce(sum + 16 + option.0.utf8.count) {
                    $0 + 2 + $1.text.utf8.count
                }
            }
    }
}

extension PollState {
    fileprivate init(_ tally: PollTally) {
        self.init()
        self.question = tally.poll.question
        self.options = zip(tally.poll.options, tally.counts).map { text, count in
            var option = PollOption()
            option.text = text
            option.votes = UInt32(clamping: count.votes)
            option.accounts = count.accounts.prefix(PollTally.namesMaximum).map(\.text)
            return option
        }
        self.multiple = tally.poll.isMultiple
        self.anonymous = tally.poll.isAnonymous
        self.closed = tally.isClosed
        self.voters = UInt32(clamping: tally.voters)
        if let own = tally.own {
            self.own.options = own.numbers.map { UInt32(clamping: $0) }
        }
    }
}

extension Standing {
    init(_ standing: ChatStanding) {
        self.init()
        self.read = standing.read
        self.unread = UInt32(clamping: standing.unread)
        self.mentions = UInt32(clamping: standing.mentions)
        self.newest = standing.newest
        self.muted = standing.isMuted
        self.place = standing.place.text
    }
}

extension ChatKindCode {
    package init(_ kind: ChatKind) { self = ChatKindCode(rawValue: kind.rawValue) ?? .unspecified }
}

extension ChatRoleCode {
    package init(_ role: ChatRole) { self = ChatRoleCode(rawValue: role.rawValue) ?? .unspecified }
}
