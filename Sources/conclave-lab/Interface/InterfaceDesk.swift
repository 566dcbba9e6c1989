import Canvas
import Interface
import Rooms
import SecureSockets
import Units

/// An interface at work, with a server's answers from memory.
struct InterfaceDesk {
    private static let pageLength = 100

    private var state: State
    private var canvas: Canvas
    private let theme = Theme.standard
    private let summaries: [ChatSummary]
    private let messageCount: Int
    private var lowest = Int.max
    private(set) var isAtEnd = true

    init(_ columns: Int, _ rows: Int, chats: Int, messages: Int) {
        let account = Self.account("alice")
        self.state = State(account: account, columns: columns, rows: rows)
        self.canvas = Canvas(columns: columns, rows: rows)
        self.messageCount = messages
        self.summaries = (0..<chats).map { number in
            ChatSummary(
                id: Self.chat(number), kind: .group, title: "chat-\(number)",
                members: [account] + (0..<20).map { Self.account("member\(number)-\($0)") },
                standing: StandingView(
                    read: 0, unreadCount: number % 7, mentionCount: 0, isMuted: false))
        }
    }

    private static func account(_ name: String) -> AccountName {
        guard let account = AccountName(name) else { preconditionFailure("'\(name)' is a name") }
        return account
    }

    private static func chat(_ number: Int) -> ChatID {
        guard let chat = ChatID("group:chat\(number)") else { preconditionFailure("it is an ID") }
        return chat
    }

    /// The first line is seen.
    var isAtStart: Bool { self.lowest == 0 && self.canvas.text.contains { $0.contains("line 0 ") } }

    /// From a connection to a screen.
    @discardableResult
    mutating func open() -> Duration {
        let begin = Instant.now
        self.answer(self.state.update(.connection(.online), at: .now))
        self.answer(self.state.update(.chats(self.summaries), at: .now))
        self.draw()
        return Instant.now - begin
    }

    /// What a key takes until it is drawn, the answers that it needed included.
    mutating func press(_ key: Key) -> Duration {
        let begin = Instant.now
        self.answer(self.state.update(.key(key), at: .now))
        self.draw()
        let duration = Instant.now - begin
        self.isAtEnd = !self.canvas.text.contains { $0.contains("PgDn") }
        return duration
    }

    mutating func enterConference(participants count: Int) {
        let chat = self.summaries[0].id
        guard let id = ConferenceID("k7f2-mq9x-d3tv") else { return }
        let audience = AudienceView(label: "shared with #chat-0", isPrivate: false, chat: chat)
        let people = (1...UInt32(count)).map {
            ParticipantView(id: $0, name: "p\($0)", isMicrophoneOn: true, isCameraOn: true)
        }
        let view = ConferenceView(
            id: id, chat: chat, audience: audience, me: 1, participants: people)
        self.answer(self.state.update(.joined(view), at: .now))
    }

    mutating func hear(_ step: Int) -> Duration {
        let begin = Instant.now
        let levels = Dictionary(
            uniqueKeysWithValues: (1...9).map { (UInt32($0), (step * $0) % 90) })
        self.answer(self.state.update(.levels(levels), at: .now))
        self.draw()
        return Instant.now - begin
    }

    private mutating func draw() {
        self.canvas = Canvas(columns: self.canvas.columns, rows: self.canvas.rows)
        self.state.draw(into: &self.canvas, theme: self.theme)
    }

    /// As a server would, at once.
    private mutating func answer(_ effects: [Effect]) {
        for effect in effects {
            guard case .history(let chat, let edge) = effect else { continue }
            let range: Range<Int>
            switch edge {
            case .before(let revision):
                let end = revision == 0 ? self.messageCount : Int(revision) - 1
                range = max(0, end - Self.pageLength)..<max(0, end)
            case .after(let revision):
                let start = min(Int(revision), self.messageCount)
                range = start..<min(self.messageCount, start + Self.pageLength)
            }
            self.lowest = min(self.lowest, range.lowerBound)
            let lines = range.map { Self.line($0, in: chat) }
            self.answer(self.state.update(.history(lines, chat: chat, edge), at: .now))
        }
    }

    private static func line(_ number: Int, in chat: ChatID) -> ChatLine {
        let words = "the quick brown fox jumps over the lazy dog, and so on; "
        let text = "line \(number) " + String(repeating: words, count: number % 4)
        let body = ChatLine.Body.message(from: "member\(number % 20)", text: text)
        let time = Timestamp(milliseconds: 1_795_615_200_000 + Int64(number) * 20_000)
        return ChatLine(chat: chat, revision: UInt64(number + 1), time: time, body: body)
    }
}
