/// What can go wrong in `CursesTerminal`.
public enum CursesError: Error, Sendable, Equatable {
    /// A call into the library or the system failed, with its own words.
    case failed(call: String, reason: String)
    /// There is no terminal, or one on which no screen can be drawn; lines still work.
    case unusable(Unusable)
    /// No terminfo entry has the name in TERM.
    case unknownTerminal(name: String)
}

/// Why no screen can be drawn.
public enum Unusable: Sendable, Equatable {
    case inputIsNoTerminal
    case outputIsNoTerminal
    /// TERM is not set.
    case terminalHasNoName
    /// `TERM=dumb`: it can only print lines.
    case terminalIsDumb
}

extension Unusable: CustomStringConvertible {
    /// Lower-case, for after `error:`.
    public var description: String {
        switch self {
        case .inputIsNoTerminal: "standard input is not a terminal"
        case .outputIsNoTerminal: "standard output is not a terminal"
        case .terminalHasNoName: "TERM is not set"
        case .terminalIsDumb: "a terminal of type 'dumb' can't show a screen"
        }
    }
}

extension CursesError: CustomStringConvertible {
    /// Lower-case, for after `error:`.
    public var description: String {
        switch self {
        case .failed(let call, let reason): "\(call) failed: \(reason)"
        case .unusable(let reason): reason.description
        case .unknownTerminal(let name): "terminal type '\(name)' is unknown here"
        }
    }

    /// What to do about it, for after `hint:`.
    public var hint: String? {
        switch self {
        case .failed: nil
        case .unusable: "use --plain, which needs no screen"
        case .unknownTerminal:
            "install ncurses-term, or set TERM to a known type such as xterm-256color"
        }
    }
}
