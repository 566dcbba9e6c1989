import Testing

@testable import SecureSockets

struct HalfOpenCountTests {
    private func v4(_ last: UInt8) -> HalfOpenCount.Source { .init(address: [192, 0, 2, last]) }

    @Test func aSourceHasItsShareAndOthersHaveTheirs() {
        var count = HalfOpenCount(perSourceMaximum: 2, maximum: 3)
        let answers = [1, 1, 1, 2, 2].map { count.enter(self.v4($0)) }
        #expect(answers == [true, true, false, true, false])
        count.leave(self.v4(1))
        let again = [count.enter(self.v4(1)), count.enter(self.v4(1))]
        #expect(again == [true, false])
        #expect(count.count == 3)
    }

    @Test func leavingWithoutHavingComeChangesNothing() {
        var count = HalfOpenCount(perSourceMaximum: 1, maximum: 1)
        count.leave(self.v4(1))
        #expect(count.count == 0)
    }

    @Test func aMappedAddressIsTheIPv4AddressAndANetworkIsOneSource() {
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 192, 0, 2, 1]
        #expect(HalfOpenCount.Source(address: mapped) == self.v4(1))
        let network: [UInt8] = [0x20, 1, 0xD, 0xB8, 0, 0, 0, 1]
        let one = HalfOpenCount.Source(address: network + [0, 0, 0, 0, 0, 0, 0, 1])
        let other = HalfOpenCount.Source(address: network + [9, 9, 9, 9, 9, 9, 9, 9])
        #expect(one == other)
        #expect(one != self.v4(1))
    }
}
