import Units

/// What those who lead do with the conference as a whole.
extension Floor {
    mutating func setLocked(_ isLocked: Bool) {
        guard self.isLocked != isLocked else { return }
        self.isLocked = isLocked
        self.changes.append(isLocked ? .locked : .unlocked)
    }

    mutating func change(to settings: ConferenceSettings) throws(Denial) {
        guard settings != self.settings else { return }
        guard self.kind.maySwitch(to: settings.kind) else {
            throw Denial(
                .kindUnsupported,
                "a running \(self.kind) conference can't become \(settings.kind)")
        }
        try self.requireFits(self.inside.count, settings.shape.people, "people are here")
        try self.requireFits(self.onPodium.count, settings.shape.podium, "are on the podium")
        self.settings = settings
        self.changes.append(.settingsChanged)
        for number in self.inside {
            guard let person = self.attendees[number]?.person else { continue }
            for device in ConferenceDevice.allCases where !self.isAllowed(device, to: person) {
                self.turnOff(device, of: number)
                if device == .microphone { self.finishRemark(of: number) }
            }
        }
    }

    private func requireFits(_ count: Int, _ limit: Int, _ words: String) throws(Denial) {
        guard count <= limit else { throw Denial(.notPossibleNow, "\(count) \(words) already") }
    }

    mutating func extend(by duration: Duration, at now: Instant) throws(Denial) {
        guard let plannedEnd else {
            throw Denial(.notPossibleNow, "the conference has no planned end")
        }
        let end = plannedEnd + duration
        guard duration > .zero, end - now <= Appointment.lengths.upperBound else {
            throw Denial(.tooLong, "a conference is extended to at most 24 hours from now")
        }
        self.plannedEnd = end
        self.isWarned = false
        self.changes.append(.extended(until: end))
        self.watchPlannedEnd(at: now)
    }

    mutating func watchPlannedEnd(at now: Instant) {
        guard let end = self.plannedEnd else { return }
        if end <= now { return self.end() }
        guard !self.isWarned, end - self.limits.warningLead <= now else { return }
        self.isWarned = true
        self.changes.append(.endsSoon(at: end))
    }

    mutating func end() {
        self.isOver = true
        self.changes.append(.ended)
    }
}
