internal import Canvas
internal import Rooms
internal import Units

/// The columns of a pane of messages: when, who, what.
struct PaneColumns: Equatable, Sendable {
    /// With fewer, text would jump to the right with the first names.
    static let nameMinimum = 5

    let all: Int
    let time: Int
    let name: Int
    let text: Int

    /// - Parameter names: columns of the longest name that may stand there.
    init(width: Int, names: Int) {
        let most = width >= 60 ? 14 : width >= 34 ? 9 : 6
        self.all = width
        self.time = width >= 34 ? 6 : 0
        self.name = min(most, max(names, Self.nameMinimum))
        self.text = max(2, width - self.time - self.name - 3)
    }
}

/// One row of a pane of messages.
struct PaneRow: Equatable, Sendable {
    var spans: [Span]
    /// The message it belongs to.
    var message: UInt64?
    /// The refused line it belongs to.
    var unsent: PostID?

    /// The link under a column.
    func link(at column: Int) -> Link? {
        var end = 0
        return self.spans.first { span in
            end += span.text.width
            return column < end
        }?.link
    }
}

/// Rows of a chat.
extension State {
    /// What is shown of a chat, the oldest row first: `count` rows, or all above its position.
    func paneRows(of chat: ChatState, width: Int, count: Int) -> [PaneRow] {
        let transcript = chat.transcript
        // Built upwards, then turned round, so that a long past costs nothing.
        var rows: [PaneRow] = []
        var index = transcript.lines.count - 1
        if let position = transcript.position, let seen = transcript.index(of: position.revision) {
            index = seen - 1
            let block = self.block(seen, of: chat, width: width)
            rows = block.dropLast(max(0, min(position.hidden, block.count - 1))).reversed()
        } else {
            rows = self.pendingRows(of: chat, width: width).reversed()
        }
        while index >= 0, rows.count < count {
            rows += self.block(index, of: chat, width: width).reversed()
            index -= 1
        }
        if index < 0, rows.count < count {
            let columns = self.paneColumns(of: chat, width: width)
            rows += self.rows(of: transcript.remarks(below: nil), columns).reversed()
        }
        return rows.prefix(count).reversed()
    }

    /// A line with what stands above it, a new day or the mark of what was read, and the program's
    /// remarks below it. Empty for what is not shown.
    func block(_ index: Int, of chat: ChatState, width: Int) -> [PaneRow] {
        let columns = self.paneColumns(of: chat, width: width)
        return self.rowsAbove(index, in: chat, columns)
            + self.rows(of: chat.transcript.lines[index], columns)
            + self.rows(of: chat.transcript.remarks(below: index), columns)
    }

    private func paneColumns(of chat: ChatState, width: Int) -> PaneColumns {
        PaneColumns(
            width: width, names: max(chat.speakerColumns, self.shown(self.account).width))
    }

    private func rows(
        of remarks: ArraySlice<Transcript.Remark>, _ columns: PaneColumns,
    ) -> [PaneRow] {
        remarks.flatMap { self.systemRows($0.text, time: nil, columns) }
    }

    /// What is on its way to the server, or did not get there.
    func pendingRows(of chat: ChatState, width: Int) -> [PaneRow] {
        let columns = self.paneColumns(of: chat, width: width)
        return chat.pending.flatMap { self.rows(of: $0, in: chat, columns) }
    }

    private func rowsAbove(
        _ index: Int, in chat: ChatState, _ columns: PaneColumns,
    ) -> [PaneRow] {
        var rows: [PaneRow] = []
        let line = chat.transcript.lines[index]
        let before = index > 0 ? chat.transcript.lines[index - 1] : nil
        let time = self.local(line.time)
        if before.map({ self.local($0.time).day != time.day }) ?? true {
            let words = Sanitized(remote: "\(time.weekday) \(time.day)")
            rows.append(Self.rule(words, .messageDay, columns))
        }
        // One's own message was not new to oneself.
        if let read = chat.readRevision, let before, before.revision <= read,
            read < line.revision, self.author(of: line) != self.account.text
        {
            rows.append(Self.rule("new", .messageMarker, columns))
        }
        return rows
    }

    /// `── 2026-11-25 ──────`.
    private static func rule(
        _ words: Sanitized, _ style: StyleName, _ columns: PaneColumns,
    ) -> PaneRow {
        let text: Sanitized = "── \(words) "
        let rest = String(repeating: "─", count: max(0, columns.all - text.width))
        return PaneRow(spans: [Span(text + Sanitized(remote: rest), style)])
    }

    func rows(of line: ChatLine, _ columns: PaneColumns) -> [PaneRow] {
        guard case .message(let from, let text) = line.body else {
            guard self.shows(line) else { return [] }
            return self.systemRows(self.words(of: line.body), time: line.time, columns)
        }
        return self.messageRows(of: line, from: from, text, columns)
    }

