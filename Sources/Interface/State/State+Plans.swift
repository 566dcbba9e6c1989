internal import Canvas
internal import Rooms
internal import Units

/// Planned conferences.
extension State {
    mutating func applyToPlans(_ message: Message) -> [Effect] {
        switch message {
        case .plans(let plans):
            if plans.isEmpty { self.say(.info, "no conference is planned") }
            for plan in plans.prefix(Self.logCountMaximum) {
                self.say(.info, self.words(for: plan))
            }
            if plans.count > 1 { self.overlays.append(.reader(Reader(.log))) }
        case .planned(let plan): self.say(.info, "planned: \(self.words(for: plan))")
        case .planCancelled(let id):
            self.say(.info, "the planned conference \(.init(remote: id.text)) is called off")
        case .reminder(let plan):
            let words = self.words(for: plan)
            self.say(.warning, "soon: \(words): /join \(.init(remote: plan.id.text))")
            return self.bell() + self.alert(Alert(.plan, text: words), isForMe: true)
        default: break
        }
        return []
    }

    /// `Budget, 2026-11-27 14:00, 30 minutes, by alice, k7f2-mq9x-d3tv`.
    private func words(for plan: PlanView) -> Sanitized {
        var parts = plan.topic.isEmpty ? [] : [plan.topic]
        if let start = plan.start {
            let local = self.local(start)
            parts.append("\(local.rfc3339.prefix(10)) \(local.hoursAndMinutes)")
            parts.append("\(plan.length.nanoseconds / 60_000_000_000) minutes")
        } else {
            parts.append("a room")
        }
        parts += ["by \(plan.owner)", plan.id.text]
        if !plan.invited.isEmpty { parts.append("with \(plan.invited.joined(separator: ", "))") }
        return Sanitized(remote: parts.joined(separator: ", "))
    }
}
