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
        let files = try self.lineage(of: name)
        if files.isEmpty {
            guard let shipped = Theme.shipped[name] else { throw self.unknown(name) }
            return shipped
        }
        var entries: [String: String] = [:]
        for file in files.reversed() { entries.merge(try Self.entries(of: file)) { $1 } }
        entries["inherits"] = try Self.parent(of: files[files.count - 1])
        do { return try Theme(name: name, entries: entries) } catch {
            throw self.failure(
                error, files.first { $0.entries[error.key] != nil }.map { [$0] } ?? [])
        }
    }

    /// A person's own files that make up a theme, the heir first; the last one's parent is a shipped
    /// theme, if it has one.
    private func lineage(of name: String) throws(Failure) -> [TOMLFile] {
        var files: [TOMLFile] = []
        var seen: Set<String> = []
        var next: String? = name
        while let name = next {
            let isShipped = Theme.shippedEntries[name] != nil
            if !seen.insert(name).inserted {
                if isShipped { return files }
                throw self.failure(.inheritsItself(name), files)
            }
            guard let file = try self.file(name) else {
                if isShipped || files.isEmpty { return files }
                let nearest = Spelling.nearest(to: name, among: self.names) ?? ""
                throw self.failure(.unknownTheme(inherits: name, nearest: nearest), files)
            }
            files.append(file)
            next = try Self.parent(of: file)
        }
        return files
    }

    private static func parent(of file: TOMLFile) throws(Failure) -> String? {
        try self.entries(of: file)["inherits"]
    }

    private func failure(_ error: ThemeError, _ files: [TOMLFile]) -> Failure {
        let place = files.last?.place(error.key) ?? self.folder
        return Failure(
            .configuration, "\(place): \(Sanitized(remote: error.sentence).text)")
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
