import Testing

/// A file that can be read in one sitting, a function that fits a screen.
struct SizeTests {
    private static let fileLengthMaximum = 600
    private static let functionLengthMaximum = 70

    @Test func filesStayReadable() {
        for file in Repository.sources + Repository.tests where !file.isGenerated {
            #expect(file.lines.count <= Self.fileLengthMaximum + 1, "\(file.path)")
        }
    }

    @Test func functionsFitAScreen() {
        for file in Repository.sources + Repository.tests where !file.isGenerated {
            for (name, length) in Self.functions(of: file) {
                #expect(length <= Self.functionLengthMaximum, "\(file.path): \(name)")
            }
        }
    }

    /// Functions as the formatter lays them out: from the line with `func` to the brace below it.
    private static func functions(of file: Repository.File) -> [(name: String, length: Int)] {
        var functions: [(name: String, length: Int)] = []
        for (start, line) in file.lines.enumerated() {
            let indentation = line.prefix { $0 == " " }
            let words = line.split { $0 == " " || $0 == "(" || $0 == "<" }
            guard let word = words.firstIndex(of: "func"), word < 6, words.count > word + 1,
                !line.drop(while: { $0 == " " }).hasPrefix("//"), !line.hasSuffix("}")
            else { continue }
            let closing = indentation + "}"
            let end = file.lines[start...].firstIndex { $0 == closing }
            functions.append((String(words[word + 1]), (end ?? start) - start + 1))
        }
        return functions
    }
}
