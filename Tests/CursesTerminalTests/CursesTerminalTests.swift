import Canvas
import CursesTerminal
import Dispatch
import Glibc
import Synchronization
import Testing
import Units

/// Terminals are process-wide (signals, ncurses), so one at a time.
@Suite(.serialized) struct CursesTerminalTests {
    private static let environment = ["TERM": "xterm-256color", "COLORTERM": "truecolor"]

    private static func canvas(_ columns: Int, _ rows: Int, _ text: String) -> Canvas {
        var canvas = Canvas(columns: columns, rows: rows)
        let style = Style(foreground: .rgb(1, 2, 3), background: .palette(4), attributes: .bold)
        canvas.put(Sanitized(remote: text), at: Point(column: 0, row: 0), style: style)
        return canvas
    }

    @Test func aCanvasArrivesOnTheTerminalAndTheTerminalComesBack() throws {
        let pseudo = try #require(PseudoTerminal(columns: 40, rows: 10))
        let terminal = try CursesTerminal(
            environment: Self.environment, input: pseudo.slave, output: pseudo.slave)
        #expect(terminal.columns == 40 && terminal.rows == 10)
        #expect(!pseudo.isNormal)
        var canvas = Self.canvas(40, 10, "héllo 漢字 e\u{301} 👩\u{200D}👧!")
        canvas.cursor = Point(column: 3, row: 9)
        canvas.videos = [
            VideoPlacement(
                source: 7, area: Rectangle(column: 10, row: 2, columns: 16, rows: 6))
        ]
        let picture = TestPictures.disc(width: 64, height: 36)
        let painted = try terminal.draw(canvas, pictures: [7: picture], at: .start)
        #expect(painted == .painted)
        var model = TerminalModel(columns: 40, rows: 10)
        model.apply(pseudo.output())
        #expect(model.mistakes == [])
        #expect(model.text[0].hasPrefix("héllo 漢字 e\u{301} 👩\u{200D}👧!"))
        #expect(model[0, 0].foreground == "1,2,3" && model[0, 0].background == "4")
        #expect(model[0, 0].attributes == [1])
        #expect(model[12, 4].background != "")
        #expect(model[9, 4] == TerminalModel.Cell())
        #expect(model.cursor == Point(column: 3, row: 9))
        #expect(model.modes.isSuperset(of: ["?1049", "?2004", "?1004", "?25"]))
        #expect(model.synchronizedUpdates == 1)
        let unchanged = try terminal.draw(canvas, pictures: [7: picture], at: .start)
        #expect(unchanged == .unchanged)
        #expect(terminal.counters.frames == 1 && terminal.counters.bytes.bytes > 500)
        terminal.restore()
        model.apply(pseudo.output())
        #expect(model.modes == ["?25", "?7"])
        #expect(pseudo.isNormal)
        terminal.restore()
        #expect(pseudo.output() == [])
    }

    @Test(arguments: [(1, 1), (2, 1), (10, 3), (80, 24), (200, 60), (80, 24)])
    func everySizeWorksAndFollowsTheCanvas(columns: Int, rows: Int) throws {
        let pseudo = try #require(PseudoTerminal(columns: 10, rows: 3))
        let terminal = try CursesTerminal(
            environment: Self.environment, input: pseudo.slave, output: pseudo.slave)
        _ = try terminal.draw(Self.canvas(10, 3, "before"), at: .start)
        _ = pseudo.output()
        let text = String(repeating: "x", count: columns)
        var collected: [UInt8] = []
        var result = try terminal.draw(Self.canvas(columns, rows, text), at: .start)
        // A large update needs more than one write, as the pseudo-terminal holds only 4 KiB.
        for _ in 0..<200 where result != .unchanged {
            collected += pseudo.output()
            result = try terminal.draw(Self.canvas(columns, rows, text), at: .start)
        }
        var model = TerminalModel(columns: columns, rows: rows)
        model.apply(collected)
        #expect(model.mistakes == [])
        #expect(model.text[0] == text)
        terminal.restore()
    }

