internal import GRDB
internal import Rooms
internal import Sessions

/// Polls and the votes in them.
extension GRDB.Database {
    func keep(_ poll: Poll, of message: Int64) throws {
        try self.run(
            "INSERT INTO poll (message, options, is_multiple, is_anonymous) VALUES (?, ?, ?, ?)",
            [
                message, poll.options.joined(separator: "\n"), poll.isMultiple, poll.isAnonymous,
            ])
    }

    /// Puts a vote in place of the account's earlier one.
    func vote(_ options: [Int], of account: String, in message: Int64) throws {
        try self.run("DELETE FROM vote WHERE poll = ? AND account = ?", [message, account])
        for option in options {
            try self.run(
                "INSERT INTO vote (poll, option, account) VALUES (?, ?, ?)",
                [message, option, account])
        }
    }

    func closePoll(_ message: Int64) throws {
        try self.run("UPDATE poll SET is_closed = 1 WHERE message = ?", [message])
    }

    func forgetPoll(_ message: Int64) throws {
        try self.run("DELETE FROM poll WHERE message = ?", [message])
    }

    func forgetPolls(of chat: Int64) throws {
        try self.run(
            """
            DELETE FROM poll WHERE EXISTS (
                SELECT 1 FROM event WHERE event.revision = poll.message AND event.chat = ?)
            """, [chat])
    }

    // MARK: Before

    /// Why something can't be done with a message because of the poll that it is or is not.
    func refusal(of demand: MessageDemand, isEdit: Bool) throws -> Refusal? {
        guard demand.isOpenPoll || isEdit else { return nil }
        let tally = try self.poll(demand.message)
        // Nobody's answer comes to stand under another question.
        guard demand.isOpenPoll else { return tally == nil ? nil : .accessDenied }
        guard let tally else { return .pollNotFound }
        if tally.isClosed { return .pollClosed }
        if let ballot = demand.ballot, !tally.poll.allows(ballot) { return .choiceInvalid }
        return nil
    }

    // MARK: How they stand

    /// A poll before its votes are counted; nil if the message is none.
    func poll(_ message: UInt64) throws -> PollTally? {
        try self.polls([message])[message]
    }

    private func polls(_ messages: [UInt64]) throws -> [UInt64: PollTally] {
        let found = try self.rows(
            """
            SELECT poll.*, event.text FROM poll JOIN event ON event.revision = poll.message
            WHERE poll.message IN (SELECT value FROM json_each(?))
            """, [messages.jsonList])
        return found.reduce(into: [:]) { polls, row in
            polls[UInt64(clamping: row["message"] as Int64)] = PollTally(row: row)
        }
    }

    /// Tells of what was just done how the poll stands now, and of one's own vote in it.
    func withTallies(_ events: [EventRecord]) throws -> [EventRecord] {
        guard events.contains(where: \.fact.isAboutPoll) else { return events }
        return try events.map { event in
            var event = event
            guard let message = event.pollMessage, let poll = try self.poll(message) else {
                return event
            }
            event.poll = try self.counted(poll, message, for: event.sender)
            return event
        }
    }

    /// Tells how polls stand, of each only at the last event about it, and hides who voted where
    /// that is nobody's business. What is left of a poll that is gone tells nothing.
    func addPolls(to events: inout [EventRecord], for account: AccountName) throws {
        let messages = Set(events.compactMap(\.pollMessage))
        guard !messages.isEmpty else { return }
        let polls = try self.polls(messages.sorted())
        var told: Set<UInt64> = []
        let newestFirst = events.indices.sorted { events[$0].revision > events[$1].revision }
        for index in newestFirst {
            guard let message = events[index].pollMessage else { continue }
            let poll = polls[message]
            if let poll, events[index].fact.kind == .message || told.insert(message).inserted {
                events[index].poll = try self.counted(poll, message, for: account)
            }
            let isAnonymous = poll?.poll.isAnonymous ?? true
            if events[index].fact.kind == .voted, isAnonymous, events[index].sender != account {
                events[index].sender = .nobody
                events[index].clientID = []
            }
        }
    }

    private func counted(
        _ poll: PollTally, _ message: UInt64, for account: AccountName
    ) throws -> PollTally {
        var tally = poll
        let message = Int64(clamping: message)
        let counts = try self.rows(
            "SELECT option, count(*) AS votes FROM vote WHERE poll = ? GROUP BY option", [message])
        for row in counts {
            let index = (row["option"] as Int) - 1
            guard tally.counts.indices.contains(index) else { continue }
            tally.counts[index].votes = row["votes"]
            guard !tally.poll.isAnonymous else { continue }
            tally.counts[index].accounts = try self.voters(of: message, option: index + 1)
        }
        let voters = try self.row(
            "SELECT count(DISTINCT account) AS voters FROM vote WHERE poll = ?", [message])
        tally.voters = voters?["voters"] ?? 0
        let own = try self.rows(
            "SELECT option FROM vote WHERE poll = ? AND account = ?", [message, account.text])
        tally.own = Ballot(own.map { $0["option"] as Int })
        return tally
    }

    private func voters(of message: Int64, option: Int) throws -> [AccountName] {
        try self.rows(
            """
            SELECT account FROM vote WHERE poll = ? AND option = ?
            ORDER BY account LIMIT \(PollTally.namesMaximum)
            """, [message, option]
        ).compactMap { AccountName($0["account"] as String) }
    }
}

extension PollTally {
    /// Nil for a row that no version of ours has written.
    fileprivate init?(row: Row) {
        let options = (row["options"] as String).split(separator: "\n").map { String($0) }
        do throws(Denial) {
            self.init(
                try Poll(
                    row["text"], options: options, isMultiple: row["is_multiple"],
                    isAnonymous: row["is_anonymous"]))
        } catch { return nil }
        self.isClosed = row["is_closed"]
    }
}

extension ChatFact {
    fileprivate var isAboutPoll: Bool {
        self.poll != nil || self.kind == .voted || self.kind == .pollClosed
    }
}

extension EventRecord {
    /// The message that may be a poll and that the event is or is about.
    fileprivate var pollMessage: UInt64? {
        switch self.fact.kind {
        case .message: self.revision
        case .voted, .pollClosed: self.fact.message
        default: nil
        }
    }
}
