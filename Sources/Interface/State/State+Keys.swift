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
        if let effects = self.vote(with: key) { return effects }
        let deed = self.keys.deed(of: key, in: self.isOutsideLine ? .call : .line)
        if deed != .action(.complete), deed != .action(.completePrevious) { self.completion = nil }
        switch self.isPerhapsText(key, deed) ? nil : deed {
        case .command(let line): return self.run(ofKey: line)
        case .action(let action):
            if self.isOutsideLine, action == .submit || action == .complete {
                self.call?.isLineFocused = true
                return []
            }
            return action == .talk ? self.talk(with: key) : self.perform(action)
        case nil: break
        }
        guard let character = key.typed else { return [] }
        self.type(String(character))
        return []
    }

    /// Whoever has not left the line on purpose and types a letter may be writing: it turns a device
    /// off at once, and never on, and runs no command.
    private func isPerhapsText(_ key: Key, _ deed: KeyDeed?) -> Bool {
        guard let call = self.call, !call.isLineLeft, key.typed != nil else { return false }
        return switch deed {
        case .action(.microphone): !self.isMicrophoneOn
        // Held to talk, it is off again as soon as the key is let go.
        case .action(.talk): !self.isMicrophoneOn && !self.hasKeyReleases
        case .action(.camera): !self.isCameraOn
        case .command: true
        default: false
        }
    }

    /// Puts text into the line, which gets the keys from now on.
    mutating func type(_ text: String) {
        self.call?.isLineFocused = true
        let isBegun = self.draft.editor.isEmpty
        if !self.draft.editor.insert(text) { self.sayTooLong() }
        guard isBegun else { return }
        self.draft.begunAfter = self.selected.flatMap {
            self.chats[$0]?.transcript.lines.last?.revision
        }
    }

    private mutating func sayTooLong() {
        self.say(.warning, "a message has at most \(MessageText.lengthMaximum) characters")
    }

    /// Talks for as long as the key is held, where the terminal tells; else the key is a switch.
    private mutating func talk(with key: Key) -> [Effect] {
        // Repeated while it is held.
        if self.talkKey == key { return [] }
        guard self.hasKeyReleases, self.call != nil, !self.isMicrophoneOn else {
            return self.toggleMicrophone()
        }
        self.talkKey = key
        return [.microphone(true)]
    }

    /// The key may have got a modifier since it was struck.
    mutating func release(_ key: Key) -> [Effect] {
        self.talkKey?.code == key.code ? self.endTalk() : []
    }

    mutating func endTalk() -> [Effect] {
        guard self.talkKey != nil else { return [] }
        self.talkKey = nil
        return self.call == nil ? [] : [.microphone(false)]
    }

    /// Does what a key, a click or a command wants.
    mutating func perform(_ action: Action) -> [Effect] {
        switch action {
        case .submit: return self.submit()
        case .complete: return self.completeLine()
        case .completePrevious: return self.completeLine(forward: false)
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .microphone, .talk: return self.toggleMicrophone()
        case .camera: return self.toggleCamera()
        case .unread: return self.goToUnread()
        case .mention: return self.goToMention()
        case .hitPrevious: return self.goToHit(older: true)
        case .hitNext: return self.goToHit(older: false)
        case .copy: return self.copyMessages()
        case .mark: self.mark()
        case .help: self.overlays.append(.reader(Reader(.help(topic: nil))))
        case .palette: self.open(.commands)
        case .chatPicker: self.open(.chats)
        case .peoplePicker: self.open(.people)
        case .search: self.open(.search)
        case .links: self.open(.links)
        case .historySearch: self.open(.sent)
        case .close: self.close()
        case .interrupt: self.interrupt()
        case .layout: self.cycleLayout()
        case .roster: self.toggleRoster()
        case .tile: self.cycleArrangement()
        case .selfView: self.isSelfViewHidden.toggle()
        default: self.move(action)
        }
        return []
    }

    /// Through chats and messages.
    private mutating func move(_ action: Action) {
        switch action {
        case .choosePrevious: self.choose(older: true)
        case .chooseNext: self.choose(older: false)
        case .chatPrevious: self.chooseNeighbour(-1)
        case .chatNext: self.chooseNeighbour(1)
        case .chatLast: self.chooseLast()
        case .chatActive: self.chooseActive()
        case .pageUp: self.scroll(by: self.pageRows)
        case .pageDown: self.scroll(by: -self.pageRows)
        case .oldest: self.goToEdge(oldest: true)
        case .newest: self.goToEdge(oldest: false)
        default:
            guard let index = Action.chats.firstIndex(of: action) else {
                return self.write(action)
            }
            if self.order.indices.contains(index) { self.choose(self.order[index]) }
        }
    }

    /// All but one row, so that the eye finds where it was.
    private var pageRows: Int { max(1, (self.frame.pane?.rows ?? 1) - 1) }

    /// In the line.
    private mutating func write(_ action: Action) {
        switch action {
        case .newLine: self.type("\n")
        case .lineUp:
            if self.draft.editor.moveUp() { break }
            if self.editUnsent() { break }
            if !self.editOwn(older: true) { self.recall(older: true) }
        case .lineDown:
            if self.draft.editor.moveDown() { break }
            if !self.editOwn(older: false) { self.recall(older: false) }
        case .historyPrevious: self.recall(older: true)
        case .historyNext: self.recall(older: false)
        case .yank: if !self.draft.editor.yank() { self.sayTooLong() }
        case .yankPrevious: if !self.draft.editor.yankPrevious() { self.sayTooLong() }
        default: self.draft.editor.perform(action)
        }
    }

    /// Gives up one thing after the other.
    private mutating func close() {
        if self.cancelPurpose() { return }
        if !self.hits.isEmpty { return self.hits = [] }
        if let selected = self.selected,
            self.chats[selected]?.chosen != nil || self.isUnsentChosen
                || self.chats[selected]?.marked.isEmpty == false
        {
            self.chats[selected]?.chosen = nil
            self.chats[selected]?.unmarkAll()
        } else {
            self.call?.isLineFocused = false
            self.call?.isLineLeft = true
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
}
