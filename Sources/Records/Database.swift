internal import Foundation
internal import GRDB
internal import Rooms
public import Sessions
internal import Units

/// The server's one SQLite file: WAL, `synchronous=FULL`, one writer.
///
/// A batch is one transaction. What a command answers is true only if the batch was committed:
/// nothing is acknowledged that a power cut could take back.
public final class Database: Store {
    /// One that writes and, for a file, others that read beside it.
    let writer: any DatabaseWriter
    /// Moves what is committed from the log into the file, beside the writer; nil in memory.
    private let checkpointer: Checkpointer?

    /// Opens the file, or makes it with mode 0600, and brings its shape up to date.
    public init(path: String) throws(RecordsError) {
        try Self.checkMode(path)
        var configuration = Configuration()
        configuration.label = "records"
        // The administrator's commands write while the server runs.
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA foreign_keys = ON;
                    PRAGMA secure_delete = ON;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA wal_autocheckpoint = \(Checkpointer.pagesMaximum);
                    """)
        }
        do {
            self.writer = try DatabasePool(path: path, configuration: configuration)
            try Migrations.all.migrate(self.writer)
            self.checkpointer = try Checkpointer(path: path, configuration)
        } catch {
            throw Self.error(error)
        }
    }

    /// One that lives as long as this value: for tests of what stands on a database.
    public init() throws(RecordsError) {
        do {
            self.checkpointer = nil
            self.writer = try DatabaseQueue()
            try Migrations.all.migrate(self.writer)
        } catch {
            throw Self.error(error)
        }
    }

    public func snapshot() throws -> StoreSnapshot {
        try self.writer.read { database in
            var chats: [Int64: Chat] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT number, id, kind, title FROM chat") {
                guard let id = ChatID(row["id"]), let kind = ChatKind(rawValue: row["kind"])
                else { continue }
                chats[row["number"]] = Chat(id: id, kind: kind, title: row["title"])
            }
            let stays = try Row.fetchAll(
                database,
                sql: """
                    SELECT chat, account, role, since, until, joined FROM membership
                    ORDER BY chat, account, until IS NULL, until
                    """)
            for row in stays {
                guard let name = AccountName(row["account"] as String),
                    let role = ChatRole(rawValue: row["role"])
                else { continue }
                let until = (row["until"] as Int64?).map(UInt64.init(clamping:))
                let stay = Chat.Stay(from: UInt64(clamping: row["since"] as Int64), until: until)
                chats[row["chat"]]?.stays[name, default: []].append(stay)
                guard until == nil else { continue }
                let joined = UInt64(clamping: row["joined"] as Int64)
                chats[row["chat"]]?.members[name] = Chat.Member(role, since: joined)
            }
            let newest = try Int64.fetchOne(database, sql: "SELECT max(revision) FROM event") ?? 0
            let secret = try Data.fetchOne(database, sql: "SELECT secret FROM installation")
            return StoreSnapshot(
                chats: chats.values.sorted { $0.id < $1.id }, plans: try database.plans(),
                newestRevision: UInt64(newest),
                serverSecret: Array(secret ?? Data()), failures: try database.failures(),
                policies: try database.policyReading().policies, blocks: try database.blocks())
        }
    }

    /// Forgets who was online when a server stopped, or died.
    public func clearPresences() throws(RecordsError) {
        try self.administer { try $0.execute(sql: "DELETE FROM presence") }
    }

    public func perform(_ batch: [StoreCommand]) -> [StoreReply] {
        var replies: [StoreReply] = []
        do {
            try self.writer.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    var journal = SearchJournal()
                    for command in batch {
                        replies.append(Self.perform(command, &journal, database))
                    }
                    try database.write(journal)
                    return .commit
                }
            }
            self.checkpointer?.look()
            return replies
        } catch {
            // Not even the reading commands are answered: they may have read what is gone now.
            return batch.map { _ in .failed(reason: Self.reason(error)) }
        }
    }

    public func answer(_ query: StoreQuery) -> StoreReply {
        do { return try self.writer.read { try $0.carryOut(query) } } catch {
            return .failed(reason: Self.reason(error))
        }
    }

    /// What is wrong with the file; empty if nothing is.
    public func integrityFaults() throws(RecordsError) -> [String] {
        do {
            return try self.writer.read { database in
                try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
                    + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map {
                        "a row of \($0["table"] as String) refers to nothing"
                    }
            }
        } catch {
            throw Self.error(error)
        }
    }

    /// Reads without a transaction that would make a writer wait.
    func inspect<Value>(_ work: (GRDB.Database) throws -> Value) throws(RecordsError) -> Value {
        do { return try self.writer.read(work) } catch { throw Self.error(error) }
    }

    /// Changes all that is to be changed, or nothing.
    func administer<Value>(_ work: (GRDB.Database) throws -> Value) throws(RecordsError) -> Value {
        do { return try self.writer.write(work) } catch { throw Self.error(error) }
    }

    /// One command in a savepoint of its own, so that its failure undoes nothing else.
    private static func perform(
        _ command: StoreCommand, _ journal: inout SearchJournal, _ database: GRDB.Database
    ) -> StoreReply {
        var reply = StoreReply.failed(reason: "nothing was done")
        let count = journal.entries.count
        do {
            try database.inSavepoint {
                reply = try database.carryOut(command, &journal)
                return .commit
            }
            return reply
        } catch {
            journal.rewind(to: count)
            return .failed(reason: Self.reason(error))
        }
    }

    private static func checkMode(_ path: String) throws(RecordsError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .database(reason: "\(path): \(unsafe String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw .openToOthers(path: path)
        }
    }

    static func error(_ error: any Error) -> RecordsError {
        error as? RecordsError ?? .database(reason: self.reason(error))
    }

    /// The library's words without the statement's arguments, which may be secret.
    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        return "\(error.message ?? "unknown") (SQLite \(error.extendedResultCode.rawValue))"
    }
}
