import Testing
import Units

@testable import SealedMedia

struct ReplayWindowTests {
    @Test(arguments: 0..<4)
    func itAgreesWithASetThatForgetsNothing(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var window = ReplayWindow()
        var seen: Set<UInt64> = []
        var newest: UInt64 = 0
        for _ in 0..<3000 {
            let ahead = UInt64.random(in: 0...(seed % 2 == 0 ? 8 : 3000), using: &random)
            let back = UInt64.random(in: 0...1300, using: &random)
            let counter = newest + ahead >= back ? newest + ahead - back : 0
            let isInReach = seen.isEmpty || counter > newest || newest - counter < 1024
            #expect(window.isFresh(counter) == (isInReach && !seen.contains(counter)))
            guard window.isFresh(counter) else { continue }
            window.record(counter)
            seen.insert(counter)
            newest = max(newest, counter)
        }
    }

    @Test func theOldestOfTheWindowIsFreshAndTheOneBeforeIsNot() {
        var window = ReplayWindow()
        window.record(5000)
        #expect(window.isFresh(5000 - 1023))
        #expect(!window.isFresh(5000 - 1024))
        #expect(!window.isFresh(5000))
        #expect(window.isFresh(UInt64.max - 1))
        window.record(UInt64.max - 1)
        #expect(!window.isFresh(UInt64.max - 1))
        #expect(window.isFresh(UInt64.max - 2))
    }
}
