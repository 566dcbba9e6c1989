internal import Canvas

/// What a key does.
public enum KeyDeed: Sendable, Hashable {
    case action(Action)
    /// A command line, with its slash; one that lacks arguments is put into an empty line, to be
    /// gone on with.
    case command(String)

    /// Reads what stands in the settings and behind `/bind`: an action's name, or a command line,
    /// whose command is looked for when the key is pressed.
    public init?(_ text: String) {
        if text.hasPrefix("/"), text.count > 1 {
            self = .command(text)
        } else if let action = Action(rawValue: text) {
            self = .action(action)
        } else {
            return nil
        }
    }

    /// As it is written.
    public var text: String {
        switch self {
        case .action(let action): action.rawValue
        case .command(let line): line
        }
    }

    /// What it does in a place: one line, lower-case, no full stop.
    public func help(in place: KeyBinding.Place) -> String {
        switch self {
        case .action(let action): return action.help(in: place)
        case .command(let line):
            let name = line.dropFirst()
            // With arguments of its own a command says more by itself than its help does.
            return Commands.named(String(name))?.help ?? line
        }
    }
}

extension State {
    /// Runs the command line of a key, and leaves what is being written as it is.
    mutating func run(ofKey line: String) -> [Effect] {
        let isAlone = !line.contains(where: \.isWhitespace)
        if isAlone, let command = Commands.named(String(line.dropFirst())), command.needsArguments {
            self.begin(command)
            return []
        }
        return self.runPicked(line)
    }
}
