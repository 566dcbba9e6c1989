internal import Canvas
internal import Console
internal import Interface
internal import Rooms
internal import SecureSockets
internal import Units

/// The interface as lines: what happens is printed, what is typed is sent.
struct LineFront {
    private let desk: Desk
    private let inbox: Inbox
    private let local: LocalDesk
    private var front: PlainFront

    init(
        _ desk: Desk, _ inbox: Inbox, _ login: Client.Login, _ settings: ScreenSettings,
        environment: [String: String], offsetFromUTC: Duration,
    ) {
        self.desk = desk
        self.inbox = inbox
        self.local = LocalDesk(settings, environment: environment) {
            inbox.put(.message($0))
        }
        self.front = PlainFront(account: login.account, offsetFromUTC: offsetFromUTC)
        self.front.server = Sanitized(remote: login.server.description)
        self.front.preferences = settings.preferences
        self.front.aliases = settings.aliases
        self.front.themes = settings.themes.names
    }

    /// Runs until /quit, the end of input, or a signal.
    ///
    /// Lines are taken when there are chats, or the first attempt to connect has failed: those that are
    /// there already, from a pipe or from somebody who types ahead, are for the server.
    ///
    /// - Throws: why there is no going on.
    mutating func run() throws(Failure) {
        var isReading = false
        while true {
            if self.front.takesLines, !isReading {
                isReading = true
                self.startReading()
            }
            for event in self.inbox.take(until: self.front.deadline) {
                let outcome: PlainFront.Outcome
                switch event {
                case .message(let message): outcome = self.front.update(message, at: .now)
                case .line(let line?): outcome = self.front.typed(line, at: .now)
                case .line(nil), .stop: return
                case .failed(let failure): throw failure
                case .input: continue
                }
                guard self.carryOut(outcome) else { return }
            }
        }
    }

    /// Reading can't be interrupted, so nobody waits for this thread; it ends with the program.
    private func startReading() {
        let inbox = self.inbox
        _ = NamedThread("keyboard") { _ in
            while let line = readLine() { inbox.put(.line(line)) }
            inbox.put(.line(nil))
        }
    }

    /// False at the end.
    private mutating func carryOut(_ outcome: PlainFront.Outcome) -> Bool {
        for line in outcome.lines { Console.print(line.text) }
        for effect in outcome.effects {
            switch effect {
            case .quit: return false
            case .saveSettings, .browse, .alert:
                guard let answer = self.local.perform(effect) else { continue }
                let told = self.front.update(answer, at: .now)
                for line in told.lines { Console.print(line.text) }
            default: self.desk.perform(effect)
            }
        }
        return true
    }
}
