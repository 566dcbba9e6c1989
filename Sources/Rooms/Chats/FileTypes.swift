/// Which files can be sent, by the extensions of their names, in lower case (L2.20).
///
/// It keeps out what comes by mistake. Whoever wants to renames a file: an extension says nothing of
/// what is in it.
public enum FileTypes: Sendable, Hashable {
    case all
    /// These and no others, so no file without an extension either.
    case only(Set<String>)
    case not(Set<String>)

    /// Extensions in one list: more nobody looks after.
    public static let countMaximum = 100
    /// Characters of one extension.
    public static let lengthMaximum = 16

    public func allows(_ extension: String) -> Bool {
        switch self {
        case .all: true
        case .only(let list): list.contains(`extension`)
        case .not(let list): !list.contains(`extension`)
        }
    }

    /// `all`, `only pdf,png` or `not exe,bat`; nil for anything else.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        if words == ["all"] {
            self = .all
            return
        }
        guard words.count == 2, let list = Self.list(words[1]) else { return nil }
        switch words[0] {
        case "only": self = .only(list)
        case "not": self = .not(list)
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .all: "all"
        case .only(let list): "only " + list.sorted().joined(separator: ",")
        case .not(let list): "not " + list.sorted().joined(separator: ",")
        }
    }

    private static func list(_ text: Substring) -> Set<String>? {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map { name in
            String(name.first == "." ? name.dropFirst() : name)
        }
        let areClean = names.allSatisfy { name in
            (1...self.lengthMaximum).contains(name.count)
                && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        }
        return areClean && names.count <= self.countMaximum ? Set(names) : nil
    }
}
