internal import Foundation
internal import GRDB
internal import Rooms
public import Sessions
internal import Units

extension Database {
    /// Every file that a message has, or an upload is under way for.
    public func files() throws(RecordsError) -> [FileRecord] {
        try self.inspect { database in
            try database.rows(GRDB.Database.fileColumns, []).compactMap(FileRecord.init(row:))
        }
    }
}

extension GRDB.Database {
    func offer(
        _ file: FileRecord, _ limits: FileLimits, at now: Timestamp, abandoned: Timestamp
    ) throws -> StoreReply {
        if let first = try self.first(with: file.clientID, of: file.owner) {
            return .duplicate(first)
        }
        let known = try self.row(
            Self.fileColumns + "WHERE file.owner = ? AND file.client_id = ?",
            [file.owner.text, Data(file.clientID)])
        if let known { return .file(FileRecord(row: known)) }
        try self.run(
            """
            DELETE FROM file WHERE offered < ? AND NOT EXISTS (
                SELECT 1 FROM event WHERE event.file = file.number)
            """, [abandoned.milliseconds])
        let sums = try self.row(
            """
            SELECT coalesce(sum(size), 0) AS size,
                coalesce(sum(owner = ? AND NOT EXISTS (
                    SELECT 1 FROM event WHERE event.file = file.number)), 0) AS unfinished
            FROM file
            """, [file.owner.text])
        guard (sums?["unfinished"] ?? 0) < limits.unfinishedMaximum else { return .denied(.full) }
        let used = UInt64(clamping: sums?["size"] as Int64? ?? 0)
        guard used + file.size <= limits.quota else { return .denied(.quotaFull) }
        try self.run(
            """
            INSERT INTO file (owner, chat, client_id, name, size, digest, caption, offered)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                file.owner.text, try self.number(of: file.chat), Data(file.clientID), file.name,
                Int64(clamping: file.size), Data(file.digest), file.caption, now.milliseconds,
            ])
        var file = file
        file.number = UInt64(clamping: self.lastInsertedRowID)
        return .file(file)
    }

    /// What is being uploaded, or the message that it has become.
    func upload(_ number: UInt64, of owner: AccountName) throws -> StoreReply {
        let row = try self.row(
            Self.fileColumns + "WHERE file.number = ? AND file.owner = ?",
            [Int64(clamping: number), owner.text])
        guard let file = row.flatMap(FileRecord.init(row:)) else { return .file(nil) }
        if let first = try self.first(with: file.clientID, of: owner) { return .duplicate(first) }
        return .file(file)
    }

    func attachment(of message: UInt64, _ account: AccountName) throws -> FileRecord? {
        try self.row(
            Self.fileColumns + """
                JOIN event ON event.file = file.number
                WHERE event.revision = :message AND event.kind = 1 AND NOT event.is_deleted
                    AND \(EventSQL.visible)
                    AND EXISTS (SELECT 1 FROM membership WHERE account = :account
                        AND chat = event.chat AND until IS NULL)
                """, ["message": Int64(clamping: message), "account": account.text]
        ).flatMap(FileRecord.init(row:))
    }

    func file(_ number: UInt64) throws -> FileRecord? {
        try self.row(Self.fileColumns + "WHERE file.number = ?", [Int64(clamping: number)])
            .flatMap(FileRecord.init(row:))
    }

    func takeForgottenFiles() throws -> [ForgottenFile] {
        let files = try self.rows(
            """
            SELECT number, digest, EXISTS (SELECT 1 FROM file
                WHERE file.digest = forgotten_file.digest) AS is_shared
            FROM forgotten_file
            """, []
        ).map { row in
            ForgottenFile(
                number: UInt64(clamping: row["number"] as Int64),
                digest: row["is_shared"] ? nil : row.octets("digest"))
        }
        try self.run("DELETE FROM forgotten_file", [])
        return files
    }

    /// The file of a message that is deleted, unless another has it, too.
    func forgetFile(of message: Int64) throws {
        try self.run(
            """
            DELETE FROM file WHERE number = (SELECT file FROM event WHERE revision = :message)
                AND NOT EXISTS (SELECT 1 FROM event WHERE event.file = file.number
                    AND event.revision <> :message AND NOT event.is_deleted)
            """, ["message": message])
        try self.run("UPDATE event SET file = NULL WHERE revision = ?", [message])
    }

    static let fileColumns = """
        SELECT file.number, file.owner, file.client_id, file.name, file.size, file.digest,
            file.caption, file_chat.id AS file_chat_id
        FROM file JOIN chat AS file_chat ON file_chat.number = file.chat\u{20}
        """
}

extension FileRecord {
    /// Nil for a row that no version of ours has written.
    init?(row: Row) {
        guard let owner = AccountName(row["owner"] as String),
            let chat = ChatID(row["file_chat_id"])
        else { return nil }
        self.init(
            number: UInt64(clamping: row["number"] as Int64), name: row["name"],
            size: UInt64(clamping: row["size"] as Int64), digest: row.octets("digest"),
            owner: owner, chat: chat, caption: row["caption"], clientID: row.octets("client_id"))
    }
}
