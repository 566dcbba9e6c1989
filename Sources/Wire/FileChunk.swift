import Units

/// A piece of a file in a frame of its own: the file's number and the offset in 8 bytes each, both
/// big-endian, and the data.
package struct FileChunk: Sendable, Equatable {
    /// Bytes of data in one frame: about what fits one packet, so that voice waits behind no more.
    package static let dataMaximum = 1400
    private static let headerLength = 16

    package var file: UInt64
    package var offset: UInt64
    package var data: [UInt8]

    package init(file: UInt64, offset: UInt64, data: [UInt8]) {
        self.file = file
        self.offset = offset
        self.data = data
    }

    /// - Throws: `.emptyFileChunk` for a body that is too short to hold data.
    package init(parsing body: [UInt8]) throws(WireError) {
        guard body.count > Self.headerLength else { throw .emptyFileChunk }
        self.file = Self.number(body[0..<8])
        self.offset = Self.number(body[8..<16])
        self.data = Array(body[Self.headerLength...])
    }

    package var frame: Frame {
        var body: [UInt8] = []
        body.reserveCapacity(Self.headerLength + self.data.count)
        for number in [self.file, self.offset] {
            for shift in stride(from: 56, through: 0, by: -8) {
                body.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
            }
        }
        body += self.data
        return Frame(kind: .file, body: body)
    }

    /// The pieces of some bytes of a file.
    package static func chunks(of bytes: [UInt8], file: UInt64, at offset: UInt64) -> [FileChunk] {
        stride(from: 0, to: bytes.count, by: self.dataMaximum).map { start in
            let end = min(start + self.dataMaximum, bytes.count)
            return FileChunk(
                file: file, offset: offset + UInt64(start), data: Array(bytes[start..<end]))
        }
    }

    private static func number(_ octets: ArraySlice<UInt8>) -> UInt64 {
        octets.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
