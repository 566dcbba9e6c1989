/// Where somebody keeps a chat in the own list, on all devices (L2.22).
public enum ChatPlace: Sendable, Hashable {
    /// Before all others.
    case top
    /// Where every chat begins.
    case list
    case folder(FolderName)
    /// Out of sight while there is nothing new.
    case archive

    private static let folderPrefix = "folder:"

    /// As the database and the wire have it: empty for the list.
    public var text: String {
        switch self {
        case .top: "top"
        case .list: ""
        case .folder(let name): Self.folderPrefix + name.text
        case .archive: "archive"
        }
    }

    public init?(_ text: String) {
        switch text {
        case "top": self = .top
        case "": self = .list
        case "archive": self = .archive
        default:
            // By code points: the name's first one may join with the colon into one character.
            let prefix = Self.folderPrefix.unicodeScalars
            let scalars = text.unicodeScalars
            guard scalars.starts(with: prefix),
                let name = FolderName(String(scalars.dropFirst(prefix.count)))
            else { return nil }
            self = .folder(name)
        }
    }
}

/// What a folder of chats is called: 1…40 code points of one line, without gaps at its ends.
public struct FolderName: Sendable, Hashable {
    /// More is not seen in a list that has 24 columns.
    public static let lengthMaximum = 40
    public let text: String

    public init?(_ text: String) {
        guard text.isLine(upTo: Self.lengthMaximum), text.first?.isWhitespace == false,
            text.last?.isWhitespace == false
        else { return nil }
        self.text = text
    }
}

extension ChatPlace: Comparable {
    /// As they stand in the list, folders by their names.
    public static func < (one: ChatPlace, other: ChatPlace) -> Bool {
        (one.rank, one.folder) < (other.rank, other.folder)
    }

    private var rank: Int {
        switch self {
        case .top: 0
        case .list: 1
        case .folder: 2
        case .archive: 3
        }
    }

    private var folder: String {
        if case .folder(let name) = self { name.text } else { "" }
    }
}
