public import Units

/// What an administrator can set about chats.
public struct ChatLimits: Sendable, Hashable {
    /// How long a message can be edited and deleted for all by its author; nil for ever, zero for
    /// not at all (L2.18).
    public var editWindow: Duration? = .seconds(48 * 3600)
    /// Members of a group. A chat alone with all their names is 200 KB.
    public var membersMaximum = 5000

    public init() {}

    /// Why a message can't be changed any more.
    public var tooLateToEdit: Denial {
        guard let window = self.editWindow else {
            return Denial(.editWindowOver, "it was too late, and no longer is: try again")
        }
        guard window > .zero else {
            return Denial(.editWindowOver, "messages can't be changed on this server")
        }
        return Denial(
            .editWindowOver,
            "it is too late: messages can be changed for \(PolicyText.words(window))")
    }
}

/// What has to be true of a message before something is done with it. Only the store knows.
///
/// In every case it must be in the chat, be seen by who acts, and not be deleted.
public struct MessageDemand: Sendable, Hashable {
    public var message: UInt64
    public var chat: ChatID
    /// Whose it has to be; nil for anybody's.
    public var author: AccountName?
    /// When it has to have been said at the earliest; nil for ever.
    public var earliest: Timestamp?
    /// Whether its text is what is said now.
    public var isCopied = false
    /// What a file that is copied with it has to be like; nil where none may be.
    public var carriedFiles: FileLimits?
    /// Whether it has to be a poll that is open.
    public var isOpenPoll = false
    /// What its poll has to allow.
    public var ballot: Ballot?

    public init(_ message: UInt64, in chat: ChatID, author: AccountName? = nil) {
        self.message = message
        self.chat = chat
        self.author = author
    }
}

/// What an allowed action does: these facts, all or none, if the message is as demanded.
public struct ChatPlan: Sendable, Hashable {
    public var facts: [ChatFact]
    public var demand: MessageDemand?

    public init(_ fact: ChatFact, demand: MessageDemand? = nil) {
        self.facts = [fact]
        self.demand = demand
    }

    public init(_ facts: [ChatFact]) {
        self.facts = facts
    }
}

extension Chat {
    /// Whether somebody may do something here, and what it does.
    ///
    /// - Throws: `.chatNotFound` for who is not in the chat: it learns nothing of it.
    public func plan(
        _ action: ChatAction, by actor: AccountName, at now: Timestamp, limits: ChatLimits
    ) throws(Denial) -> ChatPlan {
        guard let role = self.members[actor]?.role else { throw Denial(.chatNotFound) }
        let rights = role.rights(in: self.kind)
        for right in self.needed(for: action, by: actor) where !rights.contains(right) {
            throw Denial(.accessDenied)
        }
        switch action {
        case .say(let text, let reply):
            return ChatPlan(
                ChatFact(.message, text.text, message: reply), demand: reply.map(self.about))
        case .forward(let message, let chat):
            var demand = MessageDemand(message, in: chat)
            demand.isCopied = true
            return ChatPlan(ChatFact(.message), demand: demand)
        case .edit(let message, let text):
            return ChatPlan(
                ChatFact(.edited, text.text, message: message),
                demand: try self.own(message, of: actor, at: now, limits))
        case .deleteForAll(let message):
            let demand =
                rights.contains(.deleteOthersForAll)
                ? self.about(message) : try self.own(message, of: actor, at: now, limits)
            return ChatPlan(ChatFact(.deleted, message: message), demand: demand)
        case .deleteForMe(let message):
            let author = rights.contains(.deleteOthersForSelf) ? nil : actor
            return ChatPlan(
                ChatFact(.hidden, message: message),
                demand: MessageDemand(message, in: self.id, author: author))
        case .ask(let poll):
            var fact = ChatFact(.message, poll.question)
            fact.poll = poll
            return ChatPlan(fact)
        case .vote(let message, let ballot): return self.voting(message, ballot)
        case .closePoll(let message):
            let author = rights.contains(.deleteOthersForAll) ? nil : actor
            return self.closing(message, author: author)
        case .react(let message, let emoji): return self.plan(.reacted, message, emoji.text)
        case .takeReactionBack(let message, let emoji):
            return self.plan(.unreacted, message, emoji.text)
        case .pin(let message): return self.plan(.pinned, message)
        case .unpin(let message): return self.plan(.unpinned, message)
        case .retitle(let title): return ChatPlan(ChatFact(.retitled, title.text))
        case .add(let account, let history): return try self.adding(account, history, limits)
        case .leave: return try self.leaving(actor)
        case .remove(actor): return try self.leaving(actor)
        case .remove(let account):
            try self.checkIsBelow(account, role)
            return ChatPlan(self.departure(of: account))
        case .setRole(let account, .owner): return try self.handingOver(to: account, by: actor)
        case .setRole(let account, let new): return try self.giving(account, new, by: role)
        case .grantHistory(let account, let history):
            guard self.members[account] != nil else { throw Denial(.userNotFound) }
            guard let first = history.first else { return ChatPlan([]) }
            return ChatPlan(ChatFact(.historyGranted, message: first, account: account))
        case .clearForAll: return ChatPlan(ChatFact(.cleared))
        case .clearForMe: return ChatPlan(ChatFact(.clearedForMe))
        case .dissolve: return ChatPlan(ChatFact(.dissolved))
        case .markRead(let message): return ChatPlan(ChatFact(.read, message: message))
        case .mute(let isMuted): return ChatPlan(ChatFact(isMuted ? .muted : .unmuted))
        case .place(let place): return ChatPlan(ChatFact(.placed, place.text))
        case .draft(let draft): return ChatPlan(ChatFact(.drafted, draft.text))
        }
    }

