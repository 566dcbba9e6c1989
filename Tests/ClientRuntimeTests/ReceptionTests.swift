import Rooms
import Testing
import Units
import Wire

@testable import ClientRuntime

struct ReceptionTests {
    private let header = MediaHeader(
        participant: 7, kind: .voice, number: 0, captureTime: 0, voiceLevel: 5)

    @Test func aVoicePacketLongerThanAnyOfOpusIsNotTaken() {
        for (length, isTaken) in [(0, false), (1, true), (1276, true), (1277, false)] {
            let reception = Reception(playsVoice: true, decodesVideo: false)
            reception.add(7, [])
            // Somebody counts as speaking after a few loud packets.
            for _ in 0..<50 {
                reception.take(self.header, [UInt8](repeating: 0, count: length))
            }
            #expect(reception.levels(at: .start).isEmpty == !isTaken, "\(length) bytes")
        }
    }

    @Test func theDecodingThreadEndsWhenItIsToldAndMayBeToldAgain() {
        let reception = Reception(playsVoice: false, decodesVideo: true)
        reception.add(7, [])
        reception.stop()
        reception.stop()
        reception.add(8, [])
    }

    @Test func noMoreParticipantsAreReceivedThanAConferenceHas() {
        let reception = Reception(playsVoice: true, decodesVideo: false)
        for participant in 0..<UInt32(1000) { reception.add(participant, []) }
        #expect(reception.participants.count == AllOnScreen.participantsMaximum)
        // Who left makes room.
        reception.remove(0)
        reception.add(1000, [])
        #expect(reception.participants.last == 1000)
    }
}
