internal import Canvas
internal import CursesTerminal
internal import Interface
internal import Rooms
internal import SecureSockets
internal import Units

/// The interface on a terminal: one loop that takes what has come, then draws what has changed.
struct ScreenFront {
    /// Between two frames of moving pictures: 15 a second cost a terminal over ssh 0.8 Mbit/s.
    private static let frameInterval: Duration = .nanoseconds(66_666_667)
    /// Between two looks at who speaks.
    private static let levelInterval: Duration = .milliseconds(100)

    private let desk: Desk
    private let inbox: Inbox
    private let terminal: CursesTerminal
    private let local: LocalDesk
    private let themes: ThemeLibrary
    /// Nil to follow the terminal's background.
    private var chosenTheme: Theme?
    private var theme: Theme
    private var state: State
    /// Of the terminal, in cells.
    private var columns: Int
    private var rows: Int
    private var nextFrame = Instant.start
    private var nextLevels = Instant.start
    private var mutedSpeech = MutedSpeech()
    private var isOver = false
    /// What it ends with.
    private var failure: Failure?
    /// Something other than a picture has changed since the last frame.
    private var isStale = true

    /// Takes the terminal over.
    init(
        _ desk: Desk, _ inbox: Inbox, _ login: Client.Login, _ settings: ScreenSettings,
        environment: [String: String], offsetFromUTC: Duration,
    ) throws(Failure) {
        self.desk = desk
        self.inbox = inbox
        self.local = LocalDesk(settings, environment: environment) {
            inbox.put(.message($0))
        }
        self.themes = settings.themes
        do throws(CursesError) {
            self.terminal = try CursesTerminal(
                environment: environment, mayPassThrough: settings.mayPassThrough)
            try self.terminal.startReading { inbox.put(.input($0)) }
            try self.terminal.setMouse(isEnabled: settings.preferences.hasMouse)
        } catch {
            throw Failure(.failed, error.description, hint: error.hint)
        }
        (self.columns, self.rows) = (self.terminal.columns, self.terminal.rows)
        self.theme = Theme.standard.reduced(to: self.terminal.depth)
        self.state = State(
            account: login.account, offsetFromUTC: offsetFromUTC, columns: self.columns,
            rows: self.rows)
        self.state.server = Sanitized(remote: login.server.description)
        settings.apply(to: &self.state)
        self.startTheme(settings.preferences.theme)
    }

    /// Runs until the interface is left; the terminal is given back in every case.
    ///
    /// - Throws: why there is no going on.
    mutating func run() throws(Failure) {
        defer {
            // First, so that the keyboard's thread doesn't wait for room that nobody makes.
            self.inbox.close()
            self.terminal.restore()
        }
        while !self.isOver {
            let events = self.inbox.take(until: self.deadline)
            let now = Instant.now
            for event in events { self.handle(event, at: now) }
            if events.isEmpty { self.update(.tick, at: now) }
            self.look(at: now)
            do throws(CursesError) { try self.draw(at: now) } catch {
                throw Failure(.inputOutput, error.description)
            }
        }
        if let failure = self.failure { throw failure }
    }

    /// When to go on if nothing happens: for a change by itself, or for the next picture.
    private var deadline: Instant? {
        let frame = self.desk.currentVisit == nil && !self.isStale ? nil : self.nextFrame
        return [frame, self.state.deadline].compactMap { $0 }.min()
    }

    private mutating func handle(_ event: FrontEvent, at now: Instant) {
        switch event {
        case .message(let message): self.update(message, at: now)
        case .input(let input): self.handle(input, at: now)
        case .stop: self.isOver = true
        case .failed(let failure): (self.failure, self.isOver) = (failure, true)
        case .line: break
        }
    }

    private mutating func handle(_ input: Input, at now: Instant) {
        switch input {
        case .key(let key): self.update(.key(key), at: now)
        case .paste(let text): self.update(.paste(text), at: now)
        case .resize(let columns, let rows):
            (self.columns, self.rows) = (columns, rows)
            self.update(.resize(columns: columns, rows: rows), at: now)
        case .focus(let isFocused): self.update(.focus(isFocused), at: now)
        case .keyReleased(let key): self.update(.keyReleased(key), at: now)
        case .mouse(let event): self.update(.mouse(event), at: now)
        case .acknowledged: break
        case .background, .capabilities: self.learn(at: now)
        case .suspend: self.suspend(at: now)
        case .resumed:
            self.terminal.resume()
            self.update(.suspendedAndBack, at: now)
        case .closed: self.isOver = true
        }
    }

