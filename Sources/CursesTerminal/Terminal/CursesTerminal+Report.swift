internal import Canvas

/// What can be told of a terminal without asking it.
extension CursesTerminal {
    /// For `doctor`: each ability with what it is here.
    public static func abilities(
        _ environment: [String: String]
    ) -> [(name: String, words: String)] {
        let depth = self.depth(environment)
        let traits = TerminalTraits(
            environment: environment, colorCount: depth == .monochrome ? 0 : 256)
        return [
            ("colours", depth.words), ("pictures", traits.pictureWords(depth)),
            ("notifications", traits.notificationWords),
        ]
    }

    /// Whether tmux lies between this program and the terminal.
    public static func isInsideTmux(_ environment: [String: String]) -> Bool {
        TerminalTraits(environment: environment, colorCount: 0).multiplexer == .tmux
    }
}

extension ColorDepth {
    fileprivate var words: String {
        switch self {
        case .truecolor: "all"
        case .twoHundredFiftySix: "256; COLORTERM=truecolor says that there are more"
        case .sixteen: "16"
        case .monochrome: "none"
        }
    }
}

extension TerminalTraits {
    fileprivate func pictureWords(_ depth: ColorDepth) -> String {
        switch depth {
        case .sixteen, .monochrome: "made of dots"
        case .truecolor, .twoHundredFiftySix:
            self.drawsMosaics
                ? "six to a cell, and slants"
                : "four to a cell; six, and slants, if the terminal says more"
        }
    }

    fileprivate var notificationWords: String {
        switch (self.notifications, self.multiplexer) {
        case (.kitty, _), (.rxvt, _), (.iTerm, _): "shown by the terminal"
        case (.bell, .tmux): "the bell; with tmux_passthrough those of its terminal"
        case (.bell, _): "the bell, unless the terminal says more"
        }
    }
}
