import Foundation

/// The sources of this very checkout.
enum Repository {
    /// A Swift file: where it is below the top, and its lines.
    struct File: Sendable {
        var path: String
        var lines: [Substring]

        /// `Sources/Media/SendScheduler.swift` belongs to `Media`.
        var target: Substring { self.path.split(separator: "/").dropFirst().first ?? "" }
        var isGenerated: Bool { self.path.hasSuffix(".pb.swift") }
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let sources = Self.files(below: "Sources")
    static let tests = Self.files(below: "Tests")

    static func text(_ path: String) -> String? {
        try? String(contentsOf: self.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Names directly below a folder of the checkout, sorted.
    static func names(below folder: String) -> [String] {
        let path = self.root.appendingPathComponent(folder).path
        return (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
    }

    private static func files(below folder: String) -> [File] {
        let top = self.root.appendingPathComponent(folder).path
        let names = FileManager.default.enumerator(atPath: top)?.allObjects as? [String] ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
            let path = folder + "/" + name
            guard let text = self.text(path) else { return nil }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return File(path: path, lines: lines)
        }
    }
}
