import Canvas
import CursesTerminal
import Dispatch
import Foundation
import Synchronization
import Units

/// The whole way to a terminal, as the interface's loop goes it: pictures at a rate, keys when they come.
struct ScreenBench {
    struct Figures {
        var framesPerSecond = 0.0
        /// Milliseconds from the loop's turn to the frame's last byte at the terminal: mean, and p95.
        var age = 0.0
        var ageHigh = 0.0
        /// Parts of a processor that the loop took.
        var load = 0.0
        var bytesPerFrame = 0.0
        /// Milliseconds from a key to its letter at the terminal; empty without keys.
        var echoes: [Double] = []
    }

    var wall: PictureWall
    var line: SlowLine
    var framesPerSecond = 15
    var areKeysTyped = false

    mutating func run(seconds: Double) throws -> Figures {
        let inbox = KeyInbox()
        let environment = ["TERM": "xterm-256color", "COLORTERM": "truecolor"]
        self.line.start()
        defer { self.line.stop() }
        self.line.type("\u{1B}[?62;c")
        let terminal = try CursesTerminal(
            environment: environment, input: self.line.slave, output: self.line.slave)
        defer { terminal.restore() }
        try terminal.startReading { inbox.put($0) }
        if self.areKeysTyped { self.beginTyping(seconds) }
        var figures = Figures()
        var drawn: [(byteCount: Int, at: Instant)] = []
        let start = Instant.monotonic
        let interval = Duration.nanoseconds(1_000_000_000 / self.framesPerSecond)
        var nextFrame = start
        var frame = 0
        var isStale = false
        let processor = ProcessorTime.thread
        while Instant.monotonic - start < .seconds(seconds) {
            for input in inbox.take(until: nextFrame) {
                if case .key(let key) = input, let typed = key.typed {
                    self.wall.line.append(typed)
                }
                isStale = true
            }
            let now = Instant.monotonic
            guard isStale || now >= nextFrame else { continue }
            if now >= nextFrame {
                nextFrame = nextFrame + interval
                frame += 1
            }
            let result = try terminal.draw(
                self.wall.canvas, pictures: self.wall.pictures(at: frame), at: now)
            isStale = result == .skipped
            if result == .painted { drawn.append((terminal.counters.bytes.bytes, now)) }
        }
        figures.load = (ProcessorTime.thread - processor) / seconds
        self.count(drawn, terminal.counters, seconds, into: &figures)
        figures.echoes = self.echoes.withLock { $0.sorted() }
        return figures
    }

    private let echoes = Shared<[Double]>([])

    init(_ wall: PictureWall, _ line: SlowLine) {
        self.wall = wall
        self.line = line
    }

    /// The frames that arrived, each with the moment at which it was drawn.
    private func count(
        _ drawn: [(byteCount: Int, at: Instant)], _ counters: CursesTerminal.Counters,
        _ seconds: Double, into figures: inout Figures,
    ) {
        let arrivals = self.line.takeArrivals()
        var ages: [Double] = []
        for (frame, arrival) in zip(drawn, arrivals) {
            ages.append(Double((arrival.at - frame.at).nanoseconds) / 1e6)
        }
        ages.sort()
        figures.framesPerSecond = Double(ages.count) / seconds
        figures.bytesPerFrame = Double(counters.bytes.bytes) / Double(max(1, drawn.count))
        guard !ages.isEmpty else { return }
        figures.age = ages.reduce(0, +) / Double(ages.count)
        figures.ageHigh = ages[ages.count * 95 / 100]
    }

    /// Types a letter every 70 to 130 ms, so that it meets every moment of a frame, and waits for it.
    private func beginTyping(_ seconds: Double) {
        let (line, echoes) = (self.line, self.echoes)
        Thread.detachNewThread {
            var random = SeededRandom(seed: 1)
            Thread.sleep(forTimeInterval: 1)
            // Letters that nothing else on the screen has.
            for number in 0..<Int(seconds * 8) {
                let letter = String(Unicode.Scalar(0x3B1 + UInt32(number % 24)) ?? "?")
                line.watch(for: letter)
                let start = Instant.monotonic
                line.type(letter)
                Thread.sleep(forTimeInterval: Double.random(in: 0.07...0.13, using: &random))
                guard let seen = line.seen else { continue }
                echoes.withLock { $0.append(Double((seen - start).nanoseconds) / 1e6) }
            }
        }
    }
}

/// A value that two threads share.
final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    init(_ value: Value) { self.state = Mutex(value) }

    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        self.state.withLock { value in body(&value) }
    }
}

/// What the keyboard's thread hands to the loop.
private final class KeyInbox: Sendable {
    private let inputs = Mutex<[Input]>([])
    private let filled = DispatchSemaphore(value: 0)

    func put(_ input: Input) {
        self.inputs.withLock { $0.append(input) }
        self.filled.signal()
    }

    func take(until deadline: Instant) -> [Input] {
        let patience = max(0, (deadline - .monotonic).nanoseconds)
        _ = self.filled.wait(timeout: .now() + .nanoseconds(Int(patience)))
        return self.inputs.withLock { inputs in
            defer { inputs.removeAll() }
            return inputs
        }
    }
}
