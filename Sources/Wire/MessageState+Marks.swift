/// What is said of a message in one word; a list, so that a `ChatEvent` stays a plain value.
extension MessageState {
    package var deleted: Bool {
        get { self.marks.contains(.deleted) }
        set { self.set(.deleted, newValue) }
    }

    package var pinned: Bool {
        get { self.marks.contains(.pinned) }
        set { self.set(.pinned, newValue) }
    }

    private mutating func set(_ mark: MessageMark, _ isSet: Bool) {
        self.marks.removeAll { $0 == mark }
        if isSet { self.marks.append(mark) }
    }
}
