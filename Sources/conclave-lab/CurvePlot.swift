import Foundation

/// Rate-distortion curves as an SVG picture: kbit/s on a logarithmic scale, decibels upwards.
struct CurvePlot {
    struct Curve {
        var name: String
        var points: [OperatingPoint]
    }

    let title: String
    let curves: [Curve]

    private static let width = 640.0
    private static let height = 400.0
    private static let margin = 56.0
    private static let colours = ["#555555", "#c0392b", "#2471a3", "#1e8449"]

    var svg: String {
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(Self.height)" \
            font-family="sans-serif" font-size="12">
            """,
            "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
            self.text(Self.width / 2, 24, self.title, anchor: "middle"),
            self.text(Self.width / 2, Self.height - 12, "kbit/s", anchor: "middle"),
            self.text(12, 40, "dB", anchor: "start"),
        ]
        lines += self.grid
        for (index, curve) in self.curves.enumerated() {
            let colour = Self.colours[index % Self.colours.count]
            let points = curve.points.map { "\(self.x($0.rate)),\(self.y($0.quality))" }
            lines.append(
                """
                <polyline fill="none" stroke="\(colour)" stroke-width="2" \
                points="\(points.joined(separator: " "))"/>
                """)
            let row = Self.height - Self.margin - 20 - 18 * Double(index)
            lines.append(
                self.text(
                    Self.width - Self.margin - 8, row, curve.name, anchor: "end", colour: colour))
        }
        return (lines + ["</svg>", ""]).joined(separator: "\n")
    }

    private var grid: [String] {
        var lines: [String] = []
        let (low, high) = self.qualities
        for quality in Int(low.rounded(.up))...Int(high.rounded(.down)) {
            let row = self.y(Double(quality))
            lines.append(self.line(Self.margin, row, Self.width - Self.margin, row))
            lines.append(self.text(Self.margin - 8, row + 4, "\(quality)", anchor: "end"))
        }
        let (least, most) = self.rates
        for mark in Self.marks where mark >= least && mark <= most {
            let column = self.x(mark)
            lines.append(self.line(column, Self.margin, column, Self.height - Self.margin))
            lines.append(
                self.text(
                    column, Self.height - Self.margin + 18, String(format: "%.0f", mark),
                    anchor: "middle"))
        }
        return lines
    }

    private static let marks = (0..<6).flatMap { power in
        [1, 2, 5].map { $0 * pow(10, Double(power)) }
    }

    private var rates: (Double, Double) {
        let rates = self.curves.flatMap { $0.points.map(\.rate) }
        return ((rates.min() ?? 1) * 0.9, (rates.max() ?? 10) * 1.1)
    }

    private var qualities: (Double, Double) {
        let qualities = self.curves.flatMap { $0.points.map(\.quality) }
        return ((qualities.min() ?? 30) - 0.5, (qualities.max() ?? 40) + 0.5)
    }

    private func x(_ rate: Double) -> Double {
        let (least, most) = self.rates
        let place = log(rate / least) / log(most / least)
        return (Self.margin + place * (Self.width - 2 * Self.margin)).rounded()
    }

    private func y(_ quality: Double) -> Double {
        let (low, high) = self.qualities
        let place = (quality - low) / (high - low)
        return (Self.height - Self.margin - place * (Self.height - 2 * Self.margin)).rounded()
    }

    private func line(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> String {
        """
        <line x1="\(left)" y1="\(top)" x2="\(right)" y2="\(bottom)" stroke="#dddddd"/>
        """
    }

    private func text(
        _ x: Double, _ y: Double, _ text: String, anchor: String, colour: String = "#333333",
    ) -> String {
        let escaped = text.replacingOccurrences(of: "&", with: "&amp;")
            .replacingOccurrences(of: "<", with: "&lt;")
        return
            "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\" fill=\"\(colour)\">\(escaped)</text>"
    }
}
