internal import Interface
internal import Rooms
internal import Units
internal import Wire

/// Planned conferences; on the client's loop.
extension Desk {
    func plan(_ draft: PlanDraft) {
        let request: PlanConference
        do throws(Failure) {
            request = try PlanCommands.Draft(
                topic: draft.topic, time: PlanCommands.Time(draft.time),
                kind: ConferenceKind.allOnScreen.rawValue,
                takesGuests: false, asksPIN: false, pin: nil,
                waitingRoom: WaitingRoom.off.rawValue, mutesEntrants: false,
                invited: draft.invited.map(\.text)
            ).request()
        } catch { return self.explain(error) }
        // What has been planned comes as news, to this device too.
        self.ask(.planConference(request)) { _ in }
    }

    func replan(_ revision: PlanRevision) {
        var list = ListPlans()
        list.conference = revision.id.text
        self.ask(.listPlans(list)) { body in
            guard case .planList(let found) = body, let plan = found.plans.first else { return }
            do throws(Failure) {
                let request = try PlanCommands.Change(revision).request(for: plan)
                self.ask(.changePlan(request)) { _ in }
            } catch { self.explain(error) }
        }
    }

    private func explain(_ failure: Failure) {
        let hint = failure.hint.map { " (\($0))" } ?? ""
        self.say(.notice(.error, failure.message + hint))
    }

    /// - Parameter id: nil for all.
    func listPlans(_ id: ConferenceID?) {
        var list = ListPlans()
        list.conference = id?.text ?? ""
        self.ask(.listPlans(list)) { body in
            guard case .planList(let list) = body else { return }
            self.say(.plans(list.plans.compactMap { PlanView($0) }))
        }
    }

    func cancelPlan(_ id: ConferenceID) {
        var cancel = CancelPlan()
        cancel.conference = id.text
        self.ask(.cancelPlan(cancel)) { _ in }
    }
}

extension PlanView {
    init?(_ plan: PlanEntry) {
        guard let id = ConferenceID(plan.conference) else { return nil }
        self.init(
            id: id, topic: plan.setup.topic, owner: plan.owner, start: plan.start,
            length: .seconds(Int64(plan.times.first?.lengthSeconds ?? 0)), invited: plan.invited)
    }
}

extension PlanCommands.Time {
    /// Nil for a room.
    fileprivate init?(_ time: PlanDraft.Time) {
        guard case .once(let start, let minutes) = time else { return nil }
        self.init(start: start, days: nil, minutes: minutes)
    }
}

extension PlanCommands.Change {
    fileprivate init(_ revision: PlanRevision) {
        self.init(
            topic: revision.topic, time: revision.time.flatMap { PlanCommands.Time($0) },
            isRoom: revision.time == .room, invited: revision.invited.map(\.text),
            uninvited: revision.uninvited.map(\.text))
    }
}
