import Testing

@testable import SealedMedia

struct SFrameHeaderTests {
    @Test func everyPublishedHeaderIsWrittenAndRead() throws {
        #expect(SFrameHeaderVector.all.count == 289)
        for vector in SFrameHeaderVector.all {
            let header = SFrameHeader(keyID: vector.keyID, counter: vector.counter)
            #expect(header.bytes == vector.bytes)
            #expect(header.length == vector.bytes.count)
            #expect(try SFrameHeader(parsing: vector.bytes.span) == header)
            let longer = vector.bytes + [0xAA]
            #expect(try SFrameHeader(parsing: longer.span) == header)
        }
    }

    @Test func everyHeaderThatStopsEarlyIsRefused() {
        for vector in SFrameHeaderVector.all {
            for count in 0..<vector.bytes.count {
                let part = Array(vector.bytes.prefix(count))
                #expect(throws: SealingError.malformed(.frameHeader)) {
                    try SFrameHeader(parsing: part.span)
                }
            }
        }
    }

    @Test(arguments: ["8000", "8007", "0800", "0807", "900012", "0900FF", "88FF00"])
    func aValueWrittenLongerThanNeededIsRefused(text: String) {
        let bytes = [UInt8](hexadecimal: text)
        #expect(throws: SealingError.malformed(.frameHeader)) {
            try SFrameHeader(parsing: bytes.span)
        }
    }
}
