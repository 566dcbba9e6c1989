import Sessions
import Testing
import Units

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
            SoughtWords(["good", "mor"])?.expression(in: [1, 20])
                == "(\"1xgood\" AND \"1xmor\" *) OR (\"20xgood\" AND \"20xmor\" *)")
        #expect(SoughtWords([]) == nil)
    }

    @Test func wordsAreWholeButTheLast() throws {
        let words = try #require(SoughtWords(["Good", "mor"]))
        #expect(words.areIn("More than good"))
        #expect(!words.areIn("goodness, the morning"))
        #expect(!words.areIn("good as ever"))
        // Half of a character is the beginning of a word: the index knows no characters.
        #expect(try #require(SoughtWords(["क"])).areIn("कि"))
    }

    @Test func whatIsReadAndWhatIsIndexedAreFoundAlike() throws {
        let stage = try ChatStage()
        stage.play()
        var random = SeededRandom(seed: 7)
        let vocabulary = ["a", "ab", "abc", "b", "ba", "É", "e", "क", "कि"]
        let count: UInt64 = 300
        for revision in 2..<(2 + count) {
            let words = (0..<3).map { _ in vocabulary.randomElement(using: &random)! }
            let sender = Bool.random(using: &random) ? stage.ada : stage.bob
            _ = stage.perform(stage.message(revision, by: sender, words.joined(separator: " ")))
        }
        for text in vocabulary + ["a b", "ab e", "b कि"] {
            let words = try #require(SearchWords(text))
            for (before, limit) in [(0, 5), (0, 300), (2 + count / 2, 20)] as [(UInt64, Int)] {
                let pages = try [0, 10, 100, 1000].map { reading in
                    try stage.database.inspect {
                        try $0.search(
                            words, nil, stage.bob, before: before, limit: limit, reading: reading)
                    }.map(\.revision)
                }
                #expect(!pages[0].isEmpty, "\(text)")
                #expect(pages.allSatisfy { $0 == pages[0] }, "\(text) before \(before): \(pages)")
            }
        }
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
