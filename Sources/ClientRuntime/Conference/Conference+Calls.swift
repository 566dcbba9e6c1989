internal import Rooms
internal import Sessions
internal import Units
internal import Wire

/// Whom one has called; on the client's loop.
extension Conference {
    /// Rings everybody who has neither come nor declined: also once more after a lost connection, for
    /// the answer may have been lost.
    func ring() {
        for callee in self.callees.sorted() {
            var act = ConferenceAct()
            act.invite = callee.text
            self.client.request(.conferenceAct(act)) { [weak self] answer in
                guard let self, !self.isOver, case .response(.refused(let refused)) = answer else {
                    return
                }
                let failure = Failure(refused)
                if !self.ends(without: callee, failure) {
                    self.listener(.notCalled(account: callee.text, failure))
                }
            }
        }
    }

    func callRefused(_ news: CallRefused) {
        guard let cause = Refusal(rawValue: news.cause), let account = AccountName(news.account)
        else { return }
        _ = self.ends(without: account, Failure(cause.exitCode, cause.sentence))
    }

    /// A call is over when nobody of those who were called comes.
    private func ends(without account: AccountName, _ failure: Failure) -> Bool {
        guard self.callees.remove(account) != nil, self.callees.isEmpty,
            let roster = self.roster, roster.conferenceKind == .call, roster.others.isEmpty
        else { return false }
        self.fail(Failure(failure.exitCode, "\(account): \(failure.message)"))
        return true
    }
}
