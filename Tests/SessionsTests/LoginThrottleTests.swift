import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

struct LoginThrottleTests {
    let ada: AccountName
    let bob: AccountName
    let start = Moment(
        instant: Instant(nanoseconds: 1_000_000_000_000),
        timestamp: Timestamp(milliseconds: 1_700_000_000_000))

    init() throws {
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
    }

    private func later(_ seconds: Int) -> Moment {
        Moment(
            instant: self.start.instant + .seconds(seconds),
            timestamp: Timestamp(
                milliseconds: self.start.timestamp.milliseconds + Int64(seconds) * 1000))
    }

    @Test func tenFailuresLockANameForTheRestOfTheWindow() {
        var throttle = LoginThrottle(at: self.start)
        for index in 0..<10 {
            #expect(throttle.mayTry(self.ada, from: "\(index)", at: self.start.instant))
            _ = throttle.failed(self.ada, from: "\(index)", at: self.start)
        }
        #expect(!throttle.mayTry(self.ada, from: "elsewhere", at: self.start.instant))
        #expect(throttle.mayTry(self.bob, from: "elsewhere", at: self.start.instant))
        let later = self.start.instant + .seconds(899)
        #expect(!throttle.mayTry(self.ada, from: "", at: later))
        #expect(throttle.mayTry(self.ada, from: "", at: later + .seconds(1)))
    }

    @Test func theWaitIsThatOfTheLockThatLastsLongest() throws {
        var limits = LoginThrottle.Limits()
        limits.failuresMaximum = 1
        limits.namesPerSourceMaximum = 1
        var throttle = LoginThrottle(limits: limits, at: self.start)
        #expect(throttle.rest(before: self.ada, from: "here", at: self.start.instant) == nil)
        _ = throttle.failed(self.ada, from: "", at: self.start)
        _ = throttle.failed(self.bob, from: "here", at: self.later(100))
        let now = self.later(200).instant
        #expect(throttle.rest(before: self.ada, from: "there", at: now) == .seconds(700))
        #expect(throttle.rest(before: self.ada, from: "here", at: now) == .seconds(800))
    }

    /// Neither words nor the time to wait tell a name that there is from one that there is not.
    @Test(arguments: ["ada", "nobody", "gone"])
    func everyNameIsToldTheSameWait(name: String) throws {
        var desk = try Desk("ada", "gone")
        try desk.store.database.setActive(false, try #require(AccountName("gone")))
        var waits: [UInt32] = []
        for number in 1...12 {
            let id = ConnectionID(UInt64(number))
            // At last the right password, which does not count.
            let password = number == 12 ? name : "wrong"
            #expect(try !desk.logIn(id, name, password: password, source: "\(number)"))
            guard case .refused(let refused)? = desk.lastAnswer(to: id) else {
                throw Desk.Unexpected()
            }
            #expect(refused.text == Refusal.loginRefused.sentence)
            waits.append(refused.retryAfterSeconds)
            desk.live(1000)
        }
        #expect(waits == [UInt32](repeating: 0, count: 9) + [892, 891, 890])
    }

    @Test func theAdministratorSaysHowManyAndHowLong() {
        let policy = LockoutPolicy(failuresMaximum: 2, windowMinutes: 1)
        var throttle = LoginThrottle(limits: .init(policy), at: self.start)
        _ = throttle.failed(self.ada, from: "", at: self.start)
        #expect(throttle.mayTry(self.ada, from: "", at: self.start.instant))
        _ = throttle.failed(self.ada, from: "", at: self.start)
        #expect(!throttle.mayTry(self.ada, from: "", at: self.later(59).instant))
        #expect(throttle.mayTry(self.ada, from: "", at: self.later(60).instant))
    }

    @Test func theRightPasswordForgivesMistakes() {
        var throttle = LoginThrottle(at: self.start)
        for _ in 0..<9 { _ = throttle.failed(self.ada, from: "", at: self.start) }
        let (first, second) = (throttle.forget(self.ada), throttle.forget(self.ada))
        #expect(first && !second)
        for _ in 0..<9 { _ = throttle.failed(self.ada, from: "", at: self.start) }
        #expect(throttle.mayTry(self.ada, from: "", at: self.start.instant))
    }

    @Test func aSourceMayTryFiftyNames() throws {
        var throttle = LoginThrottle(at: self.start)
        for index in 0..<50 {
            let name = try #require(AccountName("user\(index)"))
            #expect(throttle.mayTry(name, from: "here", at: self.start.instant))
            _ = throttle.failed(name, from: "here", at: self.start)
        }
        #expect(!throttle.mayTry(self.ada, from: "here", at: self.start.instant))
        #expect(throttle.mayTry(self.ada, from: "there", at: self.start.instant))
        #expect(
            throttle.mayTry(
                try #require(AccountName("user7")), from: "here", at: self.start.instant))
    }

    @Test func whatIsRememberedIsBounded() throws {
        var limits = LoginThrottle.Limits()
        limits.countersMaximum = 4
        limits.failuresMaximum = 1
        var throttle = LoginThrottle(limits: limits, at: self.start)
        for index in 0..<5 {
            let name = try #require(AccountName("user\(index)"))
            _ = throttle.failed(name, from: "", at: self.later(index))
        }
        let now = self.later(5).instant
        let locked = try (0..<5).filter { index in
            !throttle.mayTry(try #require(AccountName("user\(index)")), from: "", at: now)
        }
        #expect(locked == [1, 2, 3, 4])
    }

    // MARK: Over a restart

    @Test func aLockIsStillThereAfterARestartAndEndsInTime() {
        var throttle = LoginThrottle(at: self.start)
        var kept: [FailureCount] = []
        for _ in 0..<10 { kept = throttle.failed(self.ada, from: "here", at: self.start) }
        #expect(
            kept == [
                FailureCount(key: .name(self.ada), since: self.start.timestamp, failures: 10),
                FailureCount(
                    key: .source("here"), since: self.start.timestamp, names: [self.ada]),
            ])
        // The monotonic clock of another start has nothing to do with the one before.
        func again(after seconds: Int) -> Bool {
            var now = self.later(seconds)
            now.instant = .start
            let throttle = LoginThrottle(kept: kept, at: now)
            return throttle.mayTry(self.ada, from: "", at: now.instant)
        }
        #expect(!again(after: 1))
        #expect(!again(after: 899))
        #expect(again(after: 900))
        // The clock was set back.
        #expect(!again(after: -100_000))
    }

    @Test func whatIsKeptIsOnlyTakenUpToTheLimit() throws {
        var limits = LoginThrottle.Limits()
        limits.countersMaximum = 2
        limits.failuresMaximum = 1
        let names = try (0..<4).map { try #require(AccountName("user\($0)")) }
        let kept = names.enumerated().map { index, name in
            FailureCount(key: .name(name), since: self.later(index).timestamp, failures: 1)
        }
        let now = self.later(10)
        let throttle = LoginThrottle(limits: limits, kept: kept, at: now)
        #expect(
            names.map { throttle.mayTry($0, from: "", at: now.instant) } == [
                true, true, false, false,
            ])
    }

    @Test func theStoreForgetsWhatHasRunOut() {
        let throttle = LoginThrottle(at: self.start)
        let expired = Timestamp(milliseconds: self.start.timestamp.milliseconds - 900_000)
        #expect(
            throttle.keep([], at: self.start)
                == .keepFailures([], expired: expired, countMaximum: 10_000))
    }
}

extension LoginThrottle {
    fileprivate func mayTry(_ name: AccountName, from source: String, at now: Instant) -> Bool {
        self.rest(before: name, from: source, at: now) == nil
    }
}
