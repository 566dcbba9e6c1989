internal import Canvas
internal import Interface
internal import Units

/// A file of settings, and everything that is wrong with it.
struct SettingsFile: Sendable {
    /// The table that binds keys to actions of the interface.
    private static let keyTable = "keys."
    /// The table of names for command lines.
    private static let aliasTable = "aliases."
    /// The program that opens links, with its arguments.
    private static let linkCommand = "links.open"
    /// Frees a key.
    static let noAction = "none"

    let path: String
    private let file: TOMLFile?
    /// Values in the spelling of `Setting.Kind`.
    private(set) var values: [String: String] = [:]
    /// In the file's order.
    private(set) var keys: [KeyChoice] = []
    /// Names for command lines, without the slash.
    private(set) var aliases: [String: String] = [:]
    /// Nil if the file does not say.
    private(set) var linkCommand: [String]?
    /// In the file's order.
    private(set) var problems: [Failure] = []

    /// Whether the file is there at all.
    var exists: Bool { self.file != nil }

    /// - Throws: what makes it unreadable as a whole.
    init(_ path: String) throws(Failure) {
        self.init(path, try TOMLFile(path))
    }

    init(_ path: String, _ file: TOMLFile?) {
        self.path = path
        self.file = file
        let entries = (file?.entries ?? [:]).sorted {
            ($0.value.line, $0.key) < ($1.value.line, $1.key)
        }
        for (key, entry) in entries {
            if key.hasPrefix(Self.keyTable) {
                self.readKey(String(key.dropFirst(Self.keyTable.count)), entry)
            } else if key.hasPrefix(Self.aliasTable) {
                self.readAlias(String(key.dropFirst(Self.aliasTable.count)), entry)
            } else if key == Self.linkCommand {
                self.readLinkCommand(entry)
            } else {
                self.readSetting(key, entry)
            }
        }
    }

    func line(of key: String) -> Int { self.file?.entries[key]?.line ?? 0 }

    private mutating func readSetting(_ key: String, _ entry: TOMLFile.Entry) {
        guard let setting = Setting.named(key) else {
            let names = Setting.all.map(\.key)
            let nearest = Spelling.nearest(to: key, among: names).map { "did you mean '\($0)'?" }
            self.complain(entry, "unknown setting '\(key)'", hint: nearest)
            return
        }
        let text: String? =
            switch (entry.value, setting.kind) {
            case (.text(let text), .text), (.text(let text), .choice): text
            case (.boolean(let isTrue), .boolean): "\(isTrue)"
            case (.number(let number), .count): "\(number)"
            default: nil
            }
        guard let text, setting.kind.allows(text) else {
            self.complain(entry, "'\(key)' takes \(setting.kind.words)")
            return
        }
        self.values[key] = text
    }

    private mutating func readKey(_ name: String, _ entry: TOMLFile.Entry) {
        // A dot is a key, too.
        let place = KeyBinding.Place.named.first { name.hasPrefix($0.rawValue + ".") }
        let name = place.map { String(name.dropFirst($0.rawValue.count + 1)) } ?? name
        guard let key = Key(name) else {
            if let dot = name.dropLast().lastIndex(of: ".") {
                return self.complainOfPlace(String(name[..<dot]), entry)
            }
            self.complain(
                entry, "there is no key '\(name)'",
                hint: "keys are written like alt+x, f2, ctrl+space")
            return
        }
        guard case .text(let word) = entry.value else {
            self.complain(entry, "the key '\(name)' takes an action or a /command in quotes")
            return
        }
        let deed = KeyDeed(word)
        guard deed != nil || word == Self.noAction else {
            let names = Action.allCases.map(\.rawValue) + [Self.noAction]
            let nearest = Spelling.nearest(to: word, among: names).map { "did you mean '\($0)'?" }
            self.complain(entry, "there is no action '\(word)'", hint: nearest)
            return
        }
        let choice = KeyChoice(key: key, in: place, deed: deed)
        if let fault = choice.fault { return self.complain(entry, fault) }
        // Of one key there may be several names, such as ctrl+r and ctrl+R.
        if self.keys.contains(where: choice.replaces) {
            return self.complain(entry, "the key '\(key)' is bound twice")
        }
        self.keys.append(choice)
    }

    private mutating func complainOfPlace(_ name: String, _ entry: TOMLFile.Entry) {
        let names = KeyBinding.Place.named.map(\.rawValue)
        let nearest = Spelling.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
        self.complain(
            entry, "there is no table 'keys.\(name)'",
            hint: nearest ?? "there are " + names.joined(separator: ", "))
    }

    private mutating func readAlias(_ name: String, _ entry: TOMLFile.Entry) {
        guard State.isAlias(name) else {
            return self.complain(
                entry, "'\(name)' cannot be a name for a command",
                hint: "use small letters, digits, '-' and '_', and no command's name")
        }
        guard case .text(let line) = entry.value, line.hasPrefix("/") else {
            return self.complain(entry, "the name '\(name)' takes a /command in quotes")
        }
        self.aliases[name] = line
    }

    private mutating func readLinkCommand(_ entry: TOMLFile.Entry) {
        guard case .texts(let words) = entry.value, words.first?.isEmpty != true else {
            return self.complain(
                entry, "'open' takes a program and its arguments",
                hint: "such as [\"xdg-open\"]; [] opens nothing")
        }
        self.linkCommand = words
    }

    private mutating func complain(_ entry: TOMLFile.Entry, _ what: String, hint: String? = nil) {
        let text = Sanitized(remote: what).text
        self.problems.append(
            Failure(.configuration, "\(self.path):\(entry.line): \(text)", hint: hint))
    }
}
