import Testing

/// The layers of the guide "Architecture": who may import what.
struct LayerTests {
    /// Modules that make a program depend on the world outside.
    private static let outside: Set<String> = [
        "Foundation", "Glibc", "Dispatch", "Synchronization", "NIOCore", "NIOPosix", "GRDB",
        "Crypto", "Logging", "TOMLKit", "ArgumentParser",
    ]
    private static let cores = [
        "Units", "Wire", "Rooms", "Media", "Sessions", "Canvas", "Interface",
    ]
    /// Adapters, each the only door to something, and the modules that only they may import.
    private static let doors: [String: Set<String>] = [
        "CNcurses": ["CursesTerminal"],
        "COpenSSL": ["SecureSockets", "SealedMedia", "conclave-lab"],
        "CVPX": ["VPXVideo"],
        "COpus": ["OpusVoice"],
        "CALSA": ["ALSAAudio"],
        "CVideo4Linux": ["V4LCamera"],
        "GRDB": ["Records"],
        "SwiftProtobuf": ["Wire"],
        "Crypto": ["SealedMedia"],
        "ArgumentParser": ["conclave", "conclaved", "conclave-lab"],
    ]

    @Test func coresImportNothingFromOutside() {
        for file in Repository.sources where Self.cores.contains(String(file.target)) {
            // Generated messages hold their bytes in Foundation's Data; one file translates it.
            if file.isGenerated || file.path == "Sources/Wire/Control.swift" { continue }
            for module in Self.imports(of: file) {
                #expect(!Self.outside.contains(module), "\(file.path) imports \(module)")
                #expect(!module.hasPrefix("C") || module == "Canvas", "\(file.path): \(module)")
            }
        }
    }

    @Test func everyDoorHasOneRoom() {
        for file in Repository.sources {
            for module in Self.imports(of: file) {
                guard let rooms = Self.doors[module] else { continue }
                #expect(rooms.contains(String(file.target)), "\(file.path) imports \(module)")
            }
        }
    }

    @Test func coresContainNothingUnsafe() {
        for file in Repository.sources where Self.cores.contains(String(file.target)) {
            for (number, line) in file.lines.enumerated() {
                let isCode = !line.drop { $0 == " " }.hasPrefix("//")
                let words = line.split { !$0.isLetter }
                #expect(!isCode || !words.contains("unsafe"), "\(file.path):\(number + 1)")
            }
        }
    }

    private static func imports(of file: Repository.File) -> [String] {
        file.lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index < 2, words.count == index + 2
            else { return nil }
            return words.last.map(String.init)
        }
    }
}
