import Foundation
import VPXVideo

/// What `ScalabilityCommand` found, as Markdown.
struct ScalabilityReport {
    let clip: Clip
    let quantizers: [Int]
    /// By quantizer, then by method.
    let rows: [[Trial]]

    private func trials(_ method: Method) -> [Trial] {
        self.rows.flatMap { $0.filter { $0.method == method } }
    }

    /// Kilobits per second.
    private func rate(_ bits: Int) -> Double {
        Double(bits) * Double(self.clip.frameRate) / Double(self.clip.pictures.count) / 1000
    }

    func printCurves() {
        print("kbit/s (dB of luma) |", Method.allCases.map(\.rawValue).joined(separator: " | "))
        print("---" + String(repeating: "|---", count: Method.allCases.count))
        for (quantizer, row) in zip(self.quantizers, self.rows) {
            let cells = row.map { String(format: "%.0f (%.2f)", self.rate($0.bits), $0.quality) }
            print("q \(quantizer) |", cells.joined(separator: " | "))
        }
        let mismatches = self.rows.joined().reduce(0) { $0 + $1.mismatchCount }
        print("")
        print("Pictures that decoded to something else than the encoder saw: \(mismatches)")
        print("")
    }

    func printDifferences() {
        print("BD-rate | full | key")
        print("---|---|---")
        self.printDifference("all layers against simulcast", .simulcast) { $0.bits }
        self.printDifference("a top viewer against a single layer", .single) { $0.viewerBits }
        print("")
    }

    private func printDifference(
        _ title: String, _ anchor: Method, _ bits: (Trial) -> Int,
    ) {
        let anchors = self.trials(anchor).map { $0.point($0.bits) }
        let cells = [Method.full, .key].map { method in
            Bjontegaard.rateDifference(anchors, self.trials(method).map { $0.point(bits($0)) })
                .map { String(format: "%+.1f %%", $0) } ?? "?"
        }
        print(title, "|", cells.joined(separator: " | "))
    }

    func printTimes(layers: Int) {
        print(
            "ms of processor a picture |", Method.allCases.map(\.rawValue).joined(separator: " | "))
        print("---" + String(repeating: "|---", count: Method.allCases.count))
        self.printTimes("encode", layers, \.encoding)
        self.printTimes("decode, top", layers, \.decoding)
        let ratios = [
            ("encode, of simulcast", Method.simulcast, \Trial.encoding),
            ("decode, of a single layer", Method.single, \Trial.decoding),
        ]
        for (title, anchor, stopwatch) in ratios {
            let whole = self.milliseconds(anchor, stopwatch)
            let cells = Method.allCases.map {
                String(format: "%.2f×", self.milliseconds($0, stopwatch) / whole)
            }
            print(title, "|", cells.joined(separator: " | "))
        }
        print("")
    }

    private func printTimes(_ title: String, _ layers: Int, _ stopwatch: KeyPath<Trial, Stopwatch>)
    {
        let cells = Method.allCases.map {
            String(format: "%.2f", self.milliseconds($0, stopwatch))
        }
        print(title, "|", cells.joined(separator: " | "))
        for layer in 0..<layers {
            let cells = Method.allCases.map { method in
                method == .single || method == .simulcast
                    ? "–"
                    : String(
                        format: "%.2f",
                        self.average(method) { $0[keyPath: stopwatch].byLayer[layer] })
            }
            print("… layer \(layer) |", cells.joined(separator: " | "))
        }
        for stage in CodecStage.allCases {
            let cells = Method.allCases.map { method in
                String(
                    format: "%.0f %%",
                    100 * self.average(method) { $0[keyPath: stopwatch].byStage[stage] ?? 0 }
                        / max(self.milliseconds(method, stopwatch), 1e-9))
            }
            print("… \(stage) |", cells.joined(separator: " | "))
        }
    }

    private func milliseconds(_ method: Method, _ stopwatch: KeyPath<Trial, Stopwatch>) -> Double {
        self.average(method) { $0[keyPath: stopwatch].total }
    }

    /// Milliseconds a picture over all quantizers.
    private func average(_ method: Method, _ seconds: (Trial) -> Double) -> Double {
        let trials = self.trials(method)
        let sum = trials.reduce(0) { $0 + seconds($1) }
        return 1000 * sum / Double(trials.count * self.clip.pictures.count)
    }

    /// The curves as an SVG picture.
    var plot: String {
        CurvePlot(
            title:
                "\(self.clip.name), \(self.clip.width) × \(self.clip.height): all layers together",
            curves: Method.allCases.map { method in
                CurvePlot.Curve(
                    name: method.rawValue,
                    points: self.trials(method).map {
                        OperatingPoint(rate: self.rate($0.bits), quality: $0.quality)
                    })
            }
        ).svg
    }
}
