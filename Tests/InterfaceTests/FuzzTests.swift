import Canvas
import Interface
import Rooms
import Testing
import Units

/// Whatever comes in whatever order: no trap, and a whole screen.
struct FuzzTests {
    @Test(arguments: [1, 2] as [UInt64])
    func anyMessagesLeaveAWholeScreen(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var screen = Screen.ready()
        for step in 0..<5000 {
            if Int.random(in: 0..<4, using: &random) == 0 {
                screen.now = screen.now + .milliseconds(250)
            }
            screen.send(Self.message(using: &random))
            if let deadline = screen.state.deadline { #expect(deadline > screen.now) }
            guard step % 11 == 0 else { continue }
            let canvas = screen.canvas
            #expect(canvas.cells.count == screen.columns * screen.rows)
            expectWhole(canvas, "seed \(seed), step \(step)")
            if let cursor = canvas.cursor { #expect(canvas.area.contains(cursor)) }
            for area in canvas.videos.map(\.area) {
                #expect(canvas.area.intersection(area) == area)
            }
        }
    }

    private static let keys =
        KeyTable.standard.bindings.map(\.key) + ["y", "n", "b", "d", "e", "k", "j", "?", "q"]

    private static func message(using random: inout SeededRandom) -> Message {
        switch Int.random(in: 0..<40, using: &random) {
        case 0..<12: return .key(self.keys[Int.random(in: 0..<self.keys.count, using: &random)])
        case 12..<18: return .key(Key(character: self.character(using: &random)))
        case 18: return .paste(self.text(using: &random))
        case 19:
            return .resize(
                columns: .random(in: 0...130, using: &random),
                rows: .random(in: 0...45, using: &random))
        case 20: return .tick
        case 21: return .focus(Bool.random(using: &random))
        case 22: return .suspendedAndBack
        default: return self.news(using: &random)
        }
    }

    private static func news(using random: inout SeededRandom) -> Message {
        let number = Int.random(in: 0..<60, using: &random)
        let chat = [ChatID.team, .bob, .ops, .meeting(.one)][number % 4]
        let text = self.text(using: &random)
        switch Int.random(in: 0..<25, using: &random) {
        case 20...23: return .change(self.change(number, text, in: chat))
        case 24:
            return number.isMultiple(of: 2)
                ? .opened(chat: chat, pinned: [.said(text, text, number)], draft: text)
                : .typing(chat: chat, account: .bob)
        case 0: return .connection(.offline(reason: text, retryIn: .seconds(number)))
        case 1: return .connection(.online)
        case 2:
            return .chats(
                [ChatSummary.team, .bob, .ops].shuffled(using: &random).dropLast(number % 3))
        case 3...5: return .line(.said(text, text, number, in: chat))
        case 6:
            let edge = [
                HistoryEdge.before(0), .before(UInt64(number)), .after(UInt64(number)),
            ][number % 3]
            return .history([.said("bob", text, number, in: chat)], chat: chat, edge)
        case 7:
            return .posted(
                PostID(UInt64(number)), revision: 100, time: Timestamp(milliseconds: .max))
        case 8: return .postFailed(PostID(UInt64(number)), reason: text)
        case 9: return .conferenceEnded(.one)
        case 10...12: return .joined(.meeting(unlinked: number.isMultiple(of: 2)))
        case 13:
            return .participantJoined(
                ParticipantView(
                    id: UInt32(number), name: text, kind: number % 5 == 0 ? .recorder : .person,
                    isMicrophoneOn: true, isCameraOn: number.isMultiple(of: 3)))
        case 14: return .participantLeft(UInt32(number))
        case 15: return .audience(number.isMultiple(of: 2) ? .team : .meeting)
        case 16: return .levels([UInt32(number + 2): number, 1: 0])
        case 17: return .left(reason: number.isMultiple(of: 2) ? nil : text)
        case 18: return .devices(microphoneOn: number.isMultiple(of: 2), cameraOn: number % 3 == 0)
        default: return .notice(.warning, text)
        }
    }

    private static func change(_ number: Int, _ text: String, in chat: ChatID) -> ChatChange {
        let message = UInt64(number)
        let kinds: [ChatChange.Kind] = [
            .edited(message, text), .deleted(message), .hidden(message), .reacted(message, text),
            .unreacted(message, text), .pinned(message), .unpinned(message), .read(message),
            .muted(number.isMultiple(of: 3)), .drafted(text), .clearedForMe,
            .placed(FolderName(text).map { .folder($0) } ?? .archive),
        ]
        let time = Timestamp(milliseconds: .max)
        return ChatChange(chat: chat, time: time, by: text, kinds[number % kinds.count])
    }

    private static func character(using random: inout SeededRandom) -> Character {
        self.text(using: &random).first ?? "/"
    }

    private static let ranges: [ClosedRange<UInt32>] = [
        0x0...0x7F, 0x20...0x7E, 0x20...0x7E, 0x80...0x9F, 0x300...0x30F, 0x2028...0x202E,
        0x1100...0x1112, 0x4E00...0x4E20, 0x1F600...0x1F610, 0x1F1E6...0x1F1FF, 0x200D...0x200D,
    ]

    private static func text(using random: inout SeededRandom) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            let range = self.ranges[Int.random(in: 0..<self.ranges.count, using: &random)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
