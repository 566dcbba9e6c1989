import Rooms
import Testing
import Units

@testable import Sessions

struct LoginThrottleTests {
    let ada: AccountName
    let bob: AccountName
    let start = Instant(nanoseconds: 1_000_000_000_000)

    init() throws {
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
    }

    @Test func tenFailuresLockANameForTheRestOfTheWindow() {
        var throttle = LoginThrottle()
        for index in 0..<10 {
            #expect(throttle.mayTry(self.ada, from: "\(index)", at: self.start))
            throttle.failed(self.ada, from: "\(index)", at: self.start)
        }
        #expect(!throttle.mayTry(self.ada, from: "elsewhere", at: self.start))
        #expect(throttle.mayTry(self.bob, from: "elsewhere", at: self.start))
        let later = self.start + .seconds(899)
        #expect(!throttle.mayTry(self.ada, from: "", at: later))
        #expect(throttle.mayTry(self.ada, from: "", at: later + .seconds(1)))
    }

    @Test func theRightPasswordForgivesMistakes() {
        var throttle = LoginThrottle()
        for _ in 0..<9 { throttle.failed(self.ada, from: "", at: self.start) }
        throttle.succeeded(self.ada)
        for _ in 0..<9 { throttle.failed(self.ada, from: "", at: self.start) }
        #expect(throttle.mayTry(self.ada, from: "", at: self.start))
    }

    @Test func aSourceMayTryFiftyNames() throws {
        var throttle = LoginThrottle()
        for index in 0..<50 {
            let name = try #require(AccountName("user\(index)"))
            #expect(throttle.mayTry(name, from: "here", at: self.start))
            throttle.failed(name, from: "here", at: self.start)
        }
        #expect(!throttle.mayTry(self.ada, from: "here", at: self.start))
        #expect(throttle.mayTry(self.ada, from: "there", at: self.start))
        #expect(throttle.mayTry(try #require(AccountName("user7")), from: "here", at: self.start))
    }

    @Test func whatIsRememberedIsBounded() throws {
        var limits = LoginThrottle.Limits()
        limits.countersMaximum = 4
        limits.failuresMaximum = 1
        var throttle = LoginThrottle(limits: limits)
        for index in 0..<5 {
            let name = try #require(AccountName("user\(index)"))
            throttle.failed(name, from: "", at: self.start + .seconds(index))
        }
        let now = self.start + .seconds(5)
        let locked = try (0..<5).filter { index in
            !throttle.mayTry(try #require(AccountName("user\(index)")), from: "", at: now)
        }
        #expect(locked == [1, 2, 3, 4])
    }
}
