internal import Canvas
internal import Rooms
internal import Sessions
internal import Units
internal import Wire

// Conferences as `conclave conferences` lists them: for people one a line, for programs as JSON.

extension ConferenceEntry {
    /// `k7f2-mq9x-d3tv  3 there  by alice  Budget`.
    var words: String {
        let text =
            "\(self.id)  \(self.participants) there  by \(self.startedBy)  \(self.topic)"
        return Sanitized(remote: text).text
    }

    var json: String {
        var line = JSONLine(type: "conference")
        line.add("id", self.id)
        line.add("chat", self.chat)
        line.add("started_by", self.startedBy)
        line.add("participants", self.participants)
        line.add("topic", self.topic)
        return line.text
    }
}

extension PlanEntry {
    /// Nil for a room, and for what takes place no more.
    var start: Timestamp? {
        guard let next = self.times.first?.nextMilliseconds, next != 0 else { return nil }
        return Timestamp(milliseconds: next)
    }

    /// `k7f2-mq9x-d3tv  2026-11-27T13:00:00.000Z  60 min  by alice  Budget`.
    var words: String {
        let minutes = (self.times.first?.lengthSeconds ?? 0) / 60
        let time = self.start.map { "\($0.rfc3339)  \(minutes) min" } ?? "always"
        let text = "\(self.conference)  \(time)  by \(self.owner)  \(self.setup.topic)"
        return Sanitized(remote: text).text
    }

    var json: String {
        var line = JSONLine(type: "plan")
        line.add("id", self.conference)
        line.add("owner", self.owner)
        line.add("topic", self.setup.topic)
        line.add("start", self.start?.rfc3339 ?? "")
        line.add("minutes", (self.times.first?.lengthSeconds ?? 0) / 60)
        line.add("invited", self.invited)
        return line.text
    }

    /// What it is and how it is set, a thing a line: `owner alice`, `people 20`.
    var details: [String] {
        var lines = ["id \(self.conference)", "owner \(self.owner)"]
        let minutes = (self.times.first?.lengthSeconds ?? 0) / 60
        lines.append(self.start.map { "start \($0.rfc3339), \(minutes) min" } ?? "start always")
        if let settings = try? ConferenceSettings(told: self.setup) {
            lines += [
                "kind \(settings.kind.rawValue)", "guests \(self.setup.public ? "on" : "off")",
                "waiting \(settings.waitingRoom.rawValue)",
                "pin \(settings.asksPIN ? "on" : "off")",
            ]
            lines += ConferenceSetting.all.map { "\($0.name) \($0.value(in: settings))" }
        }
        lines += self.invited.map { "invited \($0)" }
        return lines.map { Sanitized(remote: $0).text }
    }
}

extension SessionEntry {
    private var started: Timestamp { Timestamp(milliseconds: self.startedMilliseconds) }

    /// Whole minutes; nil while it runs.
    private var minutes: Int64? {
        let ended = self.endedMilliseconds
        guard ended != 0 else { return nil }
        return ended.subtractingReportingOverflow(self.startedMilliseconds).partialValue / 60_000
    }

    /// `2026-11-27T13:00:00.000Z  58 min  k7f2-mq9x-d3tv  Budget  alice 58, bob 40`.
    var words: String {
        let people = self.visits.map { visit in
            let name = visit.name.isEmpty ? visit.account : visit.name
            return visit.minutes.map { "\(name) \($0)" } ?? name
        }
        let rest = Int(self.visitCount) - people.count
        let list = people.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
        let length = self.minutes.map { "\($0) min" } ?? "runs"
        let text =
            "\(self.started.rfc3339)  \(length)  \(self.conference)  \(self.topic)  \(list)"
        return Sanitized(remote: text).text
    }

    var json: String {
        var line = JSONLine(type: "session")
        line.add("conference", self.conference)
        line.add("owner", self.owner)
        line.add("topic", self.topic)
        line.add("started", self.started.rfc3339)
        line.add("minutes", self.minutes.map { Double($0) })
        line.add("people", self.visits.map { $0.name.isEmpty ? $0.account : $0.name })
        line.add("visits", self.visitCount)
        return line.text
    }
}

extension VisitEntry {
    fileprivate var minutes: Int64? {
        guard self.leftMilliseconds != 0 else { return nil }
        return self.leftMilliseconds.subtractingReportingOverflow(self.enteredMilliseconds)
            .partialValue / 60_000
    }
}
