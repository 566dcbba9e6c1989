import Canvas
import Rooms
import Testing
import Units

@testable import Interface

/// Reading anywhere in a long past while everything goes on, against a server that answers late, out
/// of order, or not at all.
struct TranscriptTests {
    /// What is stored, and what was asked.
    private struct Server {
        static let pageLength = 100
        /// Revisions that one sees, in order.
        var revisions: [UInt64]
        var next: UInt64
        /// Questions with the answers as they were when they were asked.
        var questions: [(edge: HistoryEdge, page: [UInt64])] = []
        var asked = 0

        init(_ count: Int) {
            // There are others between them, which one does not see.
            self.revisions = (1...UInt64(count)).map { $0 * 3 }
            self.next = UInt64(count + 1) * 3
        }

        mutating func take(_ effects: [Effect]) {
            for effect in effects {
                guard case .history(_, let edge) = effect else { continue }
                self.asked += 1
                let page: [UInt64]
                switch edge {
                case .before(0): page = self.revisions.suffix(Self.pageLength)
                case .before(let end):
                    page = self.revisions.filter { $0 < end }.suffix(Self.pageLength)
                case .after(let start):
                    page = Array(self.revisions.filter { $0 > start }.prefix(Self.pageLength))
                }
                self.questions.append((edge, page))
            }
        }
    }

    private static func line(_ revision: UInt64) -> ChatLine {
        ChatLine(
            chat: .team, revision: revision,
            time: Timestamp(milliseconds: 1_795_615_200_000 + Int64(revision) * 1000),
            body: .message(from: "bob", text: "line \(revision)"))
    }

    private struct Desk {
        var server: Server
        var screen = Screen(60, 16)

        mutating func send(_ message: Message) {
            self.screen.send(message)
            let effects = self.screen.takeAll()
            self.server.take(effects)
            let transcript = self.transcript
            for effect in effects {
                guard case .act(_, .markRead(let revision)) = effect else { continue }
                // One that was hidden since is read by nobody.
                let isHeld = transcript.line(revision) != nil
                let isThere = self.server.revisions.contains(revision)
                #expect(transcript.isAtEnd && (isHeld || !isThere), "read unseen")
            }
        }

        mutating func pass(_ duration: Duration) {
            self.screen.now = self.screen.now + duration
            self.send(.tick)
        }

        var transcript: Transcript { self.screen.state.chats[.team]?.transcript ?? Transcript() }

        mutating func say() {
            self.server.revisions.append(self.server.next)
            self.send(.line(TranscriptTests.line(self.server.next)))
            self.server.next += 3
        }

        mutating func answer(_ index: Int, isRefused: Bool = false) {
            guard self.server.questions.indices.contains(index) else { return }
            let (edge, page) = self.server.questions.remove(at: index)
            // What was hidden meanwhile was told before.
            let lines = page.filter { self.server.revisions.contains($0) }
            self.send(
                isRefused
                    ? .historyFailed(chat: .team, edge)
                    : .history(lines.map { TranscriptTests.line($0) }, chat: .team, edge))
        }

        mutating func hide(_ revision: UInt64) {
            self.server.revisions.removeAll { $0 == revision }
            self.send(.change(.by("alice", .hidden(revision))))
        }

        mutating func go(to revision: UInt64) {
            self.send(.found([TranscriptTests.line(revision)], words: "x"))
            self.send(.key("enter"))
        }

        /// Answers everything until nothing is asked any more.
        mutating func settle() -> Bool {
            for _ in 0..<200 {
                if self.server.questions.isEmpty {
                    self.pass(.seconds(6))
                    if self.server.questions.isEmpty { return true }
                }
                self.answer(0)
            }
            return false
        }

        mutating func settleForSure() {
            let isQuiet = self.settle()
            #expect(isQuiet, "asked without end")
        }

        func check(_ comment: Comment) {
            let transcript = self.transcript
            let held = transcript.lines.map(\.revision)
            #expect(!held.isEmpty, comment)
            guard let first = held.first, let last = held.last else { return }
            let there = self.server.revisions.filter { (first...last).contains($0) }
            #expect(held == there, comment)
            if transcript.reachesEnd { #expect(last == self.server.revisions.last, comment) }
            if transcript.older == .nothing {
                #expect(first == self.server.revisions.first, comment)
            }
            if let position = transcript.position {
                #expect(transcript.index(of: position.revision) != nil, comment)
            }
            #expect(transcript.goal == nil && held.count <= Transcript.lineCountMaximum, comment)
        }
    }

