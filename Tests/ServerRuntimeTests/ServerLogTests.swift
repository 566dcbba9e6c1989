import Testing
import Units

@testable import ServerRuntime

struct LogLineTextTests {
    private let time = Timestamp(milliseconds: 0)

    private func line(_ format: LogFormat, _ pairs: [(String, String)]) -> String {
        LogLineText.line(format, time: self.time, level: "info", message: "said", pairs: pairs)
    }

    @Test func valuesAreTextOnOneLine() {
        #expect(
            self.line(.text, [("a", "b"), ("c", "d e"), ("f", "")])
                == "1970-01-01T00:00:00.000Z info said a=b c=\"d e\" f=\"\"")
    }

    @Test func whatATerminalWouldObeyIsShownInstead() {
        let evil = "\u{1B}]0;x\u{7}\n\u{202E}\u{9B}2J\\"
        #expect(
            self.line(.text, [("n", evil)])
                == "1970-01-01T00:00:00.000Z info said n=\\u{1b}]0;x\\u{7}\\u{a}\\u{202e}\\u{9b}2J\\\\"
        )
        #expect(
            self.line(.json, [("n", evil + "\"")])
                == #"{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"said","n":"\u001b]0;x\u0007\u000a\u202e\u009b2J\\\""}"#
        )
    }

    @Test func aLongValueIsCut() {
        let line = self.line(.text, [("n", String(repeating: "x", count: 10_000))])
        #expect(line.count < 400)
    }
}

struct LogBudgetTests {
    @Test func aMinuteHasItsLinesAndTheNextOneSaysWhatWasLeftOut() {
        var budget = LogBudget()
        let start = Instant(nanoseconds: 1)
        let verdicts = (0..<100).map { _ in budget.next(at: start) }
        #expect(verdicts.prefix(60).allSatisfy { $0 == .write(leftOut: 0) })
        #expect(verdicts.dropFirst(60).allSatisfy { $0 == .leaveOut })
        #expect(budget.next(at: start + .seconds(60)) == .write(leftOut: 40))
        #expect(budget.next(at: start + .seconds(180)) == .write(leftOut: 0))
    }
}
