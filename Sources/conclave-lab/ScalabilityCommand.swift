import ArgumentParser
import Foundation
import Media
import VPXVideo

struct ScalabilityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "svc",
        abstract: "Compares scalable VP8 with simulcast and with a single layer.")
    @Argument(help: "A Y4M clip.")
    var clip: String
    @Option(help: "Pictures to read.")
    var pictures = 120
    @Option(help: "Spatial layers.")
    var spatial = 2
    @Option(help: "Temporal layers.")
    var temporal = 3
    @Option(help: "How much finer the lower layers are, in quantizer steps.")
    var finer = 8
    @Option(parsing: .upToNextOption, help: "Quantizers of the top layer, at least four.")
    var quantizers = [16, 24, 32, 40]
    @Option(help: "Draw the curves into this SVG file.")
    var plot: String?

    func validate() throws {
        guard (2...3).contains(self.spatial), (1...3).contains(self.temporal) else {
            throw ValidationError("two or three spatial and one to three temporal layers")
        }
        guard self.quantizers.count >= 4 else {
            throw ValidationError("a curve needs four quantizers")
        }
    }

    func run() throws {
        let clip = try Clip(
            path: self.clip, countMaximum: self.pictures, spatialCount: self.spatial)
        print(
            "\(clip.name): \(clip.width) × \(clip.height), \(clip.pictures.count) pictures,",
            "\(self.spatial) × \(self.temporal) layers, lower layers finer by \(self.finer)")
        print("")
        let rows = try self.quantizers.map { quantizer in
            try Method.allCases.map {
                try Trial(
                    clip, $0, quantizers: self.layers(quantizer), temporalCount: self.temporal)
            }
        }
        let report = ScalabilityReport(clip: clip, quantizers: self.quantizers, rows: rows)
        report.printCurves()
        report.printDifferences()
        report.printTimes(layers: self.spatial)
        try self.printStarts(clip)
        if let plot = self.plot {
            try report.plot.write(toFile: plot, atomically: true, encoding: .utf8)
        }
    }

    /// From the lowest layer.
    private func layers(_ quantizer: Int) -> [Int] {
        Array(repeating: max(0, quantizer - self.finer), count: self.spatial - 1) + [quantizer]
    }

    private func printStarts(_ clip: Clip) throws {
        print("Bytes of a start at the top layer | key frame | switch point")
        print("---|---|---")
        var curves: [[OperatingPoint]] = [[], []]
        for quantizer in self.quantizers {
            for (index, areKeys) in [true, false].enumerated() {
                let starts = try Starts(
                    clip, quantizers: self.layers(quantizer), temporalCount: self.temporal,
                    areKeys: areKeys)
                curves[index].append(starts.point)
            }
            let cells = curves.compactMap(\.last).map {
                String(format: "%.0f (%.2f dB)", $0.rate, $0.quality)
            }
            print("q \(quantizer) |", cells.joined(separator: " | "))
        }
        if let difference = Bjontegaard.rateDifference(curves[0], curves[1]) {
            print(
                String(
                    format: "A switch point takes %.1f %% of a key frame of the same quality.",
                    100 + difference))
        }
        print("")
    }
}