    /// The rights an action takes, whatever it is done to.
    private func needed(for action: ChatAction, by actor: AccountName) -> [ChatRight] {
        switch action {
        case .say, .forward: [.send]
        case .ask: [.sendPolls]
        case .edit, .deleteForAll, .closePoll: [.changeOwn]
        case .vote, .deleteForMe, .react, .takeReactionBack, .clearForMe, .markRead, .mute, .place,
            .draft, .leave:
            [.read]
        case .pin, .unpin: [.pin]
        case .retitle: [.retitle]
        case .add(_, let history):
            history == .none ? [.changeMembers] : [.changeMembers, .grantHistory]
        case .remove(let account): account == actor ? [.read] : [.changeMembers]
        case .setRole(_, .owner): [.changeOwner]
        case .setRole: [.changeRoles]
        case .grantHistory: [.grantHistory]
        case .clearForAll: [.deleteOthersForAll]
        case .dissolve: [.dissolve]
        }
    }

    // MARK: Messages

    private func about(_ message: UInt64) -> MessageDemand { MessageDemand(message, in: self.id) }

    private func own(
        _ message: UInt64, of actor: AccountName, at now: Timestamp, _ limits: ChatLimits
    ) throws(Denial) -> MessageDemand {
        guard limits.editWindow != .zero else { throw limits.tooLateToEdit }
        var demand = MessageDemand(message, in: self.id, author: actor)
        demand.earliest = limits.editWindow.map { now - $0 }
        return demand
    }

    private func plan(_ kind: ChatFact.Kind, _ message: UInt64, _ text: String = "") -> ChatPlan {
        ChatPlan(ChatFact(kind, text, message: message), demand: self.about(message))
    }

    private func voting(_ message: UInt64, _ ballot: Ballot) -> ChatPlan {
        var plan = self.plan(.voted, message)
        plan.facts[0].ballot = ballot
        plan.demand?.isOpenPoll = true
        plan.demand?.ballot = ballot
        return plan
    }

    private func closing(_ message: UInt64, author: AccountName?) -> ChatPlan {
        var demand = MessageDemand(message, in: self.id, author: author)
        demand.isOpenPoll = true
        return ChatPlan(ChatFact(.pollClosed, message: message), demand: demand)
    }

    // MARK: Members

    private func adding(
        _ account: AccountName, _ history: HistoryGrant, _ limits: ChatLimits
    ) throws(Denial) -> ChatPlan {
        // Again is no fault, and no second time.
        guard self.members[account] == nil else { return ChatPlan([]) }
        guard self.members.count < limits.membersMaximum else {
            throw Denial(.full, "it is full: \(limits.membersMaximum) members")
        }
        return ChatPlan(ChatFact(.added, message: history.first, account: account, role: .user))
    }

    private func leaving(_ account: AccountName) throws(Denial) -> ChatPlan {
        guard self.kind == .group || self.kind == .channel else {
            throw Denial(.accessDenied, "nobody leaves this kind of chat by hand")
        }
        return ChatPlan(self.departure(of: account))
    }

    private func handingOver(
        to account: AccountName, by owner: AccountName
    ) throws(Denial) -> ChatPlan {
        guard self.members[account] != nil else { throw Denial(.userNotFound) }
        guard account != owner else { return ChatPlan([]) }
        return ChatPlan(self.handover(to: account))
    }

    private func giving(
        _ account: AccountName, _ new: ChatRole, by role: ChatRole
    ) throws(Denial) -> ChatPlan {
        guard ChatRole.roles(in: self.kind).contains(new) else {
            throw Denial(.kindUnsupported, "this kind of chat does not have that role")
        }
        guard new.rank < role.rank else { throw Denial(.accessDenied) }
        try self.checkIsBelow(account, role)
        guard self.members[account]?.role != new else { return ChatPlan([]) }
        return ChatPlan(ChatFact(.roleChanged, account: account, role: new))
    }

    private func checkIsBelow(_ account: AccountName, _ role: ChatRole) throws(Denial) {
        guard let other = self.members[account]?.role else { throw Denial(.userNotFound) }
        guard other.rank < role.rank else { throw Denial(.accessDenied) }
    }
}

extension HistoryGrant {
    /// The first message to see; 0 for all, nil for none.
    fileprivate var first: UInt64? {
        switch self {
        case .none: nil
        case .all: 0
        case .from(let message): message
        }
    }
}
