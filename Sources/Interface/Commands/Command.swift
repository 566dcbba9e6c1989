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
        case nothing, command, account, chat, conference, action, preference, file, folder
        /// Somebody in the conference; before its door; who is blocked.
        case participant, waiter, blocked
        case conferenceSetting
        case words([String])
        /// Any of these.
        indirect case any([Completion])
        /// The first argument, the second, and all others, without what begins with two hyphens.
        indirect case each([Completion])
    }

    /// Which of its lines are kept on the disk for the next run.
    enum Keeping: Sendable, Hashable {
        case all
        /// It may hold what was said to people, or a PIN.
        case none
        /// It may hold a command line, which is looked at itself.
        case asInside
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
    let keeping: Keeping
    /// What of its arguments is said to people; nil if nothing is.
    let said: (@Sendable (Substring) -> Substring)?
    let run: @Sendable (inout State, String) throws(CommandError) -> [Effect]

    init(
        _ name: String, aliases: [String] = [], arguments: String = "", help: String,
        detail: String = "", place: Place = .anywhere, completion: Completion = .nothing,
        action: Action? = nil, keeping: Keeping = .all,
        said: (@Sendable (Substring) -> Substring)? = nil,
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
        self.keeping = keeping
        self.said = said
        self.run = run
    }

    /// `/join ID`.
    public var synopsis: String {
        "/" + self.name + (self.arguments.isEmpty ? "" : " " + self.arguments)
    }

    /// Something in its arguments stands outside of brackets.
    var needsArguments: Bool {
        var depth = 0
        return self.arguments.contains { character in
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            return depth == 0 && character != "]" && !character.isWhitespace
        }
    }

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
    case nothingUnsent
    case noResult(String)
    case notOwn
    case malformedEmoji(String)
    case malformedRole(String)
    case malformedKey(String)
    case unknownAction(String)
    case unfitKey(String)
    case unknownPreference(String)
    case unknownTheme(String, nearest: String)
    case malformedAlias(String)
    case malformedFolder(String)
    case unknownAlias(String)
    case tooManyAliases
    case malformedPreference(Preferences.MalformedValue)
    case notHere(String)
    case nobodyWaits
    case malformedPIN
    case malformedKind(String)
    case notInvited
    case noFile
    case choiceGone
    case markGone
    case notAtEnd
    case malformedPoll(String)
    case noPoll
    case pollClosed
    case malformedVote(String, of: Poll)

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
        case .nothingUnsent: "nothing here was refused"
        case .noResult(let word):
            "nothing is listed as '\(.init(remote: word))'; /search or /pins makes a list"
        case .notOwn: "only your own messages can be changed"
        case .malformedEmoji(let word): "'\(.init(remote: word))' is not one emoji"
        case .malformedRole(let word):
            "'\(.init(remote: word))' is not a role: owner, admin, writer or user"
        case .malformedKey(let word):
            "'\(.init(remote: word))' is not a key; they look like ctrl+r, alt+1, f5, pageup"
        case .unknownAction(let word):
            "there is no action '\(.init(remote: word))'; the nearest is "
                + "\(.init(remote: Action.nearest(to: word).rawValue))"
        case .unfitKey(let sentence): Sanitized(remote: sentence)
        case .unknownPreference(let word):
            "there is nothing to set as '\(.init(remote: word))'; there are "
                + Sanitized(
                    remote: Preferences.Name.allCases.map(\.rawValue).joined(separator: ", "))
        case .unknownTheme(let word, let nearest):
            "there is no theme '\(.init(remote: word))'; the nearest is \(.init(remote: nearest))"
        case .malformedAlias(let word):
            "'\(.init(remote: word))' cannot be a name for a command: letters, digits, - and _, "
                + "and no command's"
        case .malformedFolder(let word):
            "'\(.init(remote: word))' cannot be a folder: one line of 1 to "
                + "\(FolderName.lengthMaximum) characters"
        case .unknownAlias(let word): "there is no name '\(.init(remote: word))' of your own"
        case .tooManyAliases: "there are too many names of your own"
        case .malformedPreference(let error): Sanitized(remote: error.sentence)
        case .choiceGone: "the chosen message is not here any more; choose another"
        case .markGone: "a marked message is not here any more; Escape takes the marks away"
        case .notAtEnd:
            "this is an older part of the chat; /newest goes to its end, or choose a message"
        case .malformedPoll(let sentence): Sanitized(remote: sentence)
        case .noPoll: "there is no poll here to vote in"
        case .pollClosed: "the poll is closed"
        case .malformedVote(let word, let poll):
            "'\(.init(remote: word))' is no choice here: "
                + (poll.isMultiple ? "numbers of 1 to " : "one number of 1 to ")
                + "\(.init(remote: "\(poll.options.count)")), or none"
        case .noFile: "no file came with that message"
        case .notHere(let word): "'\(.init(remote: word))' is not in the conference"
        case .nobodyWaits: "nobody waits to be let in"
        case .malformedPIN: "a PIN has 4 to 10 digits"
        case .malformedKind(let word):
            "'\(.init(remote: word))' is not a kind of conference: all-on-screen, lecture, "
                + "role-based or smart"
        case .notInvited: "nobody calls you"
        }
    }
}

/// All commands.
public enum Commands {
    /// In alphabetical order.
    public static let all: [Command] = [
        .abstain, .admit, .again, .alias, .archive, .archived, .ask, .bind, .block, .call, .cam,
        .camOff, .chat, .clear,
        .clearVotes,
        .conference,
        .conferences, .copy, .decline, .delete, .deny, .dismiss, .down, .edit, .eject, .emoji, .end,
        .entryPIN, .extend, .favourites, .file, .folder, .forward, .goto, .guests, .hand, .help,
        .hide,
        .invite, .join, .kick, .kind, .layout, .leave, .link, .links, .lock, .log, .mark, .me,
        .members,
        .moderator, .msg, .mute, .muteChat, .new, .newest, .no, .part, .people, .pin, .pins,
        .plainText,
        .plan,
        .plans, .podium, .poll, .pollClose, .quit, .react, .remark, .replan, .reply, .ring, .role,
        .roster,
        .save, .saveSettings, .search, .searchAll, .set, .silence, .title, .top, .unblock, .unlink,
        .unlock,
        .unpin, .unplan, .unread, .verify, .view, .vote, .waiting, .who, .yes,
    ]

    /// By name or alias, without the slash; upper and lower case are the same.
    public static func named(_ name: String) -> Command? {
        let name = name.lowercased()
        return self.all.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// The command with the fewest letters to change; a name that begins so comes first.
    static func nearest(to name: String) -> Command {
        let small = name.lowercased()
        if let begun = self.all.first(where: { !small.isEmpty && $0.name.hasPrefix(small) }) {
            return begun
        }
        let names = self.all.flatMap { [$0.name] + $0.aliases.filter { $0.count > 2 } }
        return Spelling.nearest(to: name, among: names).flatMap(self.named) ?? .help
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