    private static func desk(_ count: Int, read: UInt64 = 0) -> Desk {
        var desk = Desk(server: Server(count))
        desk.send(.connection(.online))
        var team = ChatSummary.team
        team.standing = StandingView(read: read, unreadCount: 5, mentionCount: 0, isMuted: false)
        desk.send(.chats([team]))
        return desk
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func whateverHappensNothingIsMissingAndQuestionsEnd(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var desk = Self.desk(
            Int.random(in: 1...4000, using: &random), read: [0, 90, 6000][Int(seed % 3)])
        let keys: [Key] = [
            "pageup", "pageup", "pagedown", "ctrl+home", "ctrl+end", "alt+u", "ctrl+up",
        ]
        for step in 0..<300 {
            switch Int.random(in: 0..<20, using: &random) {
            case 0...7: desk.send(.key(keys.randomElement(using: &random)!))
            case 8...12:
                let count = desk.server.questions.count
                if count > 0 { desk.answer(Int.random(in: 0..<count, using: &random)) }
            case 13: desk.answer(0, isRefused: true)
            case 14, 15: desk.say()
            case 16:
                if let one = desk.server.revisions.randomElement(using: &random) { desk.hide(one) }
            case 17:
                if let one = desk.server.revisions.randomElement(using: &random) {
                    desk.go(to: one)
                }
            case 18: desk.pass(.milliseconds(700))
            default:
                desk.send(.connection(.offline(reason: "", retryIn: .seconds(1))))
                desk.server.questions = []
                desk.send(.connection(.online))
            }
            if step % 60 == 59 {
                let isQuiet = desk.settle()
                #expect(isQuiet, "seed \(seed), step \(step): asked without end")
                desk.check("seed \(seed), step \(step)")
            }
        }
    }

    // MARK: One by one

    @Test func whatIsUnreadFromTheStartIsGoneTo() {
        var desk = Self.desk(1000)
        _ = desk.settle()
        desk.send(.key("alt+u"))
        desk.settleForSure()
        desk.check("all unread")
        #expect(desk.screen.shows("line 3"))
        desk.send(.key("ctrl+end"))
        desk.settleForSure()
        #expect(desk.screen.shows("line 3000"))
        for _ in 0..<20 { desk.send(.key("pageup")); _ = desk.settle() }
        desk.check("back")
    }

    @Test func aMissedLineThatIsHiddenIsNotAskedForForEver() {
        var desk = Self.desk(3000)
        _ = desk.settle()
        desk.go(to: 30)
        _ = desk.settle()
        desk.say()
        desk.hide(desk.server.next - 3)
        for _ in 0..<400 where !desk.transcript.reachesEnd {
            desk.send(.key("pagedown"))
            _ = desk.settle()
        }
        #expect(desk.server.asked < 60)
        desk.check("at the end")
    }

    @Test func nothingIsReadWhileItIsOnItsWay() {
        var desk = Self.desk(3000, read: 60)
        _ = desk.settle()
        desk.pass(.seconds(3))
        desk.go(to: 30)
        desk.say()
        // `send` looks at every read mark.
        desk.pass(.seconds(5))
        desk.answer(0)
        desk.pass(.seconds(5))
    }

    @Test func aRefusedQuestionIsAskedAgainAfterAWhile() {
        var desk = Self.desk(100)
        desk.answer(0, isRefused: true)
        #expect(desk.server.questions.isEmpty)
        desk.pass(.seconds(4))
        #expect(desk.server.questions.isEmpty)
        desk.pass(.seconds(2))
        #expect(desk.server.questions.map(\.edge) == [.before(0)])
    }

    @Test func remarksOfTheStartStandAtTheEnd() {
        var desk = Self.desk(5)
        desk.send(.joined(.meeting()))
        _ = desk.settle()
        let rows = desk.screen.text
        let last = rows.firstIndex { $0.contains("line 15") } ?? 0
        let remark = rows.firstIndex { $0.contains("sound and picture") } ?? 0
        #expect(last > 0 && remark > last)
    }
}
