import Testing
import Units

@testable import Sessions

/// The order of posts, whatever a busy server takes and refuses.
struct OutboxTests {
    private static func message(_ number: UInt8) -> Outgoing {
        Outgoing(chat: "group:a", clientID: [number], text: "\(number)")
    }

    private static func outbox(_ numbers: ClosedRange<UInt8>) -> Outbox {
        var outbox = Outbox(limit: 100)
        for number in numbers { _ = outbox.add(self.message(number)) }
        return outbox
    }

    private static func sent(_ outbox: inout Outbox, _ limit: Int) -> [UInt8] {
        var sent: [UInt8] = []
        while let message = outbox.next(inFlightMaximum: limit) { sent += message.clientID }
        return sent
    }

    @Test func aPostponedPostWaitsForTheAnswersToThoseBehindIt() {
        var outbox = Self.outbox(1...4)
        let retry = Instant(nanoseconds: 1_000_000_000)
        #expect(Self.sent(&outbox, 3) == [1, 2, 3])
        outbox.postpone([1], until: retry)
        outbox.retryDue(at: retry)
        // What becomes of 2 and 3 isn't known yet; sent now, 1 could come to lie behind 4.
        #expect(Self.sent(&outbox, 3) == [])
        outbox.postpone([2], until: retry)
        outbox.postpone([3], until: retry)
        outbox.retryDue(at: retry)
        #expect(Self.sent(&outbox, 3) == [1, 2, 3])
        outbox.acknowledge([1])
        #expect(Self.sent(&outbox, 3) == [4])
    }

    @Test func nothingIsSentWhileABusyServerRests() {
        var outbox = Self.outbox(1...2)
        let retry = Instant(nanoseconds: 1_000_000_000)
        #expect(Self.sent(&outbox, 1) == [1])
        outbox.postpone([1], until: retry)
        #expect(Self.sent(&outbox, 2) == [])
        outbox.retryDue(at: Instant(nanoseconds: 999_999_999))
        #expect(Self.sent(&outbox, 2) == [])
        outbox.retryDue(at: retry)
        #expect(Self.sent(&outbox, 2) == [1, 2])
    }

    @Test func aNewConnectionSendsEverythingAgainInOrder() {
        var outbox = Self.outbox(1...3)
        #expect(Self.sent(&outbox, 3) == [1, 2, 3])
        outbox.postpone([2], until: Instant(nanoseconds: 1_000_000_000))
        outbox.connectionChanged()
        #expect(Self.sent(&outbox, 3) == [1, 2, 3])
    }
}
