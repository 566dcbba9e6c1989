internal import Canvas
internal import Rooms

/// Guests by the names they gave: their accounts mean nothing to anybody.
extension State {
    /// Somebody as people know them: `alice`, or `guest Gwen`.
    ///
    /// No account has a space in its name, so no guest can look like one, however little room there
    /// is; that no two guests look alike is the server's to see to.
    func shown(_ account: String) -> Sanitized {
        guard let name = self.guestNames[account] else { return Sanitized(remote: account) }
        return "guest \(.init(remote: name))"
    }

    func shown(_ account: AccountName) -> Sanitized { self.shown(account.text) }

    mutating func know(_ account: String, as name: String) {
        guard AccountName(account)?.isReserved == true else { return }
        guard self.guestNames[account] != nil || self.guestNames.count < Self.guestCountMaximum
        else { return }
        self.guestNames[account] = name
    }

    /// Somebody in the conference may be heard of before anything is said.
    mutating func know(_ participant: ParticipantView) {
        guard participant.name != participant.account else { return }
        self.know(participant.account, as: participant.name)
    }
}
