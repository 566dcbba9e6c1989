import Testing

@testable import WebMFile

struct EBMLTests {
    /// RFC 8794, section 4: all ones mean unknown, so 127 takes two bytes.
    @Test func sizesAreAsShortAsTheyMayBe() {
        #expect(EBML.size(0) == [0x80])
        #expect(EBML.size(126) == [0xFE])
        #expect(EBML.size(127) == [0x40, 0x7F])
        #expect(EBML.size(16_382) == [0x7F, 0xFE])
        #expect(EBML.size(16_383) == [0x20, 0x3F, 0xFF])
        #expect(EBML.size(1 << 20) == [0x30, 0x00, 0x00])
        #expect(EBML.wideSize(5) == [0x01, 0, 0, 0, 0, 0, 0, 5])
    }

    @Test func elementsAreIDSizeAndContent() {
        #expect(EBML.element(.trackNumber, number: 0) == [0xD7, 0x81, 0])
        #expect(EBML.element(.pixelWidth, number: 1280) == [0xB0, 0x82, 0x05, 0x00])
        #expect(EBML.element(.docType, text: "webm") == [0x42, 0x82, 0x84] + Array("webm".utf8))
        #expect(
            EBML.element(.duration, float: 1) == [0x44, 0x89, 0x88, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0])
        #expect(EBML.void(5) == [0xEC, 0x83, 0, 0, 0])
        #expect(ElementID.cluster.bytes == [0x1F, 0x43, 0xB6, 0x75])
    }

    @Test func roomLeftForTheEndIsFilledExactly() {
        let head = WebMHead(tracks: [.video, .audio], width: 640, height: 360)
        #expect(head.seekHead(cuesOffset: nil).bytes.count == 80)
        #expect(head.seekHead(cuesOffset: 1 << 40).bytes.count == 80)
        #expect(head.bytes[Int(head.segmentStart)] == 0xEC)
        #expect(WebMHead.duration(123).count == 11)
        #expect(Array(head.bytes[Int(head.durationOffset)...].prefix(11)) == EBML.void(11))
    }
}
