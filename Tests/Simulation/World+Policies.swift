import Records
import Rooms
import Sessions
import Wire

/// The administrator changes how long messages can be edited (L2.20); everybody knows what holds, and
/// nothing else does.
extension World {
    private static let policy = Policy.named("edit-window")

    mutating func changePolicy() throws {
        let value = ["never", "always", "1h", "2d"].randomElement(using: &self.random)
        guard let policy = Self.policy, let value else { return }
        _ = policy.set(value, in: &self.policies)
        try self.store.database.keep(policy, asIn: self.policies)
        try self.feedServer(.policiesChanged(self.policies))
    }

    mutating func learn(_ list: PolicyList, _ index: Int) {
        let entry = list.policies.first { $0.name == Self.policy?.name }
        if let entry { self.clients[index].editWindow = entry.value }
    }

    // MARK: What must hold

    func checkMayBeEdited(_ event: EventRecord) throws {
        guard event.fact.kind == .edited, self.policies.chats.editWindow == .zero else { return }
        throw self.violation("\(event.sender) edits \(event.fact.message ?? 0), which nobody may")
    }

    /// When all is quiet.
    func checkPolicies(_ client: SimulatedClient) throws {
        guard !client.isGuest, let value = Self.policy?.value(in: self.policies),
            client.editWindow != value
        else { return }
        throw self.violation(
            "\(client.account) believes in \(client.editWindow ?? "nothing"), not \(value)")
    }
}
