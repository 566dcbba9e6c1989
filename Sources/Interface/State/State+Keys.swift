internal import Canvas
internal import Rooms
internal import Units

/// Keys.
extension State {
    /// Whether `M`, space and `V` are switches now and not letters of a line.
    var isOutsideLine: Bool {
        guard let call = self.call else { return false }
        return !call.isLineFocused && self.draft.editor.isEmpty
    }

    mutating func handle(_ key: Key) -> [Effect] {
        if !self.overlays.isEmpty, let effects = self.handleInOverlay(key) { return effects }
        if key != "tab" { self.completion = nil }
        if key == "?", self.draft.editor.isEmpty {
            self.overlays.append(.help(topic: nil, scroll: 0))
            return []
        }
        let outsideLine = self.isOutsideLine
        if let action = KeyTable.action(of: key, outsideLine: outsideLine) {
            if outsideLine, action == .submit || action == .complete {
                self.call?.isLineFocused = true
                return []
            }
            return self.perform(action)
        }
        guard let character = key.typed else { return [] }
        self.type(String(character))
        return []
    }

    /// Puts text into the line, which gets the keys from now on.
    mutating func type(_ text: String) {
        self.call?.isLineFocused = true
        let isBegun = self.draft.editor.isEmpty
        if !self.draft.editor.insert(text) { self.sayTooLong() }
        guard isBegun else { return }
        self.draft.begunAfter = self.selected.flatMap { self.chats[$0]?.lines.last?.revision }
    }

    private mutating func sayTooLong() {
        self.say(.warning, "a message has at most \(MessageText.lengthMaximum) characters")
    }

    private mutating func perform(_ action: Action) -> [Effect] {
        switch action {
        case .submit: return self.submit()
        case .complete: self.completeLine()
        case .newLine: self.type("\n")
        case .editPrevious: if !self.editOwn(older: true) { self.recall(older: true) }
        case .editNext: if !self.editOwn(older: false) { self.recall(older: false) }
        case .historyPrevious: self.recall(older: true)
        case .historyNext: self.recall(older: false)
        case .choosePrevious: return self.choose(older: true)
        case .chooseNext: return self.choose(older: false)
        case .chatPrevious: return self.chooseNeighbour(-1)
        case .chatNext: return self.chooseNeighbour(1)
        case .chatActive: return self.chooseActive()
        case .chat(let number):
            return self.order.indices.contains(number - 1)
                ? self.choose(self.order[number - 1]) : []
        case .pageUp: return self.scrollUp()
        case .pageDown: self.scrollDown()
        case .redraw: return [.redraw]
        case .help: self.overlays.append(.help(topic: nil, scroll: 0))
        case .close: self.close()
        case .interrupt: self.interrupt()
        case .suspend: return [.suspend]
        case .microphone: return self.toggleMicrophone()
        case .camera: return self.toggleCamera()
        case .layout: self.cycleLayout()
        default: self.edit(action)
        }
        return []
    }

    private mutating func edit(_ action: Action) {
        switch action {
        case .lineStart: self.draft.editor.moveToStart()
        case .lineEnd: self.draft.editor.moveToEnd()
        case .left: self.draft.editor.moveLeft()
        case .right: self.draft.editor.moveRight()
        case .wordLeft: self.draft.editor.moveWordLeft()
        case .wordRight: self.draft.editor.moveWordRight()
        case .deleteLeft: self.draft.editor.deleteLeft()
        case .deleteRight: self.draft.editor.deleteRight()
        case .killToEnd: self.draft.editor.killToEnd()
        case .killToStart: self.draft.editor.killToStart()
        case .killWordLeft: self.draft.editor.killWordLeft()
        case .killWordRight: self.draft.editor.killWordRight()
        case .yank: if !self.draft.editor.yank() { self.sayTooLong() }
        default: break
        }
    }

    /// Gives up one thing after the other.
    private mutating func close() {
        if self.cancelPurpose() { return }
        if let selected = self.selected, self.chats[selected]?.chosen != nil {
            self.chats[selected]?.chosen = nil
        } else {
            self.call?.isLineFocused = false
        }
    }

    private mutating func interrupt() {
        if self.cancelPurpose() { return }
        if !self.draft.editor.isEmpty {
            self.draft.editor.clear()
        } else {
            self.overlays.append(.question(self.call == nil ? .quit : .leaveCall))
        }
    }

    mutating func toggleMicrophone() -> [Effect] {
        guard self.call != nil else { return self.sayNotInCall() }
        return [.microphone(!self.isMicrophoneOn)]
    }

    mutating func toggleCamera() -> [Effect] {
        guard self.call != nil else { return self.sayNotInCall() }
        return [.camera(!self.isCameraOn)]
    }

    private mutating func sayNotInCall() -> [Effect] {
        self.say(.info, "you are not in a conference; /call starts one")
        return []
    }

    mutating func cycleLayout() {
        guard self.call != nil else { return }
        switch self.callLayout {
        case .both: self.callLayout = .tiles
        case .tiles: self.callLayout = .chat
        case .chat: self.callLayout = .both
        }
    }

    /// Lines sent in this chat, the newest first; the line being written waits at the end.
    private mutating func recall(older: Bool) {
        guard let selected = self.selected, var chat = self.chats[selected], !chat.sent.isEmpty,
            chat.draft.heldFor == nil, chat.draft.purpose == .message
        else { return }
        let end = chat.sent.count
        let now = chat.recalled ?? end
        let next = older ? max(0, now - 1) : min(end, now + 1)
        guard next != now else { return }
        if now == end { chat.setAside = chat.draft.editor.text }
        chat.recalled = next == end ? nil : next
        chat.draft.editor.replace(with: next == end ? chat.setAside : chat.sent[next])
        self.chats[selected] = chat
        self.call?.isLineFocused = true
    }

    private mutating func scrollUp() -> [Effect] {
        guard let pane = self.frame.pane, let selected = self.selected else { return [] }
        let wanted = (self.chats[selected]?.scroll ?? 0) + max(1, pane.rows - 1)
        let available = self.paneRows(width: pane.columns, upTo: wanted + pane.rows).count
        self.chats[selected]?.scroll = max(0, min(wanted, available - pane.rows))
        return available < wanted + pane.rows ? self.askForOlder(in: selected) : []
    }

    private mutating func scrollDown() {
        guard let pane = self.frame.pane, let selected = self.selected else { return }
        let scroll = self.chats[selected]?.scroll ?? 0
        self.chats[selected]?.scroll = max(0, scroll - max(1, pane.rows - 1))
    }
}
