import Testing

/// What the guides forbid, and what to use instead.
struct HouseRulesTests {
    private static let banned: [(text: String, instead: String)] = [
        ("try!", "handle the error"),
        (" as! ", "use as? and say what else is possible"),
        ("ContinuousClock", "take the time as an Instant"),
        ("Task.detached", "give the task an owner"),
        ("NIOAsyncChannel", "use channel handlers on the media path"),
    ]

    @Test func nothingBannedIsUsed() {
        for file in Repository.sources where !file.isGenerated {
            for (number, line) in file.lines.enumerated() {
                guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { continue }
                for (text, instead) in Self.banned where line.contains(text) {
                    Issue.record("\(file.path):\(number + 1): \(text): \(instead)")
                }
            }
        }
    }

    /// Whoever switches off the checking of data races says by what they are guarded.
    @Test func uncheckedSendableCarriesAReason() {
        for file in Repository.sources where !file.isGenerated {
            for (number, line) in file.lines.enumerated() where line.contains("@unchecked Sendable")
            {
                let above = file.lines[max(0, number - 14)..<number]
                let hasReason = above.contains { $0.contains("@unchecked:") }
                #expect(hasReason, "\(file.path):\(number + 1)")
            }
        }
    }

    /// The same for a single property.
    @Test func nonisolatedUnsafeCarriesAReason() {
        for file in Repository.sources where !file.isGenerated {
            for (number, line) in file.lines.enumerated() where line.contains("nonisolated(unsafe)")
            {
                let above = file.lines[max(0, number - 3)..<number]
                let hasReason = above.contains { $0.drop(while: { $0 == " " }).hasPrefix("//") }
                #expect(hasReason, "\(file.path):\(number + 1)")
            }
        }
    }

    /// The top of the checkout holds what a newcomer expects and nothing else.
    @Test func theTopLevelIsTidy() {
        let expected: Set = [
            "LICENSE", "Package.swift", "README.md", "Sources", "Tests", "Themes", "man",
            "Package.resolved",
        ]
        for name in Repository.names(below: "") where !name.hasPrefix(".") {
            #expect(expected.contains(name), "\(name)")
        }
    }
}
