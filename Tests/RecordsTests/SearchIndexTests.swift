import Sessions
import Testing

@testable import Records

struct SearchIndexTests {
    @Test(arguments: [
        ("Hello, World-wide 2nd", ["hello", "world", "wide", "2nd"]),
        ("CAFÉ cafe\u{301} naïve", ["cafe", "cafe", "naive"]),
        ("Größe ὈΔΥΣΣΕΎΣ Ὀδυσσεύς йод", ["große", "οδυσσευσ", "οδυσσευσ", "иод"]),
        // Vowel signs belong to their words; what only joins letters separates.
        ("हिन्दी می‌خواهم", ["हिन्दी", "می", "خواهم"]),
        ("日本語 １２", ["日本語", "１２"]),
        ("\"*) OR (x:y", ["or", "x", "y"]),
        (" -- \u{200D}🎉", []),
    ])
    func wordsAreWithoutCaseAndAccents(text: String, words: [String]) {
        #expect(SearchIndex.words(in: text) == words)
    }

    @Test func aWordBelongsToItsChat() {
        #expect(SearchIndex.row("Say 7xfoo", in: 1) == "1xsay 1x7xfoo")
        #expect(SearchIndex.row("foo", in: 17) == "17xfoo")
    }

    @Test func aQuestionIsAskedOfEveryChat() {
        #expect(
            SearchIndex.expression(for: ["good", "mor"], in: [1, 20])
                == "(\"1xgood\" AND \"1xmor\" *) OR (\"20xgood\" AND \"20xmor\" *)")
        #expect(SearchIndex.expression(for: [], in: [1]) == nil)
        #expect(SearchIndex.expression(for: ["good"], in: []) == nil)
    }

    @Test func whatIsIndexedIsFoundUnderTheSameWord() throws {
        let stage = try ChatStage()
        let texts = ["Ærøskøbing", "Ⅷ", "x½", "한국어", "I\u{307}zmir", "a\u{200D}b"]
        stage.play()
        for (index, text) in texts.enumerated() {
            _ = stage.perform(stage.message(UInt64(index + 2), by: stage.ada, text))
        }
        for (index, text) in texts.enumerated() {
            #expect(try stage.found(text, by: stage.bob) == [UInt64(index + 2)], "\(text)")
        }
    }

    @Test func aChangeUndoneByAnErrorLeavesNothingInTheIndex() throws {
        let stage = try ChatStage()
        stage.play(stage.message(2, by: stage.ada, "first"))
        // The second one's revision is taken, so the first one is undone, too.
        let reply = stage.perform(
            stage.message(3, by: stage.ada, "undone"), stage.message(2, by: stage.ada, "taken"))
        guard case .failed = reply else {
            Issue.record("\(reply)")
            return
        }
        #expect(try stage.found("undone", by: stage.ada) == [])
        _ = stage.perform(stage.message(3, by: stage.ada, "third"))
        #expect(try stage.found("third", by: stage.ada) == [3])
        #expect(try stage.database.integrityFaults().isEmpty)
    }
}
