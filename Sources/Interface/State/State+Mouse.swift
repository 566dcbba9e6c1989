internal import Canvas
internal import Rooms

/// The mouse: everything it does, keys do too.
extension State {
    /// Rows that one step of the wheel moves.
    private static let wheelRows = 3

    mutating func handle(_ event: MouseEvent) -> [Effect] {
        self.completion = nil
        switch event.action {
        case .wheelUp: self.turnWheel(-Self.wheelRows, at: event.point)
        case .wheelDown: self.turnWheel(Self.wheelRows, at: event.point)
        case .press(.left):
            if let top = self.overlays.last { return self.click(event.point, in: top) }
            return self.click(event.point, event.modifiers.contains(.control))
        case .press, .release, .drag, .wheelLeft, .wheelRight: break
        }
        return []
    }

    private mutating func turnWheel(_ rows: Int, at point: Point) {
        switch self.overlays.last {
        case .reader(var reader):
            reader.scroll = self.clampedScroll(reader.scroll + rows)
            self.replaceTop(.reader(reader))
        case .picker(var picker):
            let count = self.items(of: picker).count
            picker.index = min(max(0, picker.index + rows.signum()), max(0, count - 1))
            self.replaceTop(.picker(picker))
        case .question: break
        case nil:
            if let list = self.frame.list, list.contains(point) {
                self.scrollList(by: rows, in: list)
            } else {
                self.scroll(by: -rows)
            }
        }
    }

    private mutating func click(_ point: Point, in overlay: Overlay) -> [Effect] {
        switch overlay {
        case .question(let question):
            return self.answer(at: point, of: question).map { self.answer($0) } ?? []
        case .picker(var picker) where self.pickerBox.area.contains(point):
            let (rows, first) = self.pickerRows(of: picker)
            guard rows.contains(point) else { return [] }
            picker.index = first + point.row - rows.row
            return self.take(picker)
        case .reader:
            if !self.overlayBox.area.contains(point) { self.overlays.removeLast() }
        case .picker: self.overlays.removeLast()
        }
        return []
    }

    private mutating func click(_ point: Point, _ isControlHeld: Bool) -> [Effect] {
        let frame = self.frame
        if let list = frame.list, list.contains(point) {
            self.clickList(at: point, in: list)
        } else if let tiles = frame.tiles, tiles.contains(point) {
            self.clickTile(at: point)
        } else if let pane = frame.pane, pane.contains(point) {
            return self.clickMessage(at: point, in: pane, isControlHeld)
        } else if let roster = frame.roster, roster.contains(point) {
            return self.clickRoster(row: point.row - roster.row - 1)
        } else if let title = frame.title, title.contains(point) {
            self.clickTitle(at: point, in: title)
        } else if let status = frame.status, status.contains(point) {
            return self.deviceAction(at: point).map { self.perform($0) } ?? []
        } else if frame.input.contains(point) {
            self.call?.isLineFocused = true
            let field = frame.input.split(left: self.prompt(columns: self.columns).text.width).rest
            let layout = self.draft.editor.layout(columns: field.columns)
            let first = layout.cursor.row - layout.window(rows: field.rows).cursor.row
            let place = Point(
                column: point.column - field.column, row: first + point.row - field.row)
            self.draft.editor.move(
                to: self.draft.editor.index(at: place, columns: field.columns))
        }
        return []
    }

    /// An address is offered in the list of links, where its host can be seen; with control held it
    /// is opened, or copied, at once.
    private mutating func clickMessage(
        at point: Point, in pane: Rectangle, _ isControlHeld: Bool
    ) -> [Effect] {
        guard let selected = self.selected, let chat = self.chats[selected] else { return [] }
        let rows = self.paneRows(of: chat, width: pane.columns, count: pane.rows)
        let index = point.row - pane.row - (pane.rows - rows.count)
        let row = rows.indices.contains(index) ? rows[index] : PaneRow(spans: [])
        if let link = row.link(at: point.column - pane.column)?.target {
            if isControlHeld { return self.follow(link) }
            // It is an address of this chat.
            var picker = Picker(kind: .links)
            picker.index = self.linksOfChat.firstIndex { Link($0)?.target == link } ?? 0
            self.overlays.append(.picker(picker))
            return []
        }
        if isControlHeld {
            if let message = row.message { self.mark(message) }
        } else if let unsent = row.unsent {
            self.chats[selected]?.chosenUnsent = chat.chosenUnsent == unsent ? nil : unsent
        } else {
            self.chats[selected]?.chosen = chat.chosen == row.message ? nil : row.message
        }
        return []
    }

    private mutating func clickRoster(row: Int) -> [Effect] {
        guard let selected = self.selected, let summary = self.chats[selected]?.summary else {
            return []
        }
        let members = self.roster(of: summary)
        guard members.indices.contains(row), members[row] != self.account else { return [] }
        return self.runPicked("/msg @\(members[row].text)")
    }

    /// One alone; a second click brings all back.
    private mutating func clickTile(at point: Point) {
        let tile = self.tileGrid?.tiles.first {
            $0.picture.contains(point) || $0.bar.contains(point)
        }
        guard let tile else { return }
        let isAlone = self.arrangement == .alone
        self.arrange(isAlone ? .grid : .alone, focused: isAlone ? nil : tile.participant.id)
    }
}
