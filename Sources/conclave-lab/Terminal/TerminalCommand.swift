import ArgumentParser
import CursesTerminal
import Foundation
import Units

/// Moving pictures in cells: what they cost, how they look, how old they are, whether keys wait for them.
struct TerminalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terminal",
        abstract: "Shows a clip on terminals that are only pretended.",
        subcommands: [Paint.self, Line.self, Echo.self])

    struct Screen: ParsableArguments {
        @Argument(help: "A Y4M clip; the bars are about 640x360.")
        var clip: String
        @Option(help: "Columns of the terminal.")
        var columns = 80
        @Option(help: "Rows of the terminal.")
        var rows = 24
        @Option(help: "Tiles, each somewhere else in the clip.")
        var tiles = 1

        func wall() throws -> PictureWall {
            let clip = try Clip(path: self.clip, countMaximum: 300, spatialCount: 1)
            return PictureWall(
                clip.pictures, columns: self.columns, rows: self.rows, tileCount: self.tiles)
        }
    }

    struct Paint: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Processor time, bytes and quality of a frame, without a terminal.")
        @OptionGroup var screen: Screen
        @Option(help: "Frames to paint.")
        var frames = 300
        @Option(help: "How much worse than the best a cell may be before it is sent again, always.")
        var threshold: Int?
        @Option(help: "Cells that a frame may change.")
        var cells = 20_000

        func run() throws {
            let wall = try self.screen.wall()
            for (name, glyphs) in [("blocks", GlyphSet.blocks), ("mosaics", .mosaics)] {
                let bench = PaintBench(
                    wall: wall, threshold: self.threshold, cellLimit: self.cells, glyphs: glyphs)
                let figures = bench.run(frames: max(2, self.frames))
                let times = String(
                    format: "%.2f ms median, %.2f least", figures.median, figures.least)
                let sizes = String(
                    format: "%d bytes first, %.0f mean", figures.firstByteCount,
                    figures.meanByteCount)
                say(
                    "\(name): \(times); \(sizes)"
                        + (wall.tileCount == 1
                            ? String(format: "; %.2f dB", figures.quality) : ""))
            }
        }
    }

    struct Line: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Frames a second and their age behind a slow line.")
        @OptionGroup var screen: Screen
        @Option(help: "Kilobits a second; 0 for a line without an end.")
        var rate = 1000
        @Option(help: "Milliseconds one way.")
        var delay = 20
        @Option(help: "Frames a second that are offered.")
        var fps = 15
        @Option(help: "How long to watch.")
        var seconds = 12.0

        func run() throws {
            let wall = try self.screen.wall()
            let rate = self.rate > 0 ? self.rate * 125 : nil
            guard
                let line = SlowLine(
                    columns: wall.columns, rows: wall.rows, rate: rate,
                    delay: .milliseconds(self.delay))
            else { throw LabError.unreadable("/dev/ptmx") }
            var bench = ScreenBench(wall, line)
            bench.framesPerSecond = max(1, self.fps)
            say(try bench.run(seconds: self.seconds).line)
        }
    }

    struct Echo: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How long a key takes to its letter on the screen while pictures move.")
        @OptionGroup var screen: Screen
        @Option(help: "How long to type.")
        var seconds = 30.0

        func run() throws {
            let wall = try self.screen.wall()
            guard
                let line = SlowLine(
                    columns: wall.columns, rows: wall.rows, rate: nil, delay: .zero)
            else { throw LabError.unreadable("/dev/ptmx") }
            var bench = ScreenBench(wall, line)
            bench.areKeysTyped = true
            let figures = try bench.run(seconds: self.seconds)
            say(figures.line)
            let echoes = figures.echoes
            guard let longest = echoes.last else { return }
            say(
                String(
                    format: "%d keys: %.1f ms median, %.1f p99, %.1f longest", echoes.count,
                    echoes[echoes.count / 2], echoes[echoes.count * 99 / 100], longest))
        }
    }
}

extension ScreenBench.Figures {
    fileprivate var line: String {
        String(
            format:
                "%.1f frames a second, %.0f ms old (p95 %.0f), %.1f %% of a processor, %.0f bytes",
            self.framesPerSecond, self.age, self.ageHigh, self.load * 100, self.bytesPerFrame)
    }
}
