import Testing

@testable import TestLinks

struct TunnelPacketTests {
    /// IPv4 and TCP headers alone, from port 4307 to 50000.
    private let packet: [UInt8] =
        [0x45, 0, 0, 40, 0, 1, 0x40, 0, 64, 6, 0xAA, 0xBB, 198, 18, 0, 1, 198, 18, 0, 2]
        + [0x10, 0xD3, 0xC3, 0x50] + [UInt8](repeating: 0, count: 16)

    @Test func addressesAreSwappedAndNothingElse() throws {
        let packet = try #require(TunnelPacket(self.packet[...]))
        #expect(packet.sourcePort == 4307)
        let swapped = packet.swapped
        #expect(swapped[12..<20] == [198, 18, 0, 2, 198, 18, 0, 1])
        #expect(swapped[..<12] == self.packet[..<12])
        #expect(swapped[20...] == self.packet[20...])
    }

    @Test(arguments: [0, 1, 19, 20, 39])
    func whatIsTooShortIsNoPacket(length: Int) {
        #expect(TunnelPacket(self.packet[..<length]) == nil)
    }

    @Test func otherProtocolsAreNoPackets() {
        var other = self.packet
        other[9] = 17
        #expect(TunnelPacket(other[...]) == nil)
        other = self.packet
        other[0] = 0x60
        #expect(TunnelPacket(other[...]) == nil)
        other = self.packet
        // A header that is longer than the packet.
        other[0] = 0x4F
        #expect(TunnelPacket(other[...]) == nil)
    }
}
