internal import GRDB
internal import Rooms
internal import Sessions
public import Units

/// When conferences ran, and who was in them.
extension GRDB.Database {
    func begin(_ session: SessionRecord) throws {
        try self.run(
            """
            INSERT INTO session (number, conference, owner, topic, kind, started)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                Int64(clamping: session.number), session.conference.text, session.owner.text,
                session.topic, session.kind.rawValue, session.started.milliseconds,
            ])
    }

    func enter(_ session: UInt64, _ visit: VisitRecord) throws {
        try self.run(
            "INSERT INTO visit (session, number, account, name, entered) VALUES (?, ?, ?, ?, ?)",
            [
                Int64(clamping: session), Int64(visit.number), visit.account.text, visit.name,
                visit.entered.milliseconds,
            ])
    }

    func leave(_ session: UInt64, _ number: UInt32, at now: Timestamp) throws {
        try self.run(
            "UPDATE visit SET left = ? WHERE session = ? AND number = ?",
            [now.milliseconds, Int64(clamping: session), Int64(number)])
    }

    func end(_ session: UInt64, at now: Timestamp) throws {
        let number = Int64(clamping: session)
        try self.run(
            "UPDATE visit SET left = ? WHERE session = ? AND left IS NULL",
            [now.milliseconds, number])
        try self.run("UPDATE session SET ended = ? WHERE number = ?", [now.milliseconds, number])
    }

    /// Those that an account was in or owns, or all of them; the newest first.
    ///
    /// - Parameters:
    ///   - before: only those of lower numbers; 0 for all.
    ///   - visits: so many of each are told.
    func sessions(
        of account: AccountName, all: Bool, before: UInt64, limit: Int, visits: Int
    ) throws -> [SessionRecord] {
        let rows = try self.rows(
            """
            SELECT number, conference, owner, topic, kind, started, ended,
                (SELECT count(*) FROM visit WHERE visit.session = session.number) AS visits
            FROM session
            WHERE number < :before AND (:all OR number IN (
                SELECT session FROM visit WHERE account = :account
                UNION SELECT number FROM session WHERE owner = :account))
            ORDER BY number DESC LIMIT :limit
            """,
            [
                "account": account.text, "all": all,
                "before": before == 0 ? .max : Int64(clamping: before), "limit": limit,
            ])
        return try rows.compactMap { row in
            guard var record = SessionRecord(row) else { return nil }
            record.visits = try self.rows(
                """
                SELECT number, account, name, entered, left FROM visit
                WHERE session = ? ORDER BY number LIMIT ?
                """, [row["number"] as Int64, visits]
            ).compactMap { VisitRecord($0) }
            return record
        }
    }

    /// The chat of a planned conference, made the first time; nobody is in it.
    func openMeeting(_ chat: Chat, _ event: EventRecord) throws -> StoreReply {
        let reply = try self.create(chat, event)
        guard reply == .chatExists else { return reply }
        // A server that died has left people in it.
        let number = try self.number(of: chat.id)
        try self.endMemberships(of: number, Int64(clamping: event.revision))
        return .reopened(event, guests: try self.guestNames(in: number))
    }
}

extension Database {
    /// Sessions are kept for a year.
    private static let sessionAgeMaximum: Duration = .seconds(365 * 86_400)

    /// No conference survives a restart: those that ran have ended with the last that is known of
    /// them, and nobody is in their chats. What is too old is forgotten.
    public func clearConferences(at now: Timestamp) throws(RecordsError) {
        try self.administer { database in
            try database.execute(
                sql: """
                    UPDATE session SET ended = max(started, coalesce(
                        (SELECT max(max(entered, coalesce(left, 0))) FROM visit
                            WHERE visit.session = session.number), 0))
                    WHERE ended IS NULL;
                    UPDATE visit SET left = max(entered,
                        (SELECT ended FROM session WHERE session.number = visit.session))
                    WHERE left IS NULL;
                    """)
            try database.execute(
                sql: "DELETE FROM session WHERE started < ?",
                arguments: [(now - Self.sessionAgeMaximum).milliseconds])
        }
    }
}

extension SessionRecord {
    fileprivate init?(_ row: Row) {
        guard let conference = ConferenceID(row["conference"] as String),
            let owner = AccountName(row["owner"] as String),
            let kind = ConferenceKind(rawValue: row["kind"])
        else { return nil }
        self.init(
            number: UInt64(clamping: row["number"] as Int64), conference: conference,
            owner: owner, topic: row["topic"], kind: kind,
            started: Timestamp(milliseconds: row["started"]))
        self.ended = (row["ended"] as Int64?).map { Timestamp(milliseconds: $0) }
        self.visitCount = row["visits"]
    }
}

extension VisitRecord {
    fileprivate init?(_ row: Row) {
        guard let account = AccountName(row["account"] as String) else { return nil }
        self.init(
            number: UInt32(clamping: row["number"] as Int64), account: account, name: row["name"],
            entered: Timestamp(milliseconds: row["entered"]))
        self.left = (row["left"] as Int64?).map { Timestamp(milliseconds: $0) }
    }
}
