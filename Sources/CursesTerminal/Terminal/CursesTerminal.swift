public import Canvas
internal import Glibc
public import Units

/// A terminal as a screen: canvases and pictures go out, keys and events come in.
///
/// **Belongs to one thread**, the interface's; only `giveBack` may be called from anywhere. From `init`
/// to `restore` the terminal is in raw mode on its alternate screen, and every way out gives it back:
/// the end of this object, `exit`, a fatal signal.
///
/// After `.skipped`, draw again when `.acknowledged` comes, or with the next frame.
public final class CursesTerminal {
    /// What became of a frame.
    public enum DrawResult: Sendable, Equatable {
        case painted
        /// The terminal shows it already.
        case unchanged
        /// The terminal has not shown the last two yet.
        case skipped
    }

    /// What has been done so far.
    public struct Counters: Sendable, Equatable {
        public var frames = 0
        public var skippedFrames = 0
        public var bytes = ByteCount(0)
    }

    /// The terminal's size when it was last asked.
    public private(set) var columns: Int
    public private(set) var rows: Int
    /// The colours that it has; a theme made for as many looks as it was meant.
    public let depth: ColorDepth
    private let input: Int32
    private let output: Int32
    private let screen: CursesScreen
    private let normalModes: termios
    private var painter: Painter
    private var pacer = PaintPacer(threshold: VideoCells.thresholdDefault)
    private var writer: TerminalOutput
    private var reader: InputReader?
    private var isActive = false

    /// Why no screen can be drawn here; nil if one can.
    ///
    /// The caller then prints plain lines, without any escape sequence.
    public static func obstacle(
        environment: [String: String], input: Int32 = 0, output: Int32 = 1,
    ) -> Unusable? {
        Unusable(
            environment: environment, isInputTerminal: isatty(input) == 1,
            isOutputTerminal: isatty(output) == 1)
    }

    /// Takes the terminal over.
    ///
    /// - Throws: `.unusable` or `.unknownTerminal` before anything was changed.
    public init(
        environment: [String: String], input: Int32 = 0, output: Int32 = 1,
    ) throws(CursesError) {
        if let reason = Self.obstacle(environment: environment, input: input, output: output) {
            throw .unusable(reason)
        }
        let name = environment["TERM"] ?? ""
        let traits = TerminalTraits(
            environment: environment, colorCount: try CursesScreen.colorCount(of: name))
        let size = terminalSize(output) ?? (80, 24)
        (self.columns, self.rows) = size
        (self.input, self.output) = (input, output)
        self.depth = traits.depth
        self.screen = try CursesScreen(
            terminal: name, columns: size.columns, rows: size.rows, depth: traits.depth)
        self.painter = Painter(
            columns: size.columns, rows: size.rows, mode: traits.videoMode,
            glyphs: traits.drawsSextants ? .sextants : .blocks)
        self.writer = TerminalOutput(output)
        var modes = termios()
        guard unsafe tcgetattr(input, &modes) == 0 else {
            throw .failed(call: "tcgetattr", reason: systemReason())
        }
        self.normalModes = modes
        try self.enter()
    }

    deinit {
        self.restore()
    }

    public var counters: Counters {
        Counters(
            frames: self.pacer.paintedCount, skippedFrames: self.pacer.skippedCount,
            bytes: ByteCount(Int(clamping: self.writer.byteCount)))
    }

    /// Begins to deliver keys and events, on a thread of its own that must not be held up. Once.
    public func startReading(
        _ deliver: @escaping @Sendable (Input) -> Void,
    ) throws(CursesError) {
        precondition(self.reader == nil, "a terminal is read once")
        let reader = try InputReader(self.input, deliver: deliver)
        try reader.start()
        self.reader = reader
    }

    /// Shows a canvas with the latest pictures of its tiles, as one synchronised update.
    ///
    /// - Parameter pictures: by the placements' sources; a tile without one stays as it is drawn.
    public func draw(
        _ canvas: Canvas, pictures: [UInt32: Picture] = [:], at now: Instant,
    ) throws(CursesError) -> DrawResult {
        guard self.isActive else { return .skipped }
        self.pacer.acknowledged(self.reader?.takeAnswers() ?? 0)
        try self.writer.flush()
        guard self.pacer.mayPaint(at: now), self.writer.isEmpty else { return .skipped }
        if try self.screen.show(canvas) { self.painter.forget() }
        var bytes = self.painter.paint(
            self.screen.frame, videos: canvas.videos, pictures: pictures,
            threshold: self.pacer.threshold, clusters: self.screen.clusters)
        guard !bytes.isEmpty else { return .unchanged }
        let isAnswerRequested = self.reader != nil && self.pacer.requestsAnswer
        if isAnswerRequested { bytes.append(contentsOf: Self.statusRequest) }
        try self.writer.write(bytes)
        self.pacer.painted(at: now, isAnswerRequested: isAnswerRequested)
        return .painted
    }

