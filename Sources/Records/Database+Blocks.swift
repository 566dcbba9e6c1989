internal import GRDB
internal import Rooms

/// Who wants to hear nothing of whom.
extension GRDB.Database {
    func block(_ blocked: AccountName, by account: AccountName) throws {
        try self.run(
            "INSERT OR IGNORE INTO block (account, blocked) VALUES (?, ?)",
            [account.text, blocked.text])
    }

    func unblock(_ blocked: AccountName, by account: AccountName) throws {
        try self.run(
            "DELETE FROM block WHERE account = ? AND blocked = ?", [account.text, blocked.text])
    }

    func blocks() throws -> BlockLists {
        var lists = BlockLists()
        for row in try self.rows("SELECT account, blocked FROM block", []) {
            guard let account = AccountName(row["account"] as String),
                let blocked = AccountName(row["blocked"] as String)
            else { continue }
            lists.set(true, blocked, of: account)
        }
        return lists
    }
}