    private func rows(
        of pending: ChatState.Pending, in chat: ChatState, _ columns: PaneColumns,
    ) -> [PaneRow] {
        var rows = Rows(
            name: Span(self.shown(self.account), .messageOwn), time: nil,
            isChosen: chat.chosenUnsent == pending.id)
        let details = MessageDetails(replyTo: pending.replyTo)
        for head in self.heads(of: details, in: chat.summary.id) {
            rows.add(head.text, .messageSystem, isCut: true)
        }
        rows.add(pending.text, pending.failure == nil ? .messagePending : .messageFailed)
        if let failure = pending.failure { rows.add("not sent: \(failure)", .messageFailed) }
        return self.rows(rows, columns).map { row in
            var row = row
            if pending.failure != nil { row.unsent = pending.id }
            return row
        }
    }

    private func systemRows(
        _ words: Sanitized, time: Timestamp?, _ columns: PaneColumns,
    ) -> [PaneRow] {
        var rows = Rows(name: Span("--", .messageSystem), time: time)
        rows.add(words.text, .messageSystem)
        return self.rows(rows, columns)
    }

    func rows(_ rows: Rows, _ columns: PaneColumns) -> [PaneRow] {
        let clock = rows.time.map { Sanitized(remote: self.local($0).hoursAndMinutes) } ?? ""
        let hasMarkup = self.preferences.isOn(.markup)
        let lines = rows.parts.flatMap {
            $0.rows(columns: columns.text, for: self.account, hasMarkup: hasMarkup)
        }
        let isHit = rows.message.map(self.hits.contains) ?? false
        let mark: Sanitized = rows.isMarked ? "✓" : " "
        let border =
            rows.isChosen
            ? Span(mark + "▌ ", .messageMarker)
            : isHit
                ? Span(mark + "┃ ", .messageMarker)
                : Span(mark + "│ ", rows.isMarked ? .messageMarker : .screenBorder)
        return lines.enumerated().map { index, line in
            let isFirst = index == 0
            let who = (isFirst ? rows.name.text : "").padded(to: columns.name, alignRight: true)
            return PaneRow(
                spans: [
                    Span((isFirst ? clock : "").padded(to: columns.time), .messageTime),
                    Span(who, rows.name.style), border,
                ] + line,
                message: rows.message)
        }
    }

    func local(_ time: Timestamp) -> Timestamp {
        let offset = self.offsetFromUTC.nanoseconds / 1_000_000
        let (sum, overflow) = time.milliseconds.addingReportingOverflow(offset)
        return overflow ? time : Timestamp(milliseconds: sum)
    }
}

extension Timestamp {
    /// `2026-11-25`.
    var day: String { String(self.rfc3339.prefix(10)) }
}

/// What is not said but done.
extension State {
    /// What a system line says; a message's text for a message.
    func words(of body: ChatLine.Body) -> Sanitized {
        switch body {
        case .message(_, let text): Sanitized(remote: text)
        case .created(let by, let title):
            title.isEmpty
                ? "\(self.shown(by)) made the chat"
                : "\(self.shown(by)) made the chat \(.init(remote: title))"
        case .added(let name, let by):
            name == by
                ? "\(self.shown(name)) joined"
                : "\(self.shown(by)) added \(self.shown(name))"
        case .removed(let name, let by):
            name == by
                ? "\(self.shown(name)) left"
                : "\(self.shown(by)) removed \(self.shown(name))"
        case .retitled(let title, let by):
            "\(self.shown(by)) changed the title to \(.init(remote: title))"
        case .roleChanged(let name, let role, let by):
            "\(self.shown(by)) made \(self.shown(name)) \(role.words)"
        case .historyGranted(let name, let by):
            "\(self.shown(by)) let \(self.shown(name)) see what was said before"
        case .cleared(let by): "\(self.shown(by)) cleared what was said before"
        case .dissolved(let by): "\(self.shown(by)) deleted the chat"
        case .conferenceStarted(let id, let by):
            "\(self.shown(by)) started conference \(.init(remote: id.text))"
        case .conferenceEnded(let id): "conference \(.init(remote: id.text)) ended"
        case .unlinked(let by):
            "\(self.shown(by)) took the conference's lines elsewhere: they are private to it now"
        case .linked(let by): "\(self.shown(by)) brought the conference's lines back here"
        }
    }
}

extension ChatRole {
    /// With its article.
    var words: Sanitized {
        switch self {
        case .owner: "the owner"
        case .admin: "an admin"
        case .writer: "a writer"
        case .user: "a user"
        }
    }

    /// As it is written in commands.
    var word: String {
        switch self {
        case .owner: "owner"
        case .admin: "admin"
        case .writer: "writer"
        case .user: "user"
        }
    }
}
