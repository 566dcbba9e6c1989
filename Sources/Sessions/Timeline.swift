import Wire

/// One client's place in the server's order of events: nothing before it is shown again.
struct Timeline {
    private var start: HistoryStart
    private(set) var revision: UInt64 = 0

    init(start: HistoryStart) {
        self.start = start
        if case .after(let revision) = start { self.revision = revision }
    }

    /// What to ask for after a login; nil if chat events are of no interest.
    func begin() -> Sync? {
        var sync = Sync()
        switch self.start {
        case .never: return nil
        case .now: sync.fromNow = true
        case .after: sync.since = self.revision
        }
        return sync
    }

    /// The events of a page that were not seen before.
    mutating func take(_ page: SyncPage) -> [ChatEvent] {
        let fresh = page.events.filter { $0.revision > self.revision }
        self.revision = max(self.revision, page.revision)
        // Once begun, the next login goes on from here.
        if page.complete { self.start = .after(self.revision) }
        return fresh
    }

    /// What to ask for next; nil if this was the last page, or one that leads nowhere.
    func next(after page: SyncPage) -> Sync? {
        guard !page.complete, !page.events.isEmpty else { return nil }
        var sync = Sync()
        sync.since = self.revision
        return sync
    }

    /// Whether an event is new.
    mutating func take(_ event: ChatEvent) -> Bool {
        guard event.revision > self.revision else { return false }
        self.revision = event.revision
        return true
    }
}
