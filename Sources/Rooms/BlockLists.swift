/// Whom people want to hear nothing of (B.14).
///
/// Who is blocked can't call, open a private chat or write in the one there is, does not learn whether
/// who blocks is there, and calls nobody's attention by a mention. **Nobody is told that one is
/// blocked**: it is answered like somebody who can't be reached.
public struct BlockLists: Sendable, Hashable {
    /// People whom one account blocks: as many names fit into a frame many times over, and more
    /// nobody looks after.
    public static let lengthMaximum = 1000

    private var lists: [AccountName: Set<AccountName>] = [:]

    public init() {}

    /// Whether an account blocks another.
    public func holds(_ blocked: AccountName, of account: AccountName) -> Bool {
        self.lists[account]?.contains(blocked) == true
    }

    /// Whom an account blocks, in the order of their names.
    public func list(of account: AccountName) -> [AccountName] {
        self.lists[account, default: []].sorted()
    }

    /// Whether an account may block one more.
    ///
    /// - Throws: `.full` with the limit, `.notPossibleNow` for oneself.
    public func checkRoom(for blocked: AccountName, of account: AccountName) throws(Denial) {
        guard blocked != account else {
            throw Denial(.notPossibleNow, "nobody blocks oneself")
        }
        let list = self.lists[account, default: []]
        guard list.contains(blocked) || list.count < Self.lengthMaximum else {
            throw Denial(.full, "at most \(Self.lengthMaximum) people can be blocked")
        }
    }

    /// - Returns: Whether that changes anything.
    @discardableResult
    public mutating func set(
        _ isBlocked: Bool, _ blocked: AccountName, of account: AccountName
    ) -> Bool {
        guard isBlocked else {
            let hasChanged = self.lists[account]?.remove(blocked) != nil
            if self.lists[account]?.isEmpty == true { self.lists[account] = nil }
            return hasChanged
        }
        return self.lists[account, default: []].insert(blocked).inserted
    }

    /// The account is gone.
    public mutating func forget(_ account: AccountName) { self.lists[account] = nil }
}

extension ChatPlan {
    /// Whether it reaches others in the chat. Taking back what one has said is everybody's right.
    public var reachesOthers: Bool {
        self.facts.contains { !$0.kind.isPersonal && $0.kind != .deleted }
    }
}
