import Canvas
import Interface
import Rooms
import Units

/// A screen under test: keys and messages in, text and styles out.
struct Screen {
    var state: State
    var now = Instant.start
    var columns: Int
    var rows: Int
    /// Everything asked for since the last `take`.
    private var effects: [Effect] = []
    private var allEffects: [Effect] = []

    init(_ columns: Int, _ rows: Int) {
        self.columns = columns
        self.rows = rows
        self.state = State(account: .alice, columns: columns, rows: rows)
    }

    /// Online, with three chats; `#team` is shown.
    static func ready(_ columns: Int = 80, _ rows: Int = 24) -> Screen {
        var screen = Screen(columns, rows)
        screen.send(.connection(.online))
        screen.send(.focus(true))
        screen.send(.chats([.team, .bob, .ops]))
        _ = screen.take()
        return screen
    }

    /// In a conference of `#team`.
    static func inCall(_ columns: Int = 80, _ rows: Int = 24, unlinked: Bool = false) -> Screen {
        var screen = self.ready(columns, rows)
        screen.send(.joined(.meeting(unlinked: unlinked)))
        screen.send(.devices(microphoneOn: true, cameraOn: true))
        screen.pass(.seconds(9))
        _ = screen.take()
        return screen
    }

    mutating func send(_ message: Message) {
        if case .resize(let columns, let rows) = message {
            (self.columns, self.rows) = (columns, rows)
        }
        let effects = self.state.update(message, at: self.now)
        self.effects += effects
        self.allEffects += effects
    }

    mutating func pass(_ duration: Duration) {
        self.now = self.now + duration
        self.send(.tick)
    }

    mutating func keys(_ keys: Key...) {
        for key in keys { self.send(.key(key)) }
    }

    mutating func type(_ text: String) {
        for character in text { self.send(.key(Key(character: character))) }
    }

    /// Types a line and presses Enter, in a conference too.
    mutating func enter(_ line: String) {
        if self.canvas.cursor == nil { self.keys("enter") }
        self.type(line)
        self.keys("enter")
    }

    /// The effects since the last time, without those that come by themselves.
    mutating func take() -> [Effect] {
        defer { self.effects = [] }
        return self.effects.filter {
            switch $0 {
            case .tiles, .title, .history, .open, .typing, .keep, .act(_, .draft),
                .act(_, .markRead):
                false
            default: true
            }
        }
    }

    /// The window's titles so far.
    var titles: [Sanitized] {
        self.allEffects.compactMap { if case .title(let title) = $0 { title } else { nil } }
    }

    mutating func takeAll() -> [Effect] {
        defer { self.effects = [] }
        return self.effects.filter { if case .title = $0 { false } else { true } }
    }

    var canvas: Canvas {
        var canvas = Canvas(columns: self.columns, rows: self.rows)
        self.state.draw(into: &canvas, theme: .standard)
        return canvas
    }

    var text: [String] { self.canvas.text }
    /// Without the spaces at the ends of rows.
    var picture: String {
        self.text.map { row in
            String(row.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
    var status: String { self.text[self.rows - 2] }
    var line: String { self.text[self.rows - 1] }
    func shows(_ text: String) -> Bool { self.picture.contains(text) }

    /// The styles under the first place where a text stands.
    func style(of text: String) -> Style? {
        for (row, line) in self.text.enumerated() {
            guard let range = line.range(of: text) else { continue }
            return self.canvas.styles(at: row)[
                Sanitized(remote: String(line[..<range.lowerBound])).width]
        }
        return nil
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? {
        self.indices.first { self[$0...].hasPrefix(text) }.map { $0..<self.endIndex }
    }
}

extension AccountName {
    static let alice = name("alice")
    static let bob = name("bob")
    static let carol = name("carol")

    private static func name(_ text: String) -> AccountName { AccountName(text) ?? .nobody }
}

extension ChatSummary {
    static let team = ChatSummary(
        id: .team, kind: .group, title: "team", members: [.alice, .bob, .carol])
    static let bob = ChatSummary(id: .bob, kind: .privateChat, title: "", members: [.alice, .bob])
    static let ops = ChatSummary(id: .ops, kind: .group, title: "ops", members: [.alice, .carol])
}

extension ChatID {
    static let team = named("group:team")
    static let ops = named("group:ops")
    static let bob = privateChat(.alice, .bob)

    private static func named(_ text: String) -> ChatID { ChatID(text) ?? .bob }
}

extension ConferenceID {
    static let one: ConferenceID = {
        guard let id = ConferenceID("k7f2-mq9x-d3tv") else { fatalError("an ID of the right form") }
        return id
    }()
}

extension ConferenceView {
    static func meeting(unlinked: Bool = false) -> ConferenceView {
        ConferenceView(
            id: .one, chat: .team, audience: unlinked ? .meeting : .team, me: 1,
            participants: [
                ParticipantView(id: 1, name: "alice", isMicrophoneOn: true, isCameraOn: true),
                ParticipantView(id: 2, name: "bob", isMicrophoneOn: false, isCameraOn: true),
                ParticipantView(id: 3, name: "carol", isMicrophoneOn: true, isCameraOn: false),
            ])
    }
}

extension AudienceView {
    static let team = AudienceView(label: "shared with #team (3)", isPrivate: false, chat: .team)
    static let meeting = AudienceView(
        label: "private to this meeting (3)", isPrivate: true, chat: .meeting(.one))
}

extension ChatLine {
    /// Minutes after 2026-11-25T14:00Z, and the revision.
    static func said(
        _ from: String, _ text: String, _ minute: Int, in chat: ChatID = .team,
    ) -> ChatLine {
        self.line(.message(from: from, text: text), minute, in: chat)
    }

    static func line(_ body: Body, _ minute: Int, in chat: ChatID = .team) -> ChatLine {
        let time = Timestamp(milliseconds: 1_795_615_200_000 + Int64(minute) * 60_000)
        return ChatLine(chat: chat, revision: UInt64(minute + 1), time: time, body: body)
    }
}

extension ChatLine {
    /// - Parameter change: how it stands beside nobody having voted.
    static func poll(
        _ from: String, _ question: String, _ options: [String], _ minute: Int,
        isMultiple: Bool = false, isAnonymous: Bool = false,
        _ change: (inout PollTally) -> Void = { _ in },
    ) -> ChatLine {
        var line = Self.said(from, question, minute)
        let poll = try? Poll(
            question, options: options, isMultiple: isMultiple, isAnonymous: isAnonymous)
        line.details.poll = poll.map { PollTally($0) }
        if line.details.poll != nil { change(&line.details.poll!) }
        return line
    }
}

extension PollTally {
    /// Counts what people choose, each a list of numbers.
    mutating func vote(_ choices: [Int]..., own: [Int]?) {
        self.own = own.flatMap { Ballot($0) }
        self.voters = choices.count
        for index in self.counts.indices { self.counts[index].votes = 0 }
        for number in choices.flatMap(\.self) { self.counts[number - 1].votes += 1 }
    }
}

extension ChatChange {
    /// In `#team` at 14:30.
    static func by(_ name: String, _ kind: Kind) -> ChatChange {
        let time = Timestamp(milliseconds: 1_795_617_000_000)
        return ChatChange(chat: .team, time: time, by: name, kind)
    }
}

extension Message {
    /// Said by bob in `#team`: `line 7` at minute 7.
    static func page(_ minutes: Range<Int>, _ edge: HistoryEdge) -> Message {
        .history(minutes.map { .said("bob", "line \($0)", $0) }, chat: .team, edge)
    }
}

extension Effect {
    var isHistory: Bool { if case .history = self { true } else { false } }
}
