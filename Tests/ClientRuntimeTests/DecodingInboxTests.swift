import Testing
import Units
import VPXVideo
import Wire

@testable import ClientRuntime

struct DecodingInboxTests {
    private let small = [LayerDescription(width: 320, height: 180)]
    private let large = [LayerDescription(width: 640, height: 360)]

    private func message(_ participant: UInt32, length: Int = 1) -> DecodingInbox.Message {
        DecodingInbox.Message(
            header: MediaHeader(
                participant: participant, kind: .camera, number: 0, captureTime: 0),
            payload: [UInt8](repeating: 0, count: length))
    }

    @Test func ofManyAnnouncementsOnlyTheNewestWaits() {
        var inbox = DecodingInbox()
        for _ in 0..<1000 {
            #expect(inbox.announce(7, self.small) == true)
            #expect(inbox.announce(7, self.large) == true)
        }
        #expect(inbox.take().changes == [7: self.large])
    }

    @Test func theSameLayersAnnouncedAgainChangeNothing() {
        var inbox = DecodingInbox()
        #expect(inbox.announce(7, self.small) == true)
        #expect(inbox.append(self.message(7)) == true)
        #expect(inbox.announce(7, self.small) == false)
        #expect(inbox.take().messages.count == 1)
        #expect(inbox.announce(7, self.small) == false)
        #expect(inbox.take().changes.isEmpty)
    }

    @Test func aStreamThatEndedBeginsAnewWithTheSameLayers() {
        var inbox = DecodingInbox()
        #expect(inbox.announce(7, self.small) == true)
        _ = inbox.take()
        #expect(inbox.end(7) == true)
        #expect(inbox.end(7) == false)
        #expect(inbox.announce(7, self.small) == true)
        #expect(inbox.take().changes == [7: self.small])
        #expect(inbox.announce(7, []) == true)
        #expect(inbox.take().changes == [7: []])
    }

    @Test func packetsOfFormerLayersAndOfNobodyAreDropped() {
        var inbox = DecodingInbox()
        #expect(inbox.append(self.message(7)) == false)
        #expect(inbox.announce(7, self.small) == true)
        #expect(inbox.announce(8, self.small) == true)
        #expect(inbox.append(self.message(7)) == true)
        #expect(inbox.append(self.message(8)) == true)
        #expect(inbox.announce(7, self.large) == true)
        #expect(inbox.take().messages == [self.message(8)])
    }

    @Test func noMorePacketsWaitThanTheLimit() {
        var inbox = DecodingInbox()
        #expect(inbox.announce(7, self.small) == true)
        for _ in 0..<DecodingInbox.packetCountMaximum {
            #expect(inbox.append(self.message(7)) == true)
        }
        #expect(inbox.append(self.message(7)) == false)
        _ = inbox.take()
        #expect(inbox.append(self.message(7)) == true)
    }

    @Test func noMoreBytesWaitThanTheLimit() {
        var inbox = DecodingInbox()
        #expect(inbox.announce(7, self.small) == true)
        let half = DecodingInbox.lengthMaximum.bytes / 2
        #expect(inbox.append(self.message(7, length: half)) == true)
        #expect(inbox.append(self.message(7, length: half)) == true)
        #expect(inbox.append(self.message(7)) == false)
        // What is thrown away gives its room back.
        #expect(inbox.announce(7, self.large) == true)
        #expect(inbox.append(self.message(7, length: half)) == true)
    }
}
