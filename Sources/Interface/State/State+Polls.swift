internal import Canvas
internal import Rooms

/// Polls: which one is meant, and answering it by a key.
extension State {
    /// The poll that an argument names as in `message(_:)`; without one and without a choice, the last
    /// that is open.
    func poll(
        _ arguments: String
    ) throws(CommandError) -> (line: ChatLine, tally: PollTally, rest: String) {
        let (line, rest) = try self.message(arguments) { $0.details.poll?.isClosed == false }
        guard let tally = line.details.poll else { throw .noPoll }
        guard !tally.isClosed else { throw .pollClosed }
        return (line, tally, rest)
    }

    /// A key on an empty line answers the chosen poll; again, and the answer is taken back.
    ///
    /// - Returns: nil if the key does not answer anything.
    func vote(with key: Key) -> [Effect]? {
        guard self.draft.editor.isEmpty,
            case .action(let action)? = self.keys.deed(of: key, in: .poll),
            let index = Action.votes.firstIndex(of: action), let selected = self.selected,
            let chosen = self.chats[selected]?.chosen,
            let tally = self.chats[selected]?.line(chosen)?.details.poll, !tally.isClosed
        else { return nil }
        let number = index + 1
        guard number <= tally.poll.options.count else { return nil }
        let own = tally.own?.numbers ?? []
        let others = tally.poll.isMultiple ? own.filter { $0 != number } : []
        guard let ballot = Ballot(own.contains(number) ? others : others + [number]) else {
            return nil
        }
        return [.act(chat: selected, .vote(chosen, ballot))]
    }
}

extension MessageDetails {
    /// Takes in how the poll stands; one's own vote is as it was if nothing is said of it.
    mutating func take(_ tally: PollTally) {
        guard !self.isDeleted else { return }
        let own = tally.own ?? self.poll?.own
        self.poll = tally
        self.poll?.own = own
    }
}
