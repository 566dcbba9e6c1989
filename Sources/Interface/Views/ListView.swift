internal import Canvas
internal import Rooms

/// The list of chats: number, name, what is unread, whether a conference runs.
extension State {
    func drawList(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        let first = self.firstListed(rows: area.rows)
        for (offset, id) in self.order.dropFirst(first).prefix(area.rows).enumerated() {
            let (_, below) = area.split(top: offset)
            let row = below.split(top: 1).top
            self.drawEntry(id, number: first + offset + 1, in: row, on: &canvas, theme: theme)
        }
    }

    /// The chat at the top of a list of so many rows: the one shown is always on it.
    func firstListed(rows: Int) -> Int {
        let index = self.selected.flatMap(self.order.firstIndex(of:)) ?? 0
        return max(0, index - rows + 1)
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
