import Rooms
import Testing
import Units

@Suite struct PINTests {
    @Test func `a PIN is four to ten digits`() throws {
        for digits in ["0000", "1234567890"] { #expect(try PIN(digits).digits == digits) }
        for text in ["", "123", "12345678901", "12a4", "１２３４", "12 34", "-1234", "1234\n"] {
            let denial = #expect(throws: Denial.self) { try PIN(text) }
            #expect(denial == Denial(.tooLong, "a PIN has 4 to 10 digits"))
        }
    }

    @Test func `a made PIN has six digits, all of them used`() {
        var random = SeededRandom(seed: 24)
        let pins = (0..<200).map { _ in PIN(using: &random) }
        #expect(pins.allSatisfy { $0.digits.utf8.count == 6 })
        #expect(Set(pins.flatMap(\.digits)).count == 10)
        #expect(Set(pins).count > 190)
    }

    @Test func `nothing prints a PIN`() throws {
        var settings = ConferenceSettings(.smart)
        settings.pin = try PIN("271828")
        var dumped = ""
        dump(settings, to: &dumped)
        for text in ["\(settings)", String(reflecting: settings), "\(settings.pin as Any)", dumped]
        {
            #expect(!text.contains("271828"))
            #expect(text.contains("PIN"))
        }
    }
}

@Suite struct PINAttemptsTests {
    private let pin = PIN.sample
    private var attempts = PINAttempts()

    private func minutes(_ count: Int) -> Instant { .start + .seconds(60 * count) }

    private mutating func attempt(
        _ given: String?, from source: String = "192.0.2.1", at now: Instant = .start
    ) -> Denial? {
        do throws(Denial) {
            let digits = self.pin.digits
            try self.attempts.check(given, from: source, at: now) { $0 == digits }
            return nil
        } catch { return error }
    }

    @Test mutating func `the right one passes, none is asked for, a wrong one counts`() {
        #expect(self.attempt("271828") == nil)
        #expect(self.attempt(nil)?.cause == .pinRequired)
        #expect(self.attempt("")?.cause == .pinRequired)
        #expect(
            self.attempt("271829") == Denial(.pinWrong, "the PIN is wrong; 4 more tries"))
    }

    @Test mutating func `after five wrong ones the right one waits for the rest of 15 minutes`() {
        for minute in 0..<4 { #expect(self.attempt("0000", at: self.minutes(minute)) != nil) }
        #expect(
            self.attempt("0000", at: self.minutes(4))?.sentence
                == "the PIN is wrong; 0 more tries")
        let locked = self.attempt("271828", at: self.minutes(5))
        #expect(locked?.cause == .pinLocked)
        #expect(locked?.retryAfter == .seconds(600))
        #expect(self.attempt("271828", at: self.minutes(15)) == nil)
        #expect(self.attempt("0000", at: self.minutes(15))?.cause == .pinWrong)
    }

    @Test mutating func `asking without a PIN is no attempt`() {
        for _ in 0..<20 { #expect(self.attempt(nil)?.cause == .pinRequired) }
        #expect(self.attempt("271828") == nil)
    }

    @Test mutating func `a right PIN does not clear the count`() {
        for _ in 0..<4 {
            #expect(self.attempt("0000")?.cause == .pinWrong)
            #expect(self.attempt("271828") == nil)
        }
        #expect(self.attempt("0000")?.cause == .pinWrong)
        #expect(self.attempt("271828")?.cause == .pinLocked)
    }

    @Test mutating func `one source does not lock another`() {
        for _ in 0..<6 { _ = self.attempt("0000") }
        #expect(self.attempt("271828", from: "192.0.2.2") == nil)
    }

    @Test mutating func `memory is bounded, and the oldest source goes first`() {
        var limits = PINAttempts.Limits()
        limits.sourcesMaximum = 2
        self.attempts = PINAttempts(limits: limits)
        for source in ["a", "b"] {
            for _ in 0..<5 {
                _ = self.attempt("0000", from: source, at: self.minutes(source == "a" ? 0 : 1))
            }
        }
        _ = self.attempt("0000", from: "c", at: self.minutes(2))
        #expect(self.attempt("271828", from: "a", at: self.minutes(2)) == nil)
        #expect(self.attempt("271828", from: "b", at: self.minutes(2))?.cause == .pinLocked)
    }
}

extension PIN {
    fileprivate static var sample: PIN {
        do { return try PIN("271828") } catch { preconditionFailure("six digits are a PIN") }
    }
}
