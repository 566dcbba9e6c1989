internal import Canvas

/// What a terminal can show, as far as its environment tells.
struct TerminalTraits: Sendable, Equatable {
    var depth: ColorDepth
    /// Whether its fonts have sextants; no query answers that, so only terminals that draw them
    /// themselves are trusted.
    var drawsSextants: Bool

    /// - Parameter colorCount: what terminfo says; below 8 counts as none.
    init(environment: [String: String], colorCount: Int) {
        let name = environment["TERM"] ?? ""
        let isMultiplexed =
            environment["TMUX"] != nil || name.hasPrefix("tmux") || name.hasPrefix("screen")
        self.depth = Self.depth(environment, name: name, colorCount: colorCount)
        self.drawsSextants =
            !isMultiplexed
            && (name == "xterm-kitty" || name.hasPrefix("foot") || name == "xterm-ghostty"
                || environment["TERM_PROGRAM"] == "WezTerm"
                || (environment["VTE_VERSION"].flatMap { Int($0) } ?? 0) >= 6200)
    }

    private static func depth(
        _ environment: [String: String], name: String, colorCount: Int,
    ) -> ColorDepth {
        // https://no-color.org: present and not empty.
        if let value = environment["NO_COLOR"], !value.isEmpty { return .monochrome }
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
