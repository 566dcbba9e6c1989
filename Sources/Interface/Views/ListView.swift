internal import Canvas
internal import Rooms

/// The list of chats: number, name, what is unread, whether a conference runs.
extension State {
    func drawList(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        let first = self.firstListed(rows: area.rows)
        defer { self.drawHints(first: first, in: area, on: &canvas, theme: theme) }
        for (offset, id) in self.order.dropFirst(first).prefix(area.rows).enumerated() {
            let (_, below) = area.split(top: offset)
            let row = below.split(top: 1).top
            self.drawEntry(id, number: first + offset + 1, in: row, on: &canvas, theme: theme)
        }
    }

    /// The chat at the top of a list of so many rows: the one shown is on it, unless the wheel has
    /// moved the list.
    func firstListed(rows: Int) -> Int {
        let index = self.selected.flatMap(self.order.firstIndex(of:)) ?? 0
        let top = self.listTop ?? max(0, index - rows + 1)
        return min(top, max(0, self.order.count - rows))
    }

    mutating func scrollList(by rows: Int, in list: Rectangle) {
        let top = self.firstListed(rows: list.rows) + rows
        self.listTop = min(max(0, top), max(0, self.order.count - list.rows))
    }

    /// The chat under a place of the list; where it says how many are unread beyond, the next of
    /// those.
    func listed(at point: Point, in list: Rectangle) -> ChatID? {
        let row = point.row - list.row
        let first = self.firstListed(rows: list.rows)
        let (above, below) = self.unreadBeyond(first: first, rows: list.rows)
        if row == 0, let next = above.last { return next }
        if row == list.rows - 1, let next = below.first { return next }
        let index = first + row
        return self.order.indices.contains(index) ? self.order[index] : nil
    }

    /// Chats with something unread above and below what is seen of the list; none where there is no
    /// room to tell.
    private func unreadBeyond(first: Int, rows: Int) -> (above: [ChatID], below: [ChatID]) {
        guard rows > 2, self.order.count > rows else { return ([], []) }
        let hot = Set(self.hotChats)
        return (
            self.order.prefix(first).filter(hot.contains),
            self.order.dropFirst(first + rows).filter(hot.contains)
        )
    }

    /// How many of them there are, in the place of the first and the last row.
    private func drawHints(
        first: Int, in area: Rectangle, on canvas: inout Canvas, theme: Theme,
    ) {
        let (above, below) = self.unreadBeyond(first: first, rows: area.rows)
        for (chats, mark, row) in [
            (above, "↑", area.split(top: 1).top), (below, "↓", area.split(bottom: 1).bottom),
        ] where !chats.isEmpty {
            canvas.fill(row, style: theme[.listUnread])
            let words: Sanitized = "\(.init(remote: mark)) \(chats.count) unread"
            canvas.put([Span(words.truncated(to: row.columns), .listUnread)], in: row, theme: theme)
        }
    }

    private func drawEntry(
        _ id: ChatID, number: Int, in row: Rectangle, on canvas: inout Canvas, theme: Theme,
    ) {
        guard let chat = self.chats[id] else { return }
        let isSelected = id == self.selected
        let isUnread =
            !chat.isMuted && (chat.unreadCount > 0 || chat.hasActivity)
            || chat.mentionCount > 0
        let style: StyleName =
            isSelected ? .listSelected : isUnread ? .listUnread : .listChat
        if isSelected { canvas.fill(row, style: theme[.listSelected]) }
        let digit: Sanitized = number <= 9 ? "\(number) " : "  "
        var right: [Span] = []
        if self.conference(in: id) != nil || self.call?.view.audience.chat == id {
            right.append(Span(" ●", isSelected ? .listSelected : .listConference))
        }
        if chat.unreadCount > 0 {
            let count: Sanitized = chat.unreadCount > 999 ? "999+" : "\(chat.unreadCount)"
            let mark: Sanitized = chat.mentionCount > 0 ? " @" : " "
            let isLoud = !chat.isMuted || chat.mentionCount > 0
            let loud: StyleName = chat.mentionCount > 0 ? .listMention : .listUnread
            right.append(Span(mark + count, isLoud ? loud : .screenDim))
        } else if chat.hasActivity {
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
