import Canvas
import Testing

@testable import CursesTerminal

struct TerminalTraitsTests {
    private func depth(_ environment: [String: String], _ colorCount: Int) -> ColorDepth {
        TerminalTraits(environment: environment, colorCount: colorCount).depth
    }

    @Test func coloursFollowWhatTheEnvironmentPromises() {
        #expect(
            self.depth(["TERM": "xterm-256color", "COLORTERM": "truecolor"], 256) == .truecolor)
        #expect(self.depth(["TERM": "xterm-256color", "COLORTERM": "24bit"], 256) == .truecolor)
        #expect(
            self.depth(["TERM": "xterm-256color", "COLORTERM": "yes"], 256) == .twoHundredFiftySix)
        #expect(self.depth(["TERM": "xterm-direct"], 1 << 24) == .truecolor)
        #expect(self.depth(["TERM": "screen-256color", "TMUX": "/tmp/x,1,0"], 256) == .truecolor)
        #expect(self.depth(["TERM": "linux"], 8) == .sixteen)
        #expect(self.depth(["TERM": "vt100"], -1) == .monochrome)
    }

    @Test func noColorWinsWhenItIsNotEmpty() {
        let rich = ["TERM": "xterm-256color", "COLORTERM": "truecolor"]
        #expect(self.depth(rich.merging(["NO_COLOR": "1"]) { $1 }, 256) == .monochrome)
        #expect(self.depth(rich.merging(["NO_COLOR": ""]) { $1 }, 256) == .truecolor)
    }

    @Test func coloursCanBeForcedButNotAgainstNoColor() {
        let forced = ["TERM": "vt100", "CLICOLOR_FORCE": "1"]
        #expect(self.depth(forced, -1) == .sixteen)
        #expect(self.depth(["TERM": "vt100", "CLICOLOR_FORCE": "0"], -1) == .monochrome)
        #expect(self.depth(forced.merging(["NO_COLOR": "1"]) { $1 }, -1) == .monochrome)
        // More than is asked for is not taken away.
        let rich = ["TERM": "xterm", "COLORTERM": "truecolor", "CLICOLOR_FORCE": "1"]
        #expect(self.depth(rich, 8) == .truecolor)
    }

    @Test func mosaicsAreOnlyForTerminalsThatDrawThemThemselves() {
        func draws(_ environment: [String: String]) -> Bool {
            TerminalTraits(environment: environment, colorCount: 256).drawsMosaics
        }
        #expect(draws(["TERM": "xterm-kitty"]))
        #expect(draws(["TERM": "foot-extra"]))
        #expect(draws(["TERM": "xterm-256color", "VTE_VERSION": "7006"]))
        #expect(!draws(["TERM": "xterm-256color"]))
        #expect(!draws(["TERM": "xterm-kitty", "TMUX": "x"]))
        #expect(!draws(["TERM": "xterm-256color", "VTE_VERSION": "4800"]))
    }

    @Test func withFewColoursPicturesAreDots() {
        #expect(TerminalTraits(environment: [:], colorCount: 8).videoMode == .braille)
        #expect(TerminalTraits(environment: [:], colorCount: 256).videoMode == .palette)
    }

    @Test func itIsSaidWhyThereIsNoScreen() {
        func reason(_ environment: [String: String], _ input: Bool, _ output: Bool) -> String? {
            Unusable(
                environment: environment, isInputTerminal: input, isOutputTerminal: output
            )?.description
        }
        let good = ["TERM": "xterm"]
        #expect(reason(good, true, true) == nil)
        #expect(reason(good, true, false) == "standard output is not a terminal")
        #expect(reason(good, false, true) == "standard input is not a terminal")
        #expect(reason([:], true, true) == "TERM is not set")
        #expect(
            reason(["TERM": "dumb"], true, true) == "a terminal of type 'dumb' can't show a screen")
    }

    @Test func coloursBecomeWhatTheTerminalHas() {
        let orange = Color.rgb(255, 135, 0)
        #expect(ScreenColor(orange, depth: .truecolor) == .rgb(0xFF8700))
        #expect(ScreenColor(orange, depth: .twoHundredFiftySix) == .palette(208))
        #expect(ScreenColor(.palette(208), depth: .sixteen).paletteIndex.map { $0 < 16 } == true)
        #expect(ScreenColor(.palette(9), depth: .sixteen) == .palette(9))
        #expect(ScreenColor(orange, depth: .monochrome) == .terminal)
        #expect(ScreenColor(.terminal, depth: .truecolor) == .terminal)
    }
}
