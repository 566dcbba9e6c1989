import Foundation
import Records
import Rooms
import SecureSockets
import ServerRuntime
import Sessions
import Units

/// A data directory full of messages: some chats are `p0`'s, others are not.
struct ChatArchive {
    /// How many chats, and whose messages are in them.
    struct Shape {
        var ownChats: Int
        var otherChats = 0
        /// Messages of own chats, then of all.
        var ownMessages: Int
        var messages: Int
    }

    /// In a third of all messages.
    static let commonWord = "common"
    /// In a third of those in others' chats.
    static let foreignWord = "elsewhere"
    /// In one of so many, and nowhere else.
    static let rareWord = "seldom"
    private static let rarity = 200_000

    private static let accounts = 50
    /// The first revision, in microseconds since the Unix epoch, and those from one to the next.
    private static let (start, step): (UInt64, UInt64) = (1_700_000_000_000_000, 1000)

    let path: String
    private let isTemporary: Bool
    /// The last one before the first message.
    private(set) var created: UInt64 = 0

    /// Makes one, or takes one that was made in this place before.
    ///
    /// - Parameter path: where it stays; nil for a temporary one.
    init(_ shape: Shape, at path: String?) throws {
        self.isTemporary = path == nil
        self.path =
            path
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("conclave-archive-" + UUID().uuidString).path
        let directory = DataDirectory(given: self.path)
        let isThere = FileManager.default.fileExists(atPath: directory.database)
        self.created = Self.start + UInt64(shape.ownChats + shape.otherChats - 1) * Self.step
        guard !isThere else { return }
        try directory.prepare()
        let start = Instant.now
        try Self.fill(Database(path: directory.database), shape)
        let seconds = (Instant.now - start).seconds
        say("\(shape.messages) messages written, \(Int(Double(shape.messages) / seconds)) a second")
    }

    func remove() {
        guard self.isTemporary else { return }
        // What can't be removed is the temporary directory's to sweep.
        try? FileManager.default.removeItem(atPath: self.path)
    }

    static func chat(_ number: Int) -> ChatID { ChatID("group:\(number)")! }

    private static func fill(_ database: Database, _ shape: Shape) throws {
        let names = (0..<self.accounts).map { AccountName("p\($0)")! }
        let credential = SCRAMCredential.make(
            password: ServeCommand.password, salt: [UInt8](repeating: 0, count: 16),
            iterations: SCRAMIterations.accepted.lowerBound, primitives: .openSSL)
        for name in names {
            try database.addAccount(name, credential, at: Timestamp(milliseconds: 0))
        }
        var writer = ArchiveWriter(database)
        for number in 0..<(shape.ownChats + shape.otherChats) {
            let chat = self.chat(number)
            let first = number < shape.ownChats ? 0 : 1
            let members = Set([names[first], names[1 + (number % (names.count - 1))], names[1]])
            let revision = self.start + UInt64(number) * self.step
            let event = self.event(revision, chat, by: names[first], ChatFact(.created, "archive"))
            try writer.add(
                .createChat(
                    Chat(
                        id: chat, kind: .group, title: "archive",
                        members: Dictionary(
                            uniqueKeysWithValues: members.map {
                                ($0, $0 == names[first] ? .owner : .user)
                            })),
                    event))
        }
        var random = SeededRandom(seed: 1)
        let words = Vocabulary(using: &random)
        let first = self.start + UInt64(shape.ownChats + shape.otherChats) * self.step
        var ownCount = 0
        for number in 0..<shape.messages {
            // Evenly among the others.
            let isOwn = ownCount * shape.messages < (number + 1) * shape.ownMessages
            if isOwn { ownCount += 1 }
            let chat =
                isOwn
                ? ownCount % shape.ownChats
                : shape.ownChats + Int.random(in: 0..<shape.otherChats, using: &random)
            var text = words.text(using: &random)
            if number.isMultiple(of: 3) { text += " " + self.commonWord }
            if !isOwn, random.next() % 3 == 0 { text += " " + self.foreignWord }
            if number % self.rarity == 7 { text += " " + self.rareWord }
            try writer.add(
                .record(
                    [
                        self.event(
                            first + UInt64(number) * self.step, self.chat(chat), by: names[1],
                            ChatFact(.message, text))
                    ], nil))
        }
        try writer.flush()
    }

    private static func event(
        _ revision: UInt64, _ chat: ChatID, by sender: AccountName, _ fact: ChatFact
    ) -> EventRecord {
        EventRecord(
            revision: revision, chat: chat, sender: sender,
            time: Timestamp(milliseconds: Int64(revision / 1000)), fact,
            clientID: ChatPerson.newClientID())
    }
}

/// Writes commands in transactions of a server's length.
private struct ArchiveWriter {
    private static let batchLength = 1000

    private let database: Database
    private var batch: [StoreCommand] = []

    init(_ database: Database) { self.database = database }

    mutating func add(_ command: StoreCommand) throws {
        self.batch.append(command)
        if self.batch.count == Self.batchLength { try self.flush() }
    }

    mutating func flush() throws {
        for reply in self.database.perform(self.batch) {
            guard case .recorded = reply else { throw LoadError("not written: \(reply)") }
        }
        self.batch = []
    }
}

/// Words that look like a language's: the commonest are in every other message, most in hardly any.
struct Vocabulary {
    private static let count = 20_000
    private static let lengths = 2...9
    /// Words of a message: some 200 bytes.
    private static let messageLength = 30

    private let words: [String]

    init(using random: inout some RandomNumberGenerator) {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        self.words = (0..<Self.count).map { _ in
            String(
                (0..<Int.random(in: Self.lengths, using: &random)).map { _ in
                    letters.randomElement(using: &random) ?? "a"
                })
        }
    }

    func text(using random: inout some RandomNumberGenerator) -> String {
        (0..<Self.messageLength).map { _ in
            // Zipf's law: the rank is as probable as its inverse.
            let share = Double.random(in: 0..<1, using: &random)
            let rank = Int(Foundation.pow(Double(Self.count), share)) - 1
            return self.words[min(max(rank, 0), Self.count - 1)]
        }.joined(separator: " ")
    }

    /// One of them by its rank.
    static func word(_ rank: Int) -> String {
        var random = SeededRandom(seed: 1)
        return Vocabulary(using: &random).words[rank]
    }
}
