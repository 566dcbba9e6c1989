internal import Canvas
internal import Foundation
internal import Units

/// The themes that come with the program, and a person's own: `NAME.toml` in a folder.
struct ThemeLibrary: Sendable {
    private static let suffix = ".toml"

    let folder: String

    init(_ folder: String) {
        self.folder = folder
    }

    /// The names of a person's own, sorted.
    var ownNames: [String] {
        // A folder that isn't there has none.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: self.folder)) ?? []
        return files.filter { $0.hasSuffix(Self.suffix) }
            .map { String($0.dropLast(Self.suffix.count)) }
            .filter { self.path($0) != nil }.sorted()
    }

    /// All names, sorted.
    var names: [String] {
        Set(self.ownNames).union(Theme.shippedEntries.keys).sorted()
    }

    /// The theme of a name; a person's own wins over a shipped one, and may inherit from that.
    func theme(_ name: String) throws(Failure) -> Theme {
        var files: [TOMLFile] = []
        var parents = Theme.shippedEntries
        var entries: [String: String] = [:]
        var seen: Set<String> = []
        var next: String? = name
        while let name = next, seen.insert(name).inserted, let file = try self.file(name) {
            let found = try Self.entries(of: file)
            if files.isEmpty { entries = found } else { parents[name] = found }
            files.append(file)
            next = found["inherits"]
        }
        if files.isEmpty {
            guard let shipped = Theme.shipped[name] else { throw self.unknown(name) }
            return shipped
        }
        do { return try Theme(name: name, entries: entries, parents: parents) } catch {
            let file = files.first { $0.entries[error.key] != nil } ?? files[0]
            throw Failure(
                .configuration,
                "\(file.place(error.key)): \(Sanitized(remote: error.sentence).text)")
        }
    }

    private func unknown(_ name: String) -> Failure {
        let nearest = Spelling.nearest(to: name, among: self.names) ?? ""
        return Failure(
            .configuration, "there is no theme '\(Sanitized(remote: name).text)'",
            hint: "did you mean '\(nearest)'? 'conclave themes' lists all")
    }

    /// Nil for what can't be a file's name.
    private func path(_ name: String) -> String? {
        let isName = name.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0))
        }
        return isName && !name.isEmpty ? "\(self.folder)/\(name)\(Self.suffix)" : nil
    }

    private func file(_ name: String) throws(Failure) -> TOMLFile? {
        guard let path = self.path(name) else { return nil }
        return try TOMLFile(path)
    }

    private static func entries(of file: TOMLFile) throws(Failure) -> [String: String] {
        var entries: [String: String] = [:]
        for (key, entry) in file.entries.sorted(by: { $0.value.line < $1.value.line }) {
            guard case .text(let text) = entry.value else {
                throw Failure(.configuration, "\(file.place(key)): '\(key)' takes text in quotes")
            }
            entries[key] = text
        }
        return entries
    }
}
