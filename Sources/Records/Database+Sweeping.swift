internal import Foundation
internal import GRDB
internal import Rooms
internal import Units

extension GRDB.Database {
    /// Forgets conferences' own chats in which nobody has said anything (L2.12).
    ///
    /// The newest event of all stays in any case: revisions go on from it.
    func sweepMeetings(keeping kept: [ConferenceID], before: Timestamp) throws {
        let list = String(
            decoding: try JSONEncoder().encode(kept.map { ChatID.meeting($0).text }), as: UTF8.self)
        let chats = try self.rows(
            """
            SELECT number FROM chat
            WHERE \(Self.isSilentMeeting) AND id NOT IN (SELECT value FROM json_each(:kept))
                AND NOT EXISTS (SELECT 1 FROM event WHERE event.chat = chat.number
                    AND (event.time > :before
                        OR event.revision = (SELECT max(revision) FROM event)))
            """,
            ["meeting": ChatKind.meeting.rawValue, "kept": list, "before": before.milliseconds])
        for chat in chats {
            let number: Int64 = chat["number"]
            try self.forgetGuestNames(of: number)
            for table in ["standing", "membership", "event"] {
                try self.run("DELETE FROM \(table) WHERE chat = ?", [number])
            }
            try self.run("DELETE FROM chat WHERE number = ?", [number])
        }
    }

    /// Also those that were kept, or are too young to go.
    func hasSilentMeetings() throws -> Bool {
        let chats = try self.rows(
            "SELECT 1 FROM chat WHERE \(Self.isSilentMeeting) LIMIT 1",
            ["meeting": ChatKind.meeting.rawValue])
        return !chats.isEmpty
    }

    /// Of a `chat`: a conference's own, without a message (event kind 1) or a file.
    private static var isSilentMeeting: String {
        """
        kind = :meeting
            AND NOT EXISTS (SELECT 1 FROM event WHERE event.chat = chat.number AND event.kind = 1)
            AND NOT EXISTS (SELECT 1 FROM file WHERE file.chat = chat.number)
        """
    }
}
