internal import Canvas

/// What a terminal can show and do, as far as its environment and its answers tell.
struct TerminalTraits: Sendable, Equatable {
    /// How a desktop notification is asked for.
    enum Notifications: Sendable, Equatable {
        /// OSC 99 of kitty.
        case kitty
        /// OSC 777 of rxvt, which foot, ghostty and WezTerm know too.
        case rxvt
        /// OSC 9 of iTerm2.
        case iTerm
        /// Nothing is known but the bell.
        case bell
    }

    /// A program between us and the terminal that passes on only what it knows itself.
    enum Multiplexer: Sendable, Equatable {
        case tmux, screen
    }

    var depth: ColorDepth
    /// Whether it has sextants and wedges; no query answers that, so only terminals that draw them
    /// themselves are trusted.
    var drawsMosaics: Bool
    var notifications: Notifications
    let multiplexer: Multiplexer?
    /// Mode 2026 is asked for until the terminal says that it doesn't know it: all pass over it.
    var isSynchronized = true
    /// Whether it adds up the columns of an emoji's scalars, as foot does, and xterm: foot then draws
    /// over what stands behind.
    var addsUpColumns = false
    /// Whether questions are passed over by those who don't understand them. A multiplexer's answers
    /// would not be the terminal's; Linux' console takes some of them for other things.
    let isQueryable: Bool
    private let mayHaveColor: Bool

    /// - Parameter colorCount: what terminfo says; below 8 counts as none.
    init(environment: [String: String], colorCount: Int) {
        let name = environment["TERM"] ?? ""
        if environment["TMUX"] != nil || name.hasPrefix("tmux") {
            self.multiplexer = .tmux
        } else if name.hasPrefix("screen") {
            self.multiplexer = .screen
        } else {
            self.multiplexer = nil
        }
        self.isQueryable = self.multiplexer == nil && !name.hasPrefix("linux")
        // https://no-color.org: present and not empty.
        self.mayHaveColor = (environment["NO_COLOR"] ?? "").isEmpty
        self.depth =
            self.mayHaveColor
            ? Self.depth(environment, name: name, colorCount: colorCount) : .monochrome
        if Self.isColorForced(environment), self.depth == .monochrome { self.depth = .sixteen }
        self.drawsMosaics = false
        self.notifications = .bell
        // The variables tell of the terminal that a multiplexer was started in, not of the one it is
        // attached to now.
        guard self.multiplexer == nil else { return }
        let program = environment["TERM_PROGRAM"] ?? environment["LC_TERMINAL"] ?? ""
        for word in [name, program] { self.recognize(word) }
        self.recognize("VTE(\(environment["VTE_VERSION"] ?? ""))")
    }

    /// https://bixense.com/clicolors: neither empty nor 0; `NO_COLOR` wins.
    static func isColorForced(_ environment: [String: String]) -> Bool {
        guard (environment["NO_COLOR"] ?? "").isEmpty else { return false }
        return !["", "0"].contains(environment["CLICOLOR_FORCE"] ?? "")
    }

    /// Takes over what the terminal said about itself.
    mutating func learn(_ answer: TerminalAnswer) {
        switch answer {
        case .version(let version): self.recognize(version)
        case .directColor(true): if self.mayHaveColor { self.depth = .truecolor }
        case .synchronizedOutput(let isKnown): self.isSynchronized = isKnown
        case .emojiColumns(let columns): self.addsUpColumns = columns > 2
        case .directColor(false), .attributes, .keyboardProtocol, .background: break
        }
    }

    /// A terminal's name: a TERM, or its own word for itself with a version behind.
    private mutating func recognize(_ name: String) {
        let small = name.lowercased()
        if small.hasPrefix("xterm-kitty") || small.hasPrefix("kitty") {
            (self.drawsMosaics, self.notifications) = (true, .kitty)
        } else if ["foot", "xterm-ghostty", "ghostty", "wezterm"].contains(where: small.hasPrefix) {
            (self.drawsMosaics, self.notifications) = (true, .rxvt)
        } else if small.hasPrefix("rxvt") {
            self.notifications = .rxvt
        } else if small.hasPrefix("iterm") {
            self.notifications = .iTerm
        } else if small.hasPrefix("vte("), let version = Int(small.dropFirst(4).dropLast()) {
            // 0.62 draws mosaics itself.
            self.drawsMosaics = self.drawsMosaics || version >= 6200
        }
    }

    private static func depth(
        _ environment: [String: String], name: String, colorCount: Int,
    ) -> ColorDepth {
        if ["truecolor", "24bit"].contains(environment["COLORTERM"]) { return .truecolor }
        // tmux reduces what its own terminal can't show.
        if name.hasSuffix("-direct") || environment["TMUX"] != nil { return .truecolor }
        if colorCount >= 256 { return .twoHundredFiftySix }
        return colorCount >= 8 ? .sixteen : .monochrome
    }

    /// What pictures are made of: without enough colours, dots.
    var videoMode: VideoCells.Mode {
        switch self.depth {
        case .truecolor: .trueColor
        case .twoHundredFiftySix: .palette
        case .sixteen, .monochrome: .braille
        }
    }
}

extension Unusable {
    /// Why a program in this environment can't draw a screen; nil if it can.
    ///
    /// - Parameters:
    ///   - isInputTerminal: whether keys come from a terminal.
    ///   - isOutputTerminal: whether the output goes to one.
    init?(environment: [String: String], isInputTerminal: Bool, isOutputTerminal: Bool) {
        if !isOutputTerminal {
            self = .outputIsNoTerminal
        } else if !isInputTerminal {
            self = .inputIsNoTerminal
        } else if (environment["TERM"] ?? "").isEmpty {
            self = .terminalHasNoName
        } else if environment["TERM"] == "dumb" {
            self = .terminalIsDumb
        } else {
            return nil
        }
    }
}
