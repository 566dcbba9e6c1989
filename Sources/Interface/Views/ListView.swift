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

    /// The chat under a place of the list.
    func listed(at point: Point, in list: Rectangle) -> ChatID? {
        let index = self.firstListed(rows: list.rows) + point.row - list.row
        return self.order.indices.contains(index) ? self.order[index] : nil
    }

    /// How many chats with something unread lie above and below what is seen of the list.
    private func drawHints(
        first: Int, in area: Rectangle, on canvas: inout Canvas, theme: Theme,
    ) {
        guard area.rows > 2, self.order.count > area.rows else { return }
        let hot = Set(self.hotChats)
        let above = self.order.prefix(first).count { hot.contains($0) }
        let below = self.order.dropFirst(first + area.rows).count { hot.contains($0) }
        for (count, mark, row) in [
            (above, "↑", area.split(top: 1).top), (below, "↓", area.split(bottom: 1).bottom),
        ] where count > 0 {
            canvas.fill(row, style: theme[.listUnread])
            let words: Sanitized = "\(.init(remote: mark)) \(count) unread"
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
