import Foundation
import Testing

@testable import ClientRuntime

struct JSONLineTests {
    /// What an independent reader makes of a line.
    private func read(_ line: JSONLine) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(line.text.utf8))
        return try #require(object as? [String: Any])
    }

    @Test func writesFieldsInTheOrderTheyWereAdded() {
        var line = JSONLine(type: "message")
        line.add("count", 3)
        line.add("isLast", true)
        line.add("members", ["ada", "grace"])
        #expect(
            line.text
                == #"{"v":1,"type":"message","count":3,"isLast":true,"members":["ada","grace"]}"#)
    }

    @Test(arguments: [
        "plain", "a \"quoted\" \\ word", "two\nlines\tand a tab", "\u{1B}[31mred\u{7F}\u{9B}",
        "\u{202E}backwards\u{2066}", "👩‍👩‍👧‍👦 and 😀", "line\u{2028}separator", "",
    ])
    func anyTextIsOneSafeLineThatReadsBackExactly(text: String) throws {
        var line = JSONLine(type: "message")
        line.add("text", text)
        #expect(try self.read(line)["text"] as? String == text)
        for scalar in line.text.unicodeScalars {
            let category = scalar.properties.generalCategory
            #expect(category != .control && category != .format && category != .lineSeparator)
        }
    }
}
