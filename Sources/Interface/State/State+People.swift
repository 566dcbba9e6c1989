internal import Canvas
internal import Rooms

/// The directory.
extension State {
    mutating func show(_ people: [PersonView], isWhole: Bool) {
        guard !people.isEmpty else { return self.say(.info, "nobody is found") }
        for person in people.prefix(Self.logCountMaximum) {
            self.say(.info, Self.words(for: person))
        }
        if !isWhole { self.say(.info, "there are more: /people TEXT finds fewer") }
        if people.count > 1 { self.overlays.append(.reader(Reader(.log))) }
    }

    /// `@alice, Alice Liddell, online`.
    private static func words(for person: PersonView) -> Sanitized {
        var parts = ["@\(person.account.text)"]
        if !person.name.isEmpty { parts.append(person.name) }
        if let presence = person.presence { parts.append("\(presence)") }
        return Sanitized(remote: parts.joined(separator: ", "))
    }
}
