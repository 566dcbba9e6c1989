internal import Interface
internal import Rooms
internal import Units
internal import Wire

/// Planned conferences; on the client's loop.
extension Desk {
    func plan(_ draft: PlanDraft) {
        let time = draft.start.map {
            PlanCommands.Time(start: $0, days: nil, minutes: draft.minutes)
        }
        let request: PlanConference
        do throws(Failure) {
            request = try PlanCommands.Draft(
                topic: draft.topic, time: time, kind: ConferenceKind.allOnScreen.rawValue,
                takesGuests: false, asksPIN: false, pin: nil,
                waitingRoom: WaitingRoom.off.rawValue, mutesEntrants: false,
                invited: draft.invited.map(\.text)
            ).request()
        } catch {
            let hint = error.hint.map { " (\($0))" } ?? ""
            return self.say(.notice(.error, error.message + hint))
        }
        // What has been planned comes as news, to this device too.
        self.ask(.planConference(request)) { _ in }
    }

    func listPlans() {
        self.ask(.listPlans(ListPlans())) { body in
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
            length: .seconds(Int64(plan.times.first?.lengthSeconds ?? 0)))
    }
}
