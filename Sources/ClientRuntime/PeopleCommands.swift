internal import Canvas
internal import Console
internal import Rooms
internal import Sessions
public import Units
internal import Wire

/// `people`: whom one may find on the server.
public enum PeopleCommands {
    /// Prints them one a line: account, name that is shown, whether they can be reached.
    ///
    /// - Parameter text: what the account's name or the name that is shown must contain.
    public static func list(
        _ settings: Settings, _ text: String, isJSON: Bool
    ) async throws(Failure) {
        try await Client.visit(settings) { client async throws(Failure) in
            var find = FindPeople()
            find.text = text
            while true {
                let answer = try await client.request(.findPeople(find))
                guard case .peoplePage(let page) = answer else { throw Failure.unexpectedAnswer }
                for person in page.people {
                    Console.print(isJSON ? person.json : person.plainLine)
                }
                // A page that leads nowhere must not be asked for again and again.
                guard !page.complete, let last = page.people.last, last.account > find.after
                else { return }
                find.after = last.account
            }
        }
    }
}

extension PersonEntry {
    var plainLine: String {
        [self.account, self.name, self.word].map { Sanitized(remote: $0).text }
            .joined(separator: "\t")
    }

    var json: String {
        var line = JSONLine(type: "person")
        line.add("account", self.account)
        line.add("name", self.name)
        line.add("bot", self.kind == .bot)
        line.add("presence", self.word)
        return line.text
    }

    /// Empty where it is not told.
    private var word: String { Presence(self.presence).map { "\($0)" } ?? "" }
}
