public import Units

/// Reads a Y4M clip piece by piece.
///
/// **Call `nextPicture` until it answers nil, then `append` more bytes.** So it never holds more than
/// one picture and one piece. What follows the last whole picture is left over without complaint: a
/// clip that is still being written, or was cut, plays as far as it goes.
public struct Y4MReader: Sendable {
    /// Longest line before a picture; real ones have six bytes.
    static let pictureHeaderMaximum = 256

    /// The clip's first line; nil until it was read.
    public private(set) var header: Y4MHeader?
    private var bytes: [UInt8] = []
    private var head = 0
    private var pictureCount = 0
    private var isInPicture = false

    public init() {}

    /// Bytes that wait.
    public var bufferedCount: Int { self.bytes.count - self.head }

    /// Adds the next bytes of the clip.
    public mutating func append(_ piece: [UInt8]) {
        if self.head > 0 {
            self.bytes.removeFirst(self.head)
            self.head = 0
        }
        self.bytes.append(contentsOf: piece)
    }

    /// The next picture; nil when more bytes are needed.
    public mutating func nextPicture() throws(Y4MError) -> Picture? {
        guard let header = try self.readHeader() else { return nil }
        if !self.isInPicture {
            guard try self.readPictureHeader() else { return nil }
            self.isInPicture = true
        }
        guard self.bufferedCount >= header.pictureLength else { return nil }
        let stored = self.bytes[self.head..<(self.head + header.pictureLength)]
        self.head += header.pictureLength
        self.isInPicture = false
        self.pictureCount += 1
        return Self.picture(stored, header)
    }

    private mutating func readHeader() throws(Y4MError) -> Y4MHeader? {
        if let header = self.header { return header }
        let magic = Array("YUV4MPEG2".utf8)
        let present = self.bytes[self.head...].prefix(magic.count)
        guard magic.starts(with: present) else { throw .notY4M }
        guard let line = self.line(maximum: Y4MHeader.lengthMaximum) else {
            if self.bufferedCount > Y4MHeader.lengthMaximum { throw .headerTooLong }
            return nil
        }
        let header = try Y4MHeader(parsing: line)
        self.header = header
        return header
    }

    private mutating func readPictureHeader() throws(Y4MError) -> Bool {
        let magic = Array("FRAME".utf8)
        let present = self.bytes[self.head...].prefix(magic.count)
        guard magic.starts(with: present) else {
            throw .noPictureHeader(number: self.pictureCount + 1)
        }
        guard self.line(maximum: Self.pictureHeaderMaximum) != nil else {
            if self.bufferedCount > Self.pictureHeaderMaximum {
                throw .noPictureHeader(number: self.pictureCount + 1)
            }
            return false
        }
        return true
    }

    /// Takes a line, without its line feed, if its end is there.
    private mutating func line(maximum: Int) -> ArraySlice<UInt8>? {
        let start = self.head
        let candidates = self.bytes[start...].prefix(maximum)
        guard let end = candidates.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        self.head = end + 1
        return self.bytes[start..<end]
    }

    /// Crops to even sides and brings chroma to half size both ways.
    private static func picture(_ stored: ArraySlice<UInt8>, _ header: Y4MHeader) -> Picture? {
        let width = header.width & ~1
        let height = header.height & ~1
        if header.chroma == .halved, width == header.width, height == header.height {
            return Picture(width: width, height: height, samples: Array(stored))
        }
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3 / 2)
        for row in 0..<height {
            let start = stored.startIndex + row * header.width
            samples.append(contentsOf: stored[start..<(start + width)])
        }
        let (columns, rows) = header.chromaSize
        for plane in 0..<2 {
            let start = stored.startIndex + header.width * header.height + plane * columns * rows
            let chroma = stored[start..<(start + columns * rows)]
            Self.appendChroma(chroma, header, to: &samples)
        }
        return Picture(width: width, height: height, samples: samples)
    }

    private static func appendChroma(
        _ plane: ArraySlice<UInt8>, _ header: Y4MHeader, to samples: inout [UInt8]
    ) {
        let columns = header.chromaSize.columns
        let across = header.chroma == .full ? 2 : 1
        let down = header.chroma == .halved ? 1 : 2
        for row in 0..<(header.height / 2) {
            for column in 0..<(header.width / 2) {
                guard header.chroma != .none else {
                    samples.append(128)
                    continue
                }
                let first = plane.startIndex + row * down * columns + column * across
                var sum = 0
                for y in 0..<down {
                    for x in 0..<across { sum += Int(plane[first + y * columns + x]) }
                }
                let count = across * down
                samples.append(UInt8((sum + count / 2) / count))
            }
        }
    }
}
