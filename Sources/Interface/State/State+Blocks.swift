internal import Canvas
internal import Rooms

/// People of whom one wants to hear nothing (B.14): what they say in groups is shown, and calls for
/// no attention.
extension State {
    func isBlocked(_ name: String) -> Bool {
        guard let blocked = self.blocked, let account = AccountName(name) else { return false }
        return blocked.contains(account)
    }

    /// Says what has become different, also where another device has done it.
    mutating func setBlocked(_ blocked: Set<AccountName>) {
        let before = self.blocked
        self.blocked = blocked
        guard let before else { return }
        for account in blocked.subtracting(before).sorted() {
            self.say(
                .info,
                "@\(.init(remote: account.text)) is blocked; /unblock takes that back")
        }
        for account in before.subtracting(blocked).sorted() {
            self.say(.info, "@\(.init(remote: account.text)) is not blocked any more")
        }
    }

    mutating func tellBlocked() {
        let names = (self.blocked ?? []).sorted().map { "@\($0.text)" }.joined(separator: ", ")
        self.say(
            .info, names.isEmpty ? "nobody is blocked" : "blocked: \(.init(remote: names))")
    }
}
