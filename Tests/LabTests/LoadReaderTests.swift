import Media
import Testing
import Wire

@testable import conclave_lab

struct LoadReaderTests {
    private let message =
        MediaHeader(
            participant: 7, kind: .camera, spatialLayer: 1, flags: .key, number: 3,
            captureTime: 123_456_789
        ).bytes + [UInt8](repeating: 0x5A, count: 9000)

    private func items(
        _ bytes: [UInt8], inPiecesOf size: Int
    ) throws -> [LoadReader.Item] {
        var reader = LoadReader()
        var items: [LoadReader.Item] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            reader.append(bytes[start..<min(start + size, bytes.count)])
            while let item = try reader.next() { items.append(item) }
        }
        return items
    }

    @Test(arguments: [1, 7, 33, 34, 35, 4096, 100_000])
    func framesAreFoundHoweverTheyAreCut(size: Int) throws {
        var bytes = Frame(kind: .control, body: [1, 2, 3]).bytes
        for body in MediaFragment.split(self.message, participant: 7, kind: .camera) {
            bytes += Frame(kind: .media, body: body).bytes
        }
        bytes += Frame(kind: .control, body: []).bytes
        let first = LoadReader.Media(
            participant: 7, kind: .camera, spatialLayer: 1, isFirst: true, isLast: false,
            captureTime: 123_456_789)
        var middle = first
        middle.isFirst = false
        middle.captureTime = 0
        var last = middle
        last.isLast = true
        #expect(
            try self.items(bytes, inPiecesOf: size) == [
                .control([1, 2, 3]), .media(first), .media(middle), .media(last), .control([]),
            ])
    }

    @Test(arguments: [1, 5, 10_000])
    func aBareForwardersFramesAreOneFragmentEach(size: Int) throws {
        let welcome: [UInt8] = [0, 0, 0, 1, UInt8(ascii: "W")]
        let frame = BareForwarder.frame(of: self.message, participant: 7, kind: .camera)
        let items = try self.items(welcome + frame + frame, inPiecesOf: size)
        let media = LoadReader.Media(
            participant: 7, kind: .camera, spatialLayer: 0, isFirst: true, isLast: true,
            captureTime: 123_456_789)
        #expect(items == [.media(media), .media(media)])
    }

    @Test func anUnknownKindIsAnError() {
        #expect(throws: LoadError.self) { try self.items([9, 0, 0, 0], inPiecesOf: 4) }
    }

    @Test func percentilesAreOfSortedValues() {
        let delays: [UInt32] = [5000, 1000, 3000, 2000, 4000]
        #expect(delays.milliseconds(at: 0) == 1)
        #expect(delays.milliseconds(at: 0.5) == 3)
        #expect(delays.milliseconds(at: 1) == 5)
        #expect([UInt32]().milliseconds(at: 0.5).isNaN)
    }
}
