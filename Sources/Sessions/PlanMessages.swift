package import Rooms
import Units
package import Wire

// Between the wire's words for planned conferences and our own.

extension Schedule {
    /// - Throws: `.tooLong` for what is no time of a conference, `.protocolMismatch` for several.
    package init(_ times: [PlannedTime]) throws(Denial) {
        guard times.count <= 1 else { throw Denial(.protocolMismatch) }
        guard let time = times.first else {
            self = .none
            return
        }
        let length = Duration.seconds(Int64(time.lengthSeconds))
        switch time.when {
        case nil: throw Denial(.protocolMismatch)
        case .onceMilliseconds(let start):
            self = .once(
                try Appointment(start: Timestamp(milliseconds: start), length: length))
        case .weekly(let weekly):
            self = .weekly(
                try WeeklyAppointments(
                    on: Weekdays(rawValue: UInt8(clamping: weekly.days)),
                    atMinute: Int(weekly.minute), length: length))
        }
    }
}

extension PlannedTime {
    /// Nil for a room.
    package init?(_ schedule: Schedule) {
        self.init()
        switch schedule {
        case .none: return nil
        case .once(let only):
            self.onceMilliseconds = only.start.milliseconds
            self.lengthSeconds = UInt32(clamping: only.length.nanoseconds / 1_000_000_000)
        case .weekly(let weekly):
            self.weekly.days = UInt32(weekly.days.rawValue)
            self.weekly.minute = UInt32(clamping: weekly.minuteOfDay)
            self.lengthSeconds = UInt32(clamping: weekly.length.nanoseconds / 1_000_000_000)
        }
    }
}

extension SessionEntry {
    init(_ record: SessionRecord) {
        self.init()
        self.number = record.number
        self.conference = record.conference.text
        self.owner = record.owner.text
        self.topic = record.topic
        self.kind = ConferenceKindCode(record.kind)
        self.startedMilliseconds = record.started.milliseconds
        self.endedMilliseconds = record.ended?.milliseconds ?? 0
        self.visits = record.visits.map { VisitEntry($0) }
        self.visitCount = UInt32(clamping: record.visitCount)
    }
}

extension VisitEntry {
    fileprivate init(_ record: VisitRecord) {
        self.init()
        self.account = record.account.text
        self.name = record.name
        self.enteredMilliseconds = record.entered.milliseconds
        self.leftMilliseconds = record.left?.milliseconds ?? 0
    }
}
