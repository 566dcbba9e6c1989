internal import Canvas
internal import Rooms

/// Something that can be typed after a slash. One row of the table that help and manual are made
/// of.
public struct Command: Sendable {
    /// Where it applies.
    public enum Place: String, Sendable, Hashable, CaseIterable {
        case anywhere = "everywhere"
        case chat = "in a chat"
        case conference = "in a conference"
    }

    /// What Tab completes behind it.
    enum Completion: Sendable, Hashable {
        case nothing, command, account, chat, conference
    }

    /// Without the slash.
    public let name: String
    public let aliases: [String]
    /// As they stand in help: `@user TEXT`, `[--unlinked]`; empty if there are none.
    public let arguments: String
    /// One line, lower-case, no full stop.
    public let help: String
    /// More of it, for `/help NAME`; empty if one line says all.
    public let detail: String
    public let place: Place
    let completion: Completion
    /// What a key can do instead.
    let action: Action?
    let run: @Sendable (inout State, String) throws(CommandError) -> [Effect]

    init(
        _ name: String, aliases: [String] = [], arguments: String = "", help: String,
        detail: String = "", place: Place = .anywhere, completion: Completion = .nothing,
        action: Action? = nil,
        run: @escaping @Sendable (inout State, String) throws(CommandError) -> [Effect],
    ) {
        self.name = name
        self.aliases = aliases
        self.arguments = arguments
        self.help = help
        self.detail = detail
        self.place = place
        self.completion = completion
        self.action = action
        self.run = run
    }

    /// `/join ID`.
    public var synopsis: String {
        "/" + self.name + (self.arguments.isEmpty ? "" : " " + self.arguments)
    }

    var needsArguments: Bool { !self.arguments.isEmpty && !self.arguments.hasPrefix("[") }

    var misuse: CommandError { .misused(synopsis: self.synopsis) }
}

/// Why a command did nothing.
enum CommandError: Error, Sendable, Equatable {
    case unknown(String, nearest: String)
    case misused(synopsis: String)
    case notInCall
    case noChat
    case noSuchChat(String)
    case malformedAccount(String)
    case malformedConference(String)
    case malformedTitle(String)
    case nothingRunning
    case noMessage(String)
    case noResult(String)
    case notOwn
    case malformedEmoji(String)
    case malformedRole(String)

    /// What a person reads.
    var sentence: Sanitized {
        switch self {
        case .unknown(let name, let nearest):
            "there is no command '/\(.init(remote: name))'; the nearest is "
                + "/\(.init(remote: nearest))"
        case .misused(let synopsis): "it is written \(.init(remote: synopsis))"
        case .notInCall: "you are not in a conference; /call starts one, /join ID enters one"
        case .noChat: "there is no chat here; /new or /msg makes one"
        case .noSuchChat(let name): "there is no chat '\(.init(remote: name))' in the list"
        case .malformedAccount(let name):
            "'\(.init(remote: name))' cannot be an account; they look like @alice"
        case .malformedConference(let id):
            "'\(.init(remote: id))' cannot be a conference; they look like k7f2-mq9x-d3tv"
        case .malformedTitle(let title):
            "'\(.init(remote: title))' cannot be a title: one line of 1 to 255 characters"
        case .nothingRunning: "no conference is running in this chat; /call starts one"
        case .noMessage(let word):
            "there is no message '\(.init(remote: word))' here; ^ is the last one, ^5 the fifth last"
        case .noResult(let word):
            "nothing is listed as '\(.init(remote: word))'; /search or /pins makes a list"
        case .notOwn: "only your own messages can be changed"
        case .malformedEmoji(let word): "'\(.init(remote: word))' is not one emoji"
        case .malformedRole(let word):
            "'\(.init(remote: word))' is not a role: owner, admin, writer or user"
        }
    }
}

/// All commands.
public enum Commands {
    /// In alphabetical order.
    public static let all: [Command] = [
        .call, .cam, .chat, .clear, .conferences, .delete, .edit, .favourites, .forward, .goto,
        .help, .hide, .invite, .join, .kick, .layout, .leave, .log, .me, .members, .msg, .mute,
        .muteChat, .new, .part, .pin, .pins, .plainText, .quit, .react, .reply, .role, .search,
        .searchAll, .title, .unpin, .who,
    ]

    /// By name or alias, without the slash; upper and lower case are the same.
    public static func named(_ name: String) -> Command? {
        let name = name.lowercased()
        return self.all.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// The command with the fewest letters to change; a name that begins so comes first.
    static func nearest(to name: String) -> Command {
        let name = String(name.lowercased().prefix(32))
        func distance(_ command: Command) -> Int {
            ([command.name] + command.aliases.filter { $0.count > 2 })
                .map {
                    $0.hasPrefix(name) && !name.isEmpty ? 0 : Self.distance(Array(name), Array($0))
                }
                .min() ?? .max
        }
        return self.all.min { distance($0) < distance($1) } ?? .help
    }

    /// Letters to insert, delete, change or swap with the next: optimal string alignment.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var rows = [Array(0...right.count)]
        for i in 0..<left.count {
            var row = [i + 1]
            for j in 0..<right.count {
                var best = min(rows[i][j + 1], row[j]) + 1
                best = min(best, rows[i][j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}

/// Reading arguments.
extension State {
    /// `alice` or `@alice`.
    func account(_ word: some StringProtocol) throws(CommandError) -> AccountName {
        let bare = word.hasPrefix("@") ? String(word.dropFirst()) : String(word)
        guard let name = AccountName(bare) else { throw .malformedAccount(String(word)) }
        return name
    }

    func shownChat() throws(CommandError) -> ChatID {
        guard let selected = self.selected else { throw .noChat }
        return selected
    }

    /// `#title`, `@name`, `title`, a number of the list or an ID; the beginning of a title is
    /// enough.
    func chat(_ word: String) throws(CommandError) -> ChatID {
        if let number = Int(word), self.order.indices.contains(number - 1) {
            return self.order[number - 1]
        }
        let wanted = word.lowercased()
        let named = self.order.map { (id: $0, name: self.name(of: $0).text.lowercased()) }
        let exact = named.first {
            $0.name == wanted || $0.name.dropFirst() == wanted || $0.id.text == word
        }
        let found =
            exact
            ?? named.first { $0.name.hasPrefix(wanted) || $0.name.dropFirst().hasPrefix(wanted) }
        guard let found else { throw .noSuchChat(word) }
        return found.id
    }
}
