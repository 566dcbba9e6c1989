internal import Canvas
internal import Interface
internal import NIOCore
internal import NIOPosix
internal import Rooms
internal import SealedMedia
internal import Units
internal import Wire

/// The words that people compare, and what is known since; on the client's loop.
extension Desk {
    /// Takes a tenth of a second elsewhere, then shows the words of all who are here now.
    func compareWords() {
        guard let client = self.client, let conference = self.visit?.conference,
            let roster = conference.roster
        else { return }
        guard let others = roster.otherHolders else {
            return self.say(
                .notice(.error, "somebody here has no keys of its own: there is nothing to compare")
            )
        }
        guard !others.isEmpty else {
            return self.say(.notice(.info, "nobody else is here to compare words with"))
        }
        guard let me = conference.holder else { return }
        let names = roster.members.sorted { $0.key < $1.key }.map { number, member in
            number == roster.me ? "you" : member.holderName
        }
        let id = conference.id
        let work = NIOThreadPool.singleton.runIfActive(eventLoop: client.loop) {
            try AuthenticationWords(conference: id, holders: others + [me]).words
        }
        work.whenComplete { result in
            guard case .success(let words) = result else {
                return self.say(.notice(.error, "the words can't be computed here"))
            }
            // Somebody has come or gone meanwhile: these would be nobody else's words.
            guard self.visit?.conference?.roster?.otherHolders == others else {
                return self.compareWords()
            }
            self.compared = others
            self.say(.wordsToCompare(WordsView(words: words, holders: names)))
        }
    }

    /// The words were the same: the devices that they were made of are known from now on.
    func rememberDevices() {
        do throws(Failure) { try self.verified.insert(self.compared) } catch {
            self.say(.notice(.error, "known until the end of this program only: \(error.message)"))
        }
        self.compared = []
        if let roster = self.visit?.conference?.roster { self.tell(roster) }
    }

    func tellEncryption(of roster: Roster) {
        self.say(.encryption(roster.encryption(self.verified)))
    }

    func view(_ number: UInt32, _ member: Roster.Member) -> ParticipantView {
        var view = ParticipantView(number, member)
        view.isVerified = member.holder.map(self.verified.contains) ?? false
        return view
    }
}

extension Roster.Member {
    fileprivate var holderName: String {
        switch self.kind {
        case .recorder: "\(self.account)'s recorder"
        case .bot: "\(self.account)'s bot"
        case .person, .unspecified, .UNRECOGNIZED:
            self.guestName.isEmpty ? self.account : "\(self.guestName) (\(self.account))"
        }
    }
}
