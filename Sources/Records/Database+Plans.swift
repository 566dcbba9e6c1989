internal import Foundation
internal import GRDB
internal import Rooms
internal import Sessions
internal import Units

/// Planned conferences and rooms.
extension GRDB.Database {
    func keep(_ plan: Plan) throws {
        try self.run(
            """
            INSERT INTO plan (conference, owner, client_id, kind, people, podium, topic, access,
                waiting_room, switches, pin_salt, pin_digest, start, days, minute, length)
            VALUES (:conference, :owner, :client_id, :kind, :people, :podium, :topic, :access,
                :waiting_room, :switches, :pin_salt, :pin_digest, :start, :days, :minute, :length)
            ON CONFLICT (conference) DO UPDATE SET kind = :kind, people = :people,
                podium = :podium, topic = :topic, access = :access, waiting_room = :waiting_room,
                switches = :switches, pin_salt = :pin_salt, pin_digest = :pin_digest,
                start = :start, days = :days, minute = :minute, length = :length
            """, self.columns(of: plan))
        let people = plan.people.map(\.text)
        let list = String(decoding: try JSONEncoder().encode(people), as: UTF8.self)
        try self.run(
            """
            DELETE FROM plan_person
            WHERE conference = ? AND account NOT IN (SELECT value FROM json_each(?))
            """, [plan.id.text, list])
        try self.run(
            """
            INSERT OR IGNORE INTO plan_person (conference, account)
                SELECT ?, value FROM json_each(?)
            """, [plan.id.text, list])
    }

    private func columns(of plan: Plan) -> StatementArguments {
        let settings = plan.settings
        var start, days, minute, length: Int64?
        switch settings.schedule {
        case .none: break
        case .once(let only):
            start = only.start.milliseconds
            length = only.length.nanoseconds / 1_000_000
        case .weekly(let weekly):
            days = Int64(weekly.days.rawValue)
            minute = Int64(weekly.minuteOfDay)
            length = weekly.length.nanoseconds / 1_000_000
        }
        var verifier: PINVerifier?
        if case .verified(by: let kept) = settings.entryPIN { verifier = kept }
        return [
            "conference": plan.id.text, "owner": plan.owner.text,
            "client_id": plan.clientID.isEmpty ? nil : Data(plan.clientID),
            "kind": settings.kind.rawValue, "people": settings.shape.people,
            "podium": settings.shape.podium, "topic": settings.topic?.text,
            "access": settings.access.rawValue, "waiting_room": settings.waitingRoom.rawValue,
            "switches": PlanSwitches(settings).rawValue,
            "pin_salt": (verifier?.salt).map { Data($0) },
            "pin_digest": (verifier?.digest).map { Data($0) },
            "start": start, "days": days, "minute": minute, "length": length,
        ]
    }

    func forgetPlan(_ conference: ConferenceID) throws {
        try self.run("DELETE FROM plan WHERE conference = ?", [conference.text])
    }

    func noteReminded(
        _ accounts: [AccountName], of conference: ConferenceID, start: Timestamp
    ) throws {
        for account in accounts {
            try self.run(
                "UPDATE plan_person SET reminded = ? WHERE conference = ? AND account = ?",
                [start.milliseconds, conference.text, account.text])
        }
    }

    func plans() throws -> [KeptPlan] {
        let people = try Dictionary(
            grouping: self.rows("SELECT conference, account, reminded FROM plan_person", [])
        ) { $0["conference"] as String }
        return try self.rows("SELECT * FROM plan ORDER BY conference", []).compactMap { row in
            guard let plan = Plan(row) else { return nil }
            var kept = KeptPlan(plan)
            for person in people[plan.id.text] ?? [] {
                guard let account = AccountName(person["account"] as String) else { continue }
                if account != plan.owner { kept.plan.invited.insert(account) }
                kept.reminded[account] = (person["reminded"] as Int64?).map {
                    Timestamp(milliseconds: $0)
                }
            }
            return kept
        }
    }
}

/// What of a plan's settings is on or off, as the database has it.
private struct PlanSwitches: OptionSet {
    var rawValue: Int64

    static let guestText = PlanSwitches(rawValue: 1 << 0)
    static let guestAudio = PlanSwitches(rawValue: 1 << 1)
    static let guestVideo = PlanSwitches(rawValue: 1 << 2)
    static let mutesMicrophone = PlanSwitches(rawValue: 1 << 3)
    static let mutesCamera = PlanSwitches(rawValue: 1 << 4)
    static let autoApproves = PlanSwitches(rawValue: 1 << 5)

    init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    init(_ settings: ConferenceSettings) {
        self = []
        if settings.guests.text { self.insert(.guestText) }
        if settings.guests.audio { self.insert(.guestAudio) }
        if settings.guests.video { self.insert(.guestVideo) }
        if settings.mutesMicrophoneOnEntry { self.insert(.mutesMicrophone) }
        if settings.mutesCameraOnEntry { self.insert(.mutesCamera) }
        if settings.autoApproves { self.insert(.autoApproves) }
    }
}

extension Plan {
    /// Nil for a row that this program has not written.
    fileprivate init?(_ row: Row) {
        guard let id = ConferenceID(row["conference"] as String),
            let owner = AccountName(row["owner"] as String),
            let settings = ConferenceSettings(row)
        else { return nil }
        self.init(
            id: id, owner: owner, settings: settings, invited: [],
            clientID: (row["client_id"] as Data?).map { Array($0) } ?? [])
    }
}

extension ConferenceSettings {
    fileprivate init?(_ row: Row) {
        guard let kind = ConferenceKind(rawValue: row["kind"]),
            let shape = try? ConferenceShape(kind, people: row["people"], podium: row["podium"]),
            let access = ConferenceAccess(rawValue: row["access"]),
            let waitingRoom = WaitingRoom(rawValue: row["waiting_room"]),
            let schedule = try? Schedule(row)
        else { return nil }
        self.init(shape)
        let switches = PlanSwitches(rawValue: row["switches"])
        self.topic = (row["topic"] as String?).flatMap { try? ConferenceTopic($0) }
        self.access = access
        self.waitingRoom = waitingRoom
        self.guests = GuestAllowance(
            text: switches.contains(.guestText), audio: switches.contains(.guestAudio),
            video: switches.contains(.guestVideo))
        self.mutesMicrophoneOnEntry = switches.contains(.mutesMicrophone)
        self.mutesCameraOnEntry = switches.contains(.mutesCamera)
        self.autoApproves = switches.contains(.autoApproves)
        self.schedule = schedule
        if let salt = row["pin_salt"] as Data?, let digest = row["pin_digest"] as Data? {
            guard let verifier = PINVerifier(salt: Array(salt), digest: Array(digest)) else {
                return nil
            }
            self.entryPIN = .verified(by: verifier)
        }
    }
}

extension Schedule {
    fileprivate init(_ row: Row) throws(Denial) {
        let length = Duration.milliseconds((row["length"] as Int64?) ?? 0)
        if let start = row["start"] as Int64? {
            self = .once(
                try Appointment(start: Timestamp(milliseconds: start), length: length))
        } else if let days = row["days"] as Int64? {
            self = .weekly(
                try WeeklyAppointments(
                    on: Weekdays(rawValue: UInt8(clamping: days)),
                    atMinute: row["minute"] ?? 0, length: length))
        } else {
            self = .none
        }
    }
}
