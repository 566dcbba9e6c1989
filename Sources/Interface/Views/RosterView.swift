internal import Canvas
internal import Rooms

/// Who is in the chat shown: who can be reached first, then by role and name.
extension State {
    /// Columns of the roster and the line before it.
    static let rosterColumns = 22

    func drawRoster(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        guard let selected = self.selected, let summary = self.chats[selected]?.summary else {
            return
        }
        let (head, below) = area.split(top: 1)
        let count = summary.memberCount
        let title: Sanitized = "\(count) \(count == 1 ? "person" : "people")"
        canvas.put([Span(" " + title, .rosterTitle)], in: head, theme: theme)
        let members = self.roster(of: summary)
        for (offset, member) in members.prefix(below.rows).enumerated() {
            let row = below.split(top: offset).rest
            canvas.put(self.spans(of: member, summary, columns: row.columns), in: row, theme: theme)
        }
        let hidden = count - min(members.count, below.rows)
        guard hidden > 0, below.rows > 0 else { return }
        let last = below.split(bottom: 1).bottom
        canvas.fill(last, style: theme[.screenText])
        canvas.put([Span(" and \(hidden + 1) more", .screenDim)], in: last, theme: theme)
    }

    func roster(of summary: ChatSummary) -> [AccountName] {
        func rank(_ account: AccountName) -> (Int, Int) {
            let presence = self.presence(of: account)
            let role = summary.roles[account] ?? .user
            return (
                presence == .offline || presence == .deactivated ? 1 : 0,
                role == .owner ? 0 : role == .admin ? 1 : role == .writer ? 2 : 3
            )
        }
        return summary.members.sorted {
            (rank($0).0, rank($0).1, $0.text) < (rank($1).0, rank($1).1, $1.text)
        }
    }

    /// One is here oneself, whatever the server says.
    private func presence(of account: AccountName) -> Presence {
        self.presence[account] ?? (account == self.account ? .online : .offline)
    }

    /// `● alice       owner`; in words what a colour says, too.
    private func spans(
        of account: AccountName, _ summary: ChatSummary, columns: Int,
    ) -> [Span] {
        let presence = self.presence(of: account)
        let mark: Span =
            switch presence {
            case .online: Span(" ● ", .rosterOnline)
            case .busy, .hosting: Span(" ◐ ", .rosterBusy)
            case .offline, .deactivated: Span(" ○ ", .rosterOffline)
            }
        let role: Sanitized =
            switch summary.roles[account] {
            case .owner: " owner"
            case .admin: " admin"
            case .writer: " writer"
            case .user, nil: ""
            }
        let name = self.shown(account)
        let room = max(0, columns - 3 - role.width)
        let style = account == self.account ? .messageOwn : StyleName.person(account.text)
        return [mark, Span(name.padded(to: room), style), Span(role, .screenDim)]
    }

    mutating func toggleRoster() {
        let isOn = !self.preferences.isOn(.roster)
        // Both are values that there are; a key for a moment changes no settings.
        try? self.preferences.set(.roster, to: "\(isOn)")
        if self.frame.roster == nil, isOn {
            self.say(.info, "a wider screen has room for who is here; /who tells it")
        }
    }
}
