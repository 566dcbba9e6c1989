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
    public var depth: ColorDepth { self.traits.depth }
    /// What its text stands on; nil if it doesn't say.
    public internal(set) var background: Background?
    /// Whether `Input.keyReleased` comes.
    public internal(set) var reportsKeyReleases = false
    /// Whether the mouse is heard of.
    public internal(set) var isMouseEnabled = false
    let input: Int32
    let output: Int32
    let normalModes: termios
    /// Whether tmux lets through what it doesn't know itself (`allow-passthrough`).
    let mayPassThrough: Bool
    private let screen: CursesScreen
    var traits: TerminalTraits
    var painter: Painter
    var pacer = PaintPacer(threshold: VideoCells.thresholdDefault)
    var writer: TerminalOutput
    var reader: InputReader?
    var isActive = false

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
    /// - Parameter mayPassThrough: whether tmux, if we are inside, lets sequences for its terminal through.
    /// - Throws: `.unusable` or `.unknownTerminal` before anything was changed.
    public init(
        environment: [String: String], mayPassThrough: Bool = false, input: Int32 = 0,
        output: Int32 = 1,
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
        (self.traits, self.mayPassThrough) = (traits, mayPassThrough)
        self.screen = try CursesScreen(
            terminal: name, columns: size.columns, rows: size.rows, depth: traits.depth)
        self.painter = Painter(columns: size.columns, rows: size.rows, traits)
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

    /// Whether colours are wanted even where there is no terminal (`CLICOLOR_FORCE`).
    public static func isColorForced(_ environment: [String: String]) -> Bool {
        TerminalTraits.isColorForced(environment)
    }

    /// The colours of a terminal by its environment alone.
    public static func depth(_ environment: [String: String]) -> ColorDepth {
        // An unknown type has none.
        let count = (try? CursesScreen.colorCount(of: environment["TERM"] ?? "")) ?? 0
        return TerminalTraits(environment: environment, colorCount: count).depth
    }

    /// A piece of a line in a style, for a terminal that nobody has taken over; ends in its own style.
    public static func line(_ text: Sanitized, in style: Style, depth: ColorDepth) -> String {
        String(decoding: FrameEncoder.line(text.text, style, depth), as: UTF8.self)
    }

    public var counters: Counters {
        Counters(
            frames: self.pacer.paintedCount, skippedFrames: self.pacer.skippedCount,
            bytes: ByteCount(Int(clamping: self.writer.byteCount)))
    }

    /// Begins to deliver keys and events, on a thread of its own that must not be held up. Once.
    ///
    /// Before it returns, the terminal is asked what it can do; an answer that takes longer than 150 ms
    /// is told by `Input.capabilities`.
    public func startReading(
        _ deliver: @escaping @Sendable (Input) -> Void,
    ) throws(CursesError) {
        precondition(self.reader == nil, "a terminal is read once")
        let reader = try InputReader(self.input, deliver: deliver)
        try reader.start()
        self.reader = reader
        try self.ask()
    }

    /// Shows a canvas with the latest pictures of its tiles, as one synchronised update.
    ///
    /// - Parameter pictures: by the placements' sources; a tile without one stays as it is drawn.
    public func draw(
        _ canvas: Canvas, pictures: [UInt32: Picture] = [:], at now: Instant,
    ) throws(CursesError) -> DrawResult {
        guard self.isActive else { return .skipped }
        self.takeAcknowledgements()
        try self.writer.flush()
        guard self.pacer.mayPaint(at: now), self.writer.isEmpty else { return .skipped }
        if try self.screen.show(canvas) { self.painter.forget() }
        var bytes = self.painter.paint(
            self.screen.frame, videos: canvas.videos, pictures: pictures,
            threshold: self.pacer.threshold, cellLimit: self.pacer.cellLimit,
            clusters: self.screen.clusters,
            links: self.screen.links)
        guard !bytes.isEmpty else { return .unchanged }
        let isAnswerRequested = self.reader != nil && self.pacer.requestsAnswer
        if isAnswerRequested { bytes.append(contentsOf: "\u{1B}[5n".utf8) }
        try self.writer.write(bytes)
        self.pacer.painted(
            at: now, byteCount: bytes.count, pictureCellCount: self.painter.pictureCellCount,
            isAnswerRequested: isAnswerRequested)
        return .painted
    }

    /// Draws everything anew next time: something else has written to the terminal.
    public func repaint() {
        self.painter.forget()
    }

    func takeAcknowledgements() {
        for time in self.reader?.takeAcknowledgements() ?? [] { self.pacer.acknowledged(at: time) }
    }

    /// Draws in what is known of the terminal now.
    func applyTraits() {
        self.screen.depth = self.traits.depth
        self.screen.addsUpColumns = self.traits.addsUpColumns
        self.screen.forget()
        self.painter = Painter(columns: self.columns, rows: self.rows, self.traits)
    }
}

extension Painter {
    init(columns: Int, rows: Int, _ traits: TerminalTraits) {
        self.init(
            columns: columns, rows: rows, mode: traits.videoMode,
            glyphs: traits.drawsMosaics ? .mosaics : .blocks,
            isSynchronized: traits.isSynchronized)
    }
}