    /// Draws everything anew next time: something else has written to the terminal.
    public func repaint() {
        self.painter.forget()
    }

    /// Rings the bell, which a desktop shows as it is told to.
    public func ring() throws(CursesError) {
        guard self.isActive else { return }
        try self.writer.write([7])
    }

    /// Asks the terminal for a desktop notification: OSC 777, which foot, ghostty, wezterm, kitty and
    /// urxvt know and others pass over.
    public func notify(title: Sanitized, body: Sanitized) throws(CursesError) {
        guard self.isActive else { return }
        // A semicolon ends a field.
        let fields = [title, body].map { $0.text.map { $0 == ";" ? "," : $0 } }.map { String($0) }
        try self.writer.write(
            Array("\u{1B}]777;notify;\(fields[0]);\(fields[1])\u{1B}\\".utf8))
    }

    /// The window's title; controls are left out. The former one comes back at the end.
    public func setTitle(_ title: Sanitized) throws(CursesError) {
        guard self.isActive else { return }
        try self.writer.write(Array("\u{1B}]2;\(title.text)\u{1B}\\".utf8))
    }
}

/// In and out.
extension CursesTerminal {
    private static let statusRequest = Array("\u{1B}[5n".utf8)
    /// Alternate screen, title kept, bracketed paste, focus, no wrapping, cursor hidden, blank.
    private static let entering = Array(
        "\u{1B}[?1049h\u{1B}[22;0t\u{1B}[?2004h\u{1B}[?1004h\u{1B}[?7l\u{1B}[?25l\u{1B}[m\u{1B}[2J"
            .utf8)
    /// The reverse; also ends an update that was cut off.
    private static let leaving =
        Array(
            "\u{18}\u{1B}[?2026l\u{1B}[m\u{1B}[?25h\u{1B}[?7h\u{1B}[?1004l\u{1B}[?2004l\u{1B}[23;0t"
                .utf8) + Array("\u{1B}[?1049l".utf8)
    /// Waits of 5 ms for the last answers when the terminal is given back; a slow line needs 100 ms.
    private static let answerWaitMaximum = 30

    /// Gives the terminal back at once, from any thread or signal handler: for exits that come past
    /// everything else.
    public static func giveBack() {
        Rescue.giveBack()
    }

    /// Gives the terminal back, in its former modes, without a stray answer. Further calls do nothing.
    public func restore() {
        self.leave()
        self.reader?.stop()
        self.reader = nil
    }

    /// Gives the terminal to the shell and stops the program as ^Z would; returns when it continues.
    public func suspend() {
        guard self.isActive else { return }
        self.leave()
        // Not SIGSTOP: without a shell to continue us the system then ignores it.
        self.reader?.pausing(SIGTSTP) { raise(SIGTSTP) }
        try? self.enter()  // A terminal that is gone is told by `.closed`.
    }

    /// Takes the terminal over again after a stop that nobody announced.
    public func resume() {
        guard self.isActive else { return }
        try? self.enter()  // As in `suspend`.
    }

    private func enter() throws(CursesError) {
        Rescue.arm(descriptor: self.output, modes: self.normalModes, bytes: Self.leaving)
        var raw = self.normalModes
        unsafe cfmakeraw(&raw)
        guard unsafe tcsetattr(self.input, TCSADRAIN, &raw) == 0 else {
            throw .failed(call: "tcsetattr", reason: systemReason())
        }
        self.isActive = true
        self.painter.forget()
        self.pacer.forgetRequests()
        try self.writer.write(Self.entering)
    }

    private func leave() {
        guard self.isActive else { return }
        self.isActive = false
        self.writer.discard()
        self.awaitAnswers()
        Rescue.giveBack()
    }

    /// Lets the reader take the answers that are still on their way, so that the shell does not get them.
    private func awaitAnswers() {
        guard let reader = self.reader else { return }
        for _ in 0..<Self.answerWaitMaximum {
            self.pacer.acknowledged(reader.takeAnswers())
            if self.pacer.unansweredCount == 0 { return }
            var wait = timespec(tv_sec: 0, tv_nsec: 5_000_000)
            unsafe nanosleep(&wait, nil)
        }
    }
}
