package import Rooms
package import Sessions

/// What the store was told to keep of blocks and plans, counted by other means than its own.
package struct Kept: Sendable {
    /// Whom each account hears nothing of.
    package private(set) var blocks: [AccountName: Set<AccountName>] = [:]
    package private(set) var plans: [ConferenceID: Plan] = [:]

    package mutating func follow(_ command: StoreCommand) {
        switch command {
        case .block(let other, let account): self.blocks[account, default: []].insert(other)
        case .unblock(let other, let account): self.blocks[account]?.remove(other)
        case .keepPlan(let plan): self.plans[plan.id] = plan
        case .forgetPlan(let id): self.plans[id] = nil
        default: break
        }
    }

    package func holds(_ blocked: AccountName, of account: AccountName) -> Bool {
        self.blocks[account]?.contains(blocked) ?? false
    }

    /// Whether an account may be told of a plan.
    package func isTold(_ account: AccountName, of plan: Plan) -> Bool {
        plan.concerns(account) && !self.holds(plan.owner, of: account)
    }
}
