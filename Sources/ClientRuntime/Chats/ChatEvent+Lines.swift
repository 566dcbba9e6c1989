internal import Canvas
internal import Units
internal import Wire

/// What happens in chats as lines: for programs and for people.
extension ChatEvent {
    /// The event for a program.
    func json(sequence: UInt64) -> String {
        var line = JSONLine(type: self.kind.word)
        line.add("sequence", sequence)
        line.add("time", Timestamp(milliseconds: self.milliseconds).rfc3339)
        line.add("revision", self.revision)
        line.add("chat", self.chat)
        line.add("sender", self.sender)
        switch self.kind {
        case .message, .edited, .drafted: line.add("text", self.text)
        case .placed: line.add("place", self.text)
        case .created, .retitled: line.add("title", self.text)
        case .reacted, .unreacted: line.add("emoji", self.text)
        case .conferenceStarted, .conferenceEnded: line.add("conference", self.text)
        default: break
        }
        if self.message != 0 {
            line.add(self.kind == .message ? "reply_to" : "message", self.message)
        }
        if !self.account.isEmpty {
            line.add(self.kind == .message ? "forwarded_from" : "account", self.account)
        }
        if self.role != .unspecified { line.add("role", self.role.word) }
        if self.hasState { self.state.add(to: &line) }
        if !self.guests.isEmpty {
            line.add(
                "guests",
                self.guests.map { guest in
                    var object = JSONLine()
                    object.add("account", guest.account)
                    object.add("name", guest.name)
                    return object
                })
        }
        return line.text
    }

    /// The message for a person: `14:05 group:x alice: hello`, and its answers if it is a poll.
    var plainLine: String {
        let poll = self.state.polls.first.map { " (\($0.words))" } ?? ""
        return self.bareLine + poll
    }

    /// `alice`, or `guest Gwen`: no account is written with a space.
    private var senderWords: String {
        let name = self.guests.first { $0.account == self.sender }.map { "guest \($0.name)" }
        return Sanitized(remote: name ?? self.sender).text
    }

    private var bareLine: String {
        let time = Timestamp(milliseconds: self.milliseconds).hoursAndMinutes
        return "\(time) \(Sanitized(remote: self.chat).text) "
            + "\(self.senderWords): \(Sanitized(remote: self.text).text)"
    }

    /// The same with its number and date before it, and what has become of it behind:
    /// `1764090000000000 2026-11-25 14:05 group:x alice: hello (edited, pinned)`.
    var numberedLine: String {
        let time = Timestamp(milliseconds: self.milliseconds)
        let marks = self.hasState ? self.state.marks : []
        let end = marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))"
        return "\(self.revision) \(time.rfc3339.prefix(10)) \(self.bareLine)\(end)"
    }
}

extension MessageState {
    fileprivate func add(to line: inout JSONLine) {
        if self.editedMilliseconds != 0 {
            line.add("edited", Timestamp(milliseconds: self.editedMilliseconds).rfc3339)
        }
        if self.deleted { line.add("deleted", true) }
        if self.pinned { line.add("pinned", true) }
        if let poll = self.polls.first { line.add("poll", poll.json) }
        guard !self.reactions.isEmpty else { return }
        line.add(
            "reactions",
            self.reactions.map { reaction in
                var object = JSONLine()
                object.add("emoji", reaction.emoji)
                object.add("count", reaction.count)
                object.add("accounts", reaction.accounts)
                return object
            })
    }

    fileprivate var marks: [String] {
        var marks: [String] = []
        if self.deleted { marks.append("deleted") }
        if self.editedMilliseconds != 0, !self.deleted { marks.append("edited") }
        if self.pinned { marks.append("pinned") }
        if let poll = self.polls.first { marks.append(poll.words) }
        return marks
            + self.reactions.map { "\(Sanitized(remote: $0.emoji).text) \($0.count)" }
    }
}

extension Posted {
    /// What the server made of something that was said.
    func json(in chat: String) -> String {
        var line = JSONLine(type: "posted")
        line.add("time", Timestamp(milliseconds: self.milliseconds).rfc3339)
        line.add("revision", self.revision)
        line.add("chat", chat)
        return line.text
    }
}

extension ChatEntry {
    /// The chat for a program.
    var json: String {
        var line = JSONLine(type: "chat")
        line.add("id", self.id)
        line.add("kind", self.kind.word)
        line.add("title", self.title)
        line.add("members", self.members.map(\.account))
        line.add("member_count", self.memberCount)
        line.add("role", self.role.word)
        line.add("read", self.standing.read)
        line.add("unread", self.standing.unread)
        line.add("mentions", self.standing.mentions)
        line.add("newest", self.standing.newest)
        line.add("muted", self.standing.muted)
        line.add("place", self.standing.place)
        return line.text
    }
}

extension Member {
    func json(in chat: String) -> String {
        var line = JSONLine(type: "member")
        line.add("chat", chat)
        line.add("account", self.account)
        line.add("role", self.role.word)
        return line.text
    }

    /// `alice owner`.
    var plainLine: String { "\(Sanitized(remote: self.account).text) \(self.role.word)" }
}
