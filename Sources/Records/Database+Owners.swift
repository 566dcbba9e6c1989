internal import GRDB
public import Rooms
public import Sessions
public import Units

/// A chat as an administrator's list shows it: who owns it, and nothing that is said there.
public struct ChatListing: Sendable, Hashable {
    public var id: ChatID
    public var title: String
    public var owner: AccountName?
    public var memberCount: Int
}

/// What the administrator does with chats (L2.23). The running server, or the next one, does it like
/// anything else in a chat, so that it is told to all members.
extension Database {
    /// Groups and channels with members, in the order of their titles.
    public func chatListings() throws(RecordsError) -> [ChatListing] {
        try self.inspect { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT chat.id, chat.title, count(*) AS members,
                        max(iif(membership.role = :owner, membership.account, NULL)) AS owner
                    FROM chat JOIN membership ON membership.chat = chat.number
                        AND membership.until IS NULL
                    WHERE chat.kind IN (:group, :channel)
                    GROUP BY chat.number ORDER BY chat.title, chat.id
                    """,
                arguments: [
                    "owner": ChatRole.owner.rawValue, "group": ChatKind.group.rawValue,
                    "channel": ChatKind.channel.rawValue,
                ]
            ).compactMap { row in
                guard let id = ChatID(row["id"]) else { return nil }
                return ChatListing(
                    id: id, title: row["title"],
                    owner: (row["owner"] as String?).flatMap { AccountName($0) },
                    memberCount: row["members"])
            }
        }
    }

    /// Asks the server to give a chat another owner, and writes down that it was asked.
    public func setOwner(
        _ account: AccountName, of chat: ChatID, at now: Timestamp
    ) throws(RecordsError) {
        try self.administer { database in
            let row = try Row.fetchOne(
                database,
                sql: "SELECT number FROM chat WHERE id = ? AND kind IN (?, ?)",
                arguments: [chat.text, ChatKind.group.rawValue, ChatKind.channel.rawValue])
            guard let number = row?["number"] as Int64? else {
                throw RecordsError.noSuchChat(chat)
            }
            guard try database.isMember(account, of: number) else {
                throw RecordsError.notInChat(account, chat)
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO owner_order VALUES (?, ?)",
                arguments: [chat.text, account.text])
            try database.execute(
                sql: "INSERT INTO audit (time, actor, deed, subject) VALUES (?, '', ?, ?)",
                arguments: [
                    now.milliseconds, AuditEntry.Deed.ownerSet.rawValue, "\(chat) \(account)",
                ])
        }
    }

    /// What was asked for and not done yet. Each stays until the server has done it, or has said that
    /// there is nothing to do.
    public func ownerOrders() throws(RecordsError) -> [OwnerOrder] {
        try self.inspect { database in
            try Row.fetchAll(
                database, sql: "SELECT chat, account FROM owner_order ORDER BY chat"
            ).compactMap { row in
                guard let chat = ChatID(row["chat"]),
                    let account = AccountName(row["account"] as String)
                else { return nil }
                return OwnerOrder(chat: chat, account: account)
            }
        }
    }
}

extension GRDB.Database {
    func forgetOwnerOrder(_ order: OwnerOrder) throws {
        try self.run(
            "DELETE FROM owner_order WHERE chat = ? AND account = ?",
            [order.chat.text, order.account.text])
    }
}
