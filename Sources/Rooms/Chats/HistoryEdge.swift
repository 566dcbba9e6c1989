/// Where a page of a chat's past lies: next to what is known already.
public enum HistoryEdge: Sendable, Hashable {
    /// Ends right before a revision; 0: with the newest of all.
    case before(UInt64)
    /// Begins right after a revision.
    case after(UInt64)
}
