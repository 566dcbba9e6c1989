internal import Canvas
internal import Rooms

/// The list of chats: number, name, what is unread, whether a conference runs.
extension State {
    func drawList(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        let window = ListWindow(self, rows: area.rows)
        for (offset, entry) in window.seen.enumerated() {
            let row = area.split(top: offset).rest.split(top: 1).top
            switch entry {
            case .chat(let id): self.drawEntry(id, in: row, on: &canvas, theme: theme)
            case .folder(let name):
                self.drawHeading("── \(.init(remote: name.text))", in: row, on: &canvas, theme)
            case .archive(let count):
                self.drawHeading("── archive (\(count))", in: row, on: &canvas, theme)
            }
        }
        self.drawHints(window, in: area, on: &canvas, theme: theme)
    }

    private func drawHeading(
        _ words: Sanitized, in row: Rectangle, on canvas: inout Canvas, _ theme: Theme,
    ) {
        canvas.put([Span(words.truncated(to: row.columns), .screenDim)], in: row, theme: theme)
    }

    mutating func scrollList(by rows: Int, in list: Rectangle) {
        let window = ListWindow(self, rows: list.rows)
        self.listTop = min(max(0, window.first + rows), max(0, window.all.count - list.rows))
    }

    /// A click into the list: shows a chat; where it says how many are unread beyond, the next of
    /// those; at the archive's heading, what is in it or no more.
    mutating func clickList(at point: Point, in list: Rectangle) {
        let row = point.row - list.row
        let window = ListWindow(self, rows: list.rows)
        if row == 0, let next = window.above.last { return self.choose(next) }
        if row == list.rows - 1, let next = window.below.first { return self.choose(next) }
        guard window.seen.indices.contains(window.first + row) else { return }
        switch window.seen[window.first + row] {
        case .chat(let id): self.choose(id)
        case .archive: self.showsArchive.toggle()
        case .folder: break
        }
    }

    /// How many are unread beyond, in the place of the first and the last row.
    private func drawHints(
        _ window: ListWindow, in area: Rectangle, on canvas: inout Canvas, theme: Theme,
    ) {
        for (chats, mark, row) in [
            (window.above, "↑", area.split(top: 1).top),
            (window.below, "↓", area.split(bottom: 1).bottom),
        ] where !chats.isEmpty {
            canvas.fill(row, style: theme[.listUnread])
            let words: Sanitized = "\(.init(remote: mark)) \(chats.count) unread"
            canvas.put([Span(words.truncated(to: row.columns), .listUnread)], in: row, theme: theme)
        }
    }

    private func drawEntry(
        _ id: ChatID, in row: Rectangle, on canvas: inout Canvas, theme: Theme,
    ) {
        guard let chat = self.chats[id], let index = self.order.firstIndex(of: id) else { return }
        let isSelected = id == self.selected
        let isUnread =
            !chat.isMuted && (chat.unreadCount > 0 || chat.hasActivity)
            || chat.mentionCount > 0
        let style: StyleName =
            isSelected ? .listSelected : isUnread ? .listUnread : .listChat
        if isSelected { canvas.fill(row, style: theme[.listSelected]) }
        let digit: Sanitized = index < 9 ? "\(index + 1) " : "  "
        var right: [Span] = []
        if self.conference(in: id) != nil || self.call?.view.audience.chat == id {
            right.append(Span(" ●", isSelected ? .listSelected : .listConference))
        }
        if chat.mentionCount > 0 {
            right.append(Span(" " + chat.mentionWords, .listMention))
        }
        if chat.unreadCount > chat.mentionCount {
            let mark: Sanitized = chat.mentionCount > 0 ? "/" : " "
            right.append(Span(mark + chat.unreadWords, chat.isMuted ? .screenDim : .listUnread))
        } else if chat.mentionCount == 0, chat.hasActivity {
            right.append(Span(" *", .listUnread))
        }
        let (left, corner) = row.split(right: right.reduce(0) { $0 + $1.text.width })
        let name = self.name(of: id).truncated(to: max(0, left.columns - 2))
        canvas.put(
            [Span(digit, isSelected ? .listSelected : .screenDim), Span(name, style)], in: left,
            theme: theme)
        canvas.put(right, in: corner, theme: theme)
    }
}

/// What stands behind a chat's name.
extension ChatState {
    private static let shownCountMaximum = 999

    var mentionWords: Sanitized { "@" + Self.words(for: self.mentionCount) }
    var unreadWords: Sanitized { Self.words(for: self.unreadCount) }

    private static func words(for count: Int) -> Sanitized {
        count > self.shownCountMaximum ? "\(self.shownCountMaximum)+" : "\(count)"
    }
}

/// The part of the list that is seen.
private struct ListWindow {
    let all: [State.ListRow]
    /// Which of them stands at the top: the chat shown is seen, unless the wheel has moved the list.
    let first: Int
    let seen: ArraySlice<State.ListRow>
    /// Chats with something unread above and below; none where there is no room to tell.
    let above: [ChatID]
    let below: [ChatID]

    init(_ state: State, rows: Int) {
        let all = state.listRows
        let index = state.selected.flatMap { all.firstIndex(of: .chat($0)) } ?? 0
        let top = state.listTop ?? max(0, index - rows + 1)
        self.all = all
        self.first = min(top, max(0, all.count - rows))
        self.seen = all.dropFirst(self.first).prefix(rows)
        guard rows > 2, all.count > rows else {
            (self.above, self.below) = ([], [])
            return
        }
        let hot = Set(state.hotChats)
        func unread(_ rows: ArraySlice<State.ListRow>) -> [ChatID] {
            rows.compactMap { row in
                if case .chat(let id) = row, hot.contains(id) { id } else { nil }
            }
        }
        self.above = unread(all.prefix(self.first))
        self.below = unread(all.dropFirst(self.first + rows))
    }
}