    /// Adapts to what the terminal has told about itself.
    private mutating func learn(at now: Instant) {
        // Drawing finds out about a terminal that is gone.
        try? self.terminal.learn()
        // One of a person's own that was broken meanwhile: the present one stays.
        try? self.chooseTheme()
        self.update(.keyReleases(self.terminal.reportsKeyReleases), at: now)
    }

    /// Takes the theme that is set, or the one that fits the terminal; a person's own comes before a
    /// shipped one of that name.
    private mutating func chooseTheme() throws(Failure) {
        var theme = self.chosenTheme
        if theme == nil {
            let fitting = Theme.name(for: self.terminal.background, self.terminal.depth)
            theme = try self.themes.theme(fitting)
        }
        self.theme = (theme ?? .standard).reduced(to: self.terminal.depth)
    }

    /// Nil for the one that fits.
    private static func theme(
        _ name: String, of themes: ThemeLibrary
    ) throws(Failure) -> Theme? {
        name == Preferences.automaticTheme ? nil : try themes.theme(name)
    }

    /// A theme that can't be had keeps nobody out: the standard one has all that is to be seen.
    private mutating func startTheme(_ name: String) {
        do throws(Failure) {
            try self.use(theme: name)
        } catch {
            self.chosenTheme = .standard
            self.update(.notice(.warning, error.message), at: .now)
        }
    }

    private mutating func change(theme name: String, at now: Instant) {
        do throws(Failure) {
            try self.use(theme: name)
        } catch {
            self.update(.themeRefused(reason: error.message), at: now)
        }
    }

    /// On failure the present one stays.
    private mutating func use(theme name: String) throws(Failure) {
        let before = self.chosenTheme
        do throws(Failure) {
            self.chosenTheme = try Self.theme(name, of: self.themes)
            try self.chooseTheme()
        } catch {
            self.chosenTheme = before
            throw error
        }
    }

    private mutating func update(_ message: Message, at now: Instant) {
        self.isStale = true
        for effect in self.state.update(message, at: now) {
            switch effect {
            case .quit: self.isOver = true
            case .suspend: self.suspend(at: now)
            case .redraw: self.terminal.repaint()
            // Drawing finds out about a terminal that is gone.
            case .bell: try? self.terminal.ring()
            case .alert(let alert):
                try? self.terminal.notify(title: alert.title, body: alert.body)
                _ = self.local.perform(effect)
            case .title(let title): try? self.terminal.setTitle(title)
            case .copy(let lines): self.copy(lines, at: now)
            case .mouse(let isOn): try? self.terminal.setMouse(isEnabled: isOn)
            case .theme(let name): self.change(theme: name, at: now)
            case .saveSettings, .keep, .browse:
                if let answer = self.local.perform(effect) { self.update(answer, at: now) }
            default: self.desk.perform(effect)
            }
        }
    }

    private mutating func copy(_ lines: [Sanitized], at now: Instant) {
        self.local.copy(lines)
        guard (try? self.terminal.copy(lines)) == false else { return }
        self.update(.notice(.error, "that is too long for the terminal's clipboard"), at: now)
    }

    /// Camera and microphone are off while the program is stopped.
    private mutating func suspend(at now: Instant) {
        let resume = self.desk.currentVisit?.pause()
        self.terminal.suspend()
        resume?()
        self.update(.suspendedAndBack, at: .now)
    }

    /// Who speaks now.
    private mutating func look(at now: Instant) {
        guard let visit = self.desk.currentVisit, self.nextLevels <= now else { return }
        self.nextLevels = now + Self.levelInterval
        self.update(.levels(visit.levels(at: now)), at: now)
        if self.mutedSpeech.hear(visit.mutedLevel, at: now) { self.update(.spokeMuted, at: now) }
    }

    private mutating func draw(at now: Instant) throws(CursesError) {
        let isMoving = self.desk.currentVisit != nil
        guard self.isStale || (isMoving && self.nextFrame <= now) else { return }
        if self.nextFrame <= now { self.nextFrame = now + Self.frameInterval }
        var canvas = Canvas(columns: self.columns, rows: self.rows)
        self.state.draw(into: &canvas, theme: self.theme)
        let pictures = self.desk.currentVisit?.sights(at: now) ?? [:]
        switch try self.terminal.draw(canvas, pictures: pictures, at: now) {
        case .painted, .unchanged: self.isStale = false
        case .skipped: self.isStale = true
        }
    }
}
