import Media
import Testing
import Wire

/// What a sender that lets the base overtake the enhancement makes of two pictures.
struct FragmentLaneTests {
    private func message(layer: Int, _ octet: UInt8) -> [UInt8] {
        let header = MediaHeader(
            participant: 1, kind: .camera, spatialLayer: layer, number: 0, captureTime: 0)
        return header.bytes + [UInt8](repeating: octet, count: 5000)
    }

    @Test func aBaseThatOvertakesAnEnhancementHarmsNeither() throws {
        let base = self.message(layer: 0, 1)
        let enhancement = self.message(layer: 1, 2)
        let slow = MediaFragment.split(enhancement, participant: 1, kind: .camera)
        let fast = MediaFragment.split(base, participant: 1, kind: .camera)
        #expect(slow.count == 2 && fast.count == 2)
        var assembler = MediaAssembler()
        var messages: [[UInt8]] = []
        for body in [slow[0], fast[0], fast[1], slow[1]] {
            if let message = try assembler.append(body) { messages.append(message) }
        }
        #expect(messages == [base, enhancement])
    }
}
