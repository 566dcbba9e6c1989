internal import Interface
internal import Rooms
internal import Sessions
internal import Units
internal import Wire

/// The directory, and people of whom one wants to hear nothing; on the client's loop.
extension Desk {
    func findPeople(_ text: String) {
        var find = FindPeople()
        find.text = text
        self.ask(.findPeople(find)) { body in
            guard case .peoplePage(let page) = body else { return }
            let people = page.people.compactMap { person in
                AccountName(person.account).map { account in
                    PersonView(
                        account: account, name: person.name, presence: Presence(person.presence))
                }
            }
            self.say(.people(people, isWhole: page.complete))
        }
    }

    /// What comes of it comes as news, to this device too.
    func block(_ account: AccountName, ends: Bool) {
        var block = Block()
        (block.account, block.ends) = (account.text, ends)
        self.ask(.block(block)) { _ in }
    }

    func refreshBlocked() {
        self.ask(.listBlocked(ListBlocked())) { body in
            if case .blockedList(let list) = body { self.sayBlocked(list) }
        }
    }

    func sayBlocked(_ list: BlockedList) {
        self.say(.blocked(list.accounts.compactMap { AccountName($0) }))
    }
}