    @Test func keysAnswersAndSizesAreDelivered() throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let terminal = try CursesTerminal(
            environment: Self.environment, input: pseudo.slave, output: pseudo.slave)
        let inbox = Inbox()
        try terminal.startReading { inbox.append($0) }
        pseudo.type("q\u{1B}[1;3A\u{1B}[200~two\rlines\u{1B}[201~\u{1B}[?64c\u{1B}[0n")
        #expect(
            inbox.take(4) == [
                .key("q"), .key("alt+up"), .paste("two\nlines"), .acknowledged,
            ])
        pseudo.resize(columns: 33, rows: 9)
        kill(getpid(), SIGWINCH)
        #expect(inbox.take(1) == [.resize(columns: 33, rows: 9)])
        kill(getpid(), SIGTSTP)
        #expect(inbox.take(1) == [.suspend])
        terminal.restore()
        #expect(pseudo.isNormal)
    }

    @Test func picturesThatCostTooMuchAreSentCoarser() throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let terminal = try CursesTerminal(
            environment: Self.environment, input: pseudo.slave, output: pseudo.slave)
        var canvas = Canvas(columns: 20, rows: 5)
        canvas.videos = [
            VideoPlacement(source: 1, area: Rectangle(column: 0, row: 0, columns: 20, rows: 5))
        ]
        let still = TestPictures.disc(width: 80, height: 40)
        var sizes: [Int] = []
        for frame in 0..<80 {
            let before = terminal.counters.bytes.bytes
            let picture = TestPictures.noisy(still, levels: 24, seed: UInt64(frame))
            _ = try terminal.draw(canvas, pictures: [1: picture], at: .start)
            sizes.append(terminal.counters.bytes.bytes - before)
            _ = pseudo.output()
        }
        #expect(sizes[60...].reduce(0, +) / 20 < sizes[1] / 2)
        terminal.restore()
    }

    @Test func aTerminalThatAnswersLateSkipsFramesAndCatchesUp() throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let terminal = try CursesTerminal(
            environment: Self.environment, input: pseudo.slave, output: pseudo.slave)
        let inbox = Inbox()
        try terminal.startReading { inbox.append($0) }
        let results = try ["one", "two", "three", "four"].map {
            try terminal.draw(Self.canvas(20, 5, $0), at: .start)
        }
        #expect(results == [.painted, .painted, .skipped, .skipped])
        #expect(terminal.counters.skippedFrames == 2)
        pseudo.type("\u{1B}[0n")
        #expect(inbox.take(1) == [.acknowledged])
        let late = try terminal.draw(Self.canvas(20, 5, "five"), at: .start)
        #expect(late == .painted)
        var model = TerminalModel(columns: 20, rows: 5)
        model.apply(pseudo.output())
        #expect(model.statusRequests == 3)
        #expect(model.text[0].hasPrefix("five"))
        // The last two answers must not be left for the shell.
        pseudo.type("\u{1B}[0n\u{1B}[0n")
        terminal.restore()
        var waiting: Int32 = 0
        _ = unsafe ioctl(pseudo.slave, UInt(FIONREAD), &waiting)
        #expect(waiting == 0)
    }

    @Test func whatATerminalAnswersChangesWhatIsSent() throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let terminal = try CursesTerminal(
            environment: ["TERM": "xterm-256color"], input: pseudo.slave, output: pseudo.slave)
        #expect(terminal.depth == .twoHundredFiftySix)
        let inbox = Inbox()
        pseudo.type(
            "\u{1B}P>|kitty(0.30)\u{1B}\\\u{1B}[?2026;0$y\u{1B}[?0u\u{1B}]11;rgb:ff/ff/ff\u{1B}\\"
                + "\u{1B}P1$r0;48:2:1:2:3m\u{1B}\\\u{1B}[?62;c")
        try terminal.startReading { inbox.append($0) }
        #expect(inbox.take(2) == [.background(.light), .capabilities])
        #expect(terminal.depth == .truecolor)
        #expect(terminal.background == .light)
        #expect(terminal.reportsKeyReleases)
        try terminal.setMouse(isEnabled: true)
        try terminal.notify(title: "Ann;a", body: "hi")
        let isCopied = try terminal.copy(["one", "två"])
        let isTooMuchCopied = try terminal.copy([
            Sanitized(remote: String(repeating: "x", count: 75_000))
        ])
        #expect(isCopied && !isTooMuchCopied)
        _ = try terminal.draw(Self.canvas(20, 5, "one"), at: .start)
        var model = TerminalModel(columns: 20, rows: 5)
        model.apply(pseudo.output())
        #expect(model.mistakes == [])
        #expect(model.synchronizedUpdates == 0)
        #expect(model.keyboardFlags == ["7"])
        #expect(model.modes.isSuperset(of: ["?1000", "?1002", "?1006", "?2031"]))
        #expect(
            model.strings == [
                "]11;?", "P$qm", "]99;i=conclave:d=0:p=title;Ann;a", "]99;i=conclave:d=1:p=body;hi",
                "]52;c;b25lCnR2w6U=",
            ])
        #expect(model[0, 0].foreground == "1,2,3")
        pseudo.type("\u{1B}[32;1:3u\u{1B}[<0;2;3M\u{1B}[0n")
        #expect(
            inbox.take(3) == [
                .keyReleased("space"),
                .mouse(MouseEvent(.press(.left), at: Point(column: 1, row: 2))), .acknowledged,
            ])
        terminal.restore()
        model.apply(pseudo.output())
        #expect(model.modes == ["?25", "?7"] && model.keyboardFlags == [] && model.mistakes == [])
    }

    @Test func aLateAnswerIsToldAndTakenOver() throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let terminal = try CursesTerminal(
            environment: Self.environment, input: pseudo.slave, output: pseudo.slave)
        let inbox = Inbox()
        try terminal.startReading { inbox.append($0) }
        #expect(!terminal.reportsKeyReleases && terminal.background == nil)
        pseudo.type("\u{1B}[?0u")
        #expect(inbox.take(1) == [.capabilities])
        try terminal.learn()
        #expect(terminal.reportsKeyReleases)
        var model = TerminalModel(columns: 20, rows: 5)
        model.apply(pseudo.output())
        #expect(model.keyboardFlags == ["7"])
    }

    @Test func insideTmuxNothingIsAskedAndOnlyWhatMayIsPassedThrough() throws {
        for mayPassThrough in [false, true] {
            let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
            let terminal = try CursesTerminal(
                environment: ["TERM": "tmux-256color", "TMUX": "x"],
                mayPassThrough: mayPassThrough, input: pseudo.slave, output: pseudo.slave)
            try terminal.startReading { _ in }
            try terminal.notify(title: "A;n", body: "b;i")
            let isCopied = try terminal.copy(["a"])
            #expect(isCopied)
            var model = TerminalModel(columns: 20, rows: 5)
            model.apply(pseudo.output())
            #expect(model.mistakes == [])
            let notices = mayPassThrough ? ["Ptmux;\u{1B}]777;notify;A,n;b;i\u{1B}\\"] : []
            #expect(
                model.strings == notices + ["]52;c;YQ==", "Ptmux;\u{1B}]52;c;YQ==\u{1B}\\"])
            #expect(model.bellCount == (mayPassThrough ? 0 : 1))
        }
    }

    @Test func aLinkIsOneOverTwoRowsAndEndsWithItsText() throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let terminal = try CursesTerminal(
            environment: Self.environment, input: pseudo.slave, output: pseudo.slave)
        let link = try #require(Link("https://example.org/;x", id: 7))
        var canvas = Self.canvas(20, 5, "see")
        canvas.put("abc", at: Point(column: 17, row: 0), style: .plain, link: link)
        canvas.put("de", at: Point(column: 0, row: 1), style: .plain, link: link)
        canvas.put("now", at: Point(column: 3, row: 1), style: .plain)
        _ = try terminal.draw(canvas, at: .start)
        var model = TerminalModel(columns: 20, rows: 5)
        model.apply(pseudo.output())
        #expect(model.mistakes == [])
        let linked = (0..<40).filter {
            model[$0 % 20, $0 / 20].link == "id=7;https://example.org/;x"
        }
        #expect(linked == [17, 18, 19, 20, 21])
        #expect((0..<100).allSatisfy { linked.contains($0) || model[$0 % 20, $0 / 20].link == "" })
        canvas.put("de", at: Point(column: 0, row: 1), style: .plain)
        _ = try terminal.draw(canvas, at: .start)
        model.apply(pseudo.output())
        #expect(model[0, 1].link == "" && model[17, 0].link != "")
    }

    @Test func anUnknownTypeIsAnErrorWithAHintAndNotTheEnd() throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let error = #expect(throws: CursesError.self) {
            try CursesTerminal(
                environment: ["TERM": "no-such-thing"], input: pseudo.slave, output: pseudo.slave)
        }
        #expect(error == .unknownTerminal(name: "no-such-thing"))
        #expect(error?.description == "terminal type 'no-such-thing' is unknown here")
        #expect(
            error?.hint
                == "install ncurses-term, or set TERM to a known type such as xterm-256color")
        #expect(pseudo.isNormal)
        #expect(pseudo.output() == [])
        let dumb = #expect(throws: CursesError.self) {
            try CursesTerminal(
                environment: ["TERM": "dumb"], input: pseudo.slave, output: pseudo.slave)
        }
        #expect(dumb?.hint == "use --plain, which needs no screen")
    }

    @Test func aTrapGivesTheTerminalBackFirst() async throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let path = pseudo.path
        let result = try await #require(processExitsWith: .failure) { [path = path as String] in
            try Self.open(path) { preconditionFailure("on purpose") }
        }
        #expect(result.exitStatus == .signal(SIGILL) || result.exitStatus == .signal(SIGTRAP))
        self.expectGivenBack(pseudo)
    }

    @Test(arguments: [
        SIGTERM, SIGHUP, SIGINT, SIGABRT, SIGSEGV, SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, 40,
    ])
    func aSignalGivesTheTerminalBackFirst(number: Int32) async throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let path = pseudo.path
        let result = try await #require(processExitsWith: .failure) {
            [path = path as String, number = number as Int32] in
            try Self.open(path) {
                // To the process: a thread of the test library may block it. It comes at once.
                kill(getpid(), number)
                sleep(10)
            }
        }
        // A sanitizer's own handler comes after ours and ends in its own way.
        #expect(result.exitStatus == .signal(number) || number == SIGSEGV)
        self.expectGivenBack(pseudo)
    }

    @Test func exitGivesTheTerminalBack() async throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let path = pseudo.path
        await #expect(processExitsWith: .exitCode(74)) { [path = path as String] in
            try Self.open(path) { exit(74) }
        }
        self.expectGivenBack(pseudo)
    }

    @Test func aPauseGivesTheTerminalBackAndTakesItAgain() async throws {
        let pseudo = try #require(PseudoTerminal(columns: 20, rows: 5))
        let path = pseudo.path
        pseudo.type("\u{1B}[?0u\u{1B}[?62;c")
        await #expect(processExitsWith: .exitCode(0)) { [path = path as String] in
            // Without a shell that could let us go on, the system passes over a stop.
            setsid()
            let descriptor = unsafe Glibc.open(path, O_RDWR | O_NOCTTY)
            let terminal = try CursesTerminal(
                environment: Self.environment, input: descriptor, output: descriptor)
            try terminal.startReading { _ in }
            try terminal.setMouse(isEnabled: true)
            _ = try terminal.draw(Self.canvas(20, 5, "before"), at: .start)
            terminal.suspend()
            _ = try terminal.draw(Self.canvas(20, 5, "hello"), at: .start)
            exit(0)
        }
        var model = TerminalModel(columns: 20, rows: 5)
        model.apply(pseudo.output())
        #expect(model.text[0].hasPrefix("hello"))
        #expect(model.modesWhenLeft == [["?25", "?7"], ["?25", "?7"]])
        #expect(model.keyboardFlags == [] && model.mistakes == [])
        #expect(pseudo.isNormal)
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func manySizesInARowEndInWhatWasLast(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pseudo = try #require(PseudoTerminal(columns: 80, rows: 24))
        let terminal = try CursesTerminal(
            environment: Self.environment, input: pseudo.slave, output: pseudo.slave)
        let picture = TestPictures.disc(width: 64, height: 36)
        var model = TerminalModel(columns: 80, rows: 24)
        for step in 0..<25 {
            let columns = Int.random(in: 1...90, using: &random)
            let rows = Int.random(in: 1...30, using: &random)
            pseudo.resize(columns: columns, rows: rows)
            var canvas = Self.canvas(columns, rows, String(repeating: "漢x", count: columns))
            canvas.videos = [
                VideoPlacement(
                    source: 1, area: Rectangle(column: 3, row: 1, columns: columns, rows: rows))
            ]
            var collected: [UInt8] = []
            var result = try terminal.draw(canvas, pictures: [1: picture], at: .start)
            for _ in 0..<200 where result != .unchanged {
                collected += pseudo.output()
                result = try terminal.draw(canvas, pictures: [1: picture], at: .start)
            }
            // One size twice in a row has nothing to send the second time.
            if columns != model.columns || rows != model.rows {
                model = TerminalModel(columns: columns, rows: rows)
            }
            model.apply(collected)
            #expect(model.mistakes == [], "seed \(seed) step \(step)")
            #expect(model.text[0] == canvas.text[0], "seed \(seed) step \(step)")
        }
        terminal.restore()
        #expect(pseudo.isNormal)
    }

    private static func open(_ path: String, _ end: () -> Void) throws {
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_NOCTTY)
        let terminal = try CursesTerminal(
            environment: Self.environment, input: descriptor, output: descriptor)
        try terminal.setMouse(isEnabled: true)
        _ = try terminal.draw(Self.canvas(20, 5, "hello"), at: .start)
        end()
    }

    private func expectGivenBack(_ pseudo: PseudoTerminal) {
        var model = TerminalModel(columns: 20, rows: 5)
        model.apply(pseudo.output())
        #expect(model.text[0].hasPrefix("hello"))
        #expect(model.modes == ["?25", "?7"])
        #expect(model.mistakes == [])
        #expect(pseudo.isNormal)
    }
}

/// Inputs of the reading thread, waited for without a clock of the test's own.
private final class Inbox: Sendable {
    private let inputs = Mutex<[Input]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func append(_ input: Input) {
        self.inputs.withLock { $0.append(input) }
        self.arrived.signal()
    }

    /// The next inputs; fewer if nothing comes for ten seconds.
    func take(_ count: Int) -> [Input] {
        for _ in 0..<count where self.arrived.wait(timeout: .now() + 10) == .timedOut { break }
        return self.inputs.withLock { inputs in
            defer { inputs.removeAll() }
            return inputs
        }
    }
}
