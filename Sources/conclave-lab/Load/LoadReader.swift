import Media
import Wire

/// Cuts what a server sends into frames, and of media keeps only what is measured.
///
/// Reads both protocols: a bare forwarder's frame is four bytes of length and a body, which is ours
/// with a kind of 0 and the body of a media frame.
struct LoadReader {
    /// What is known of a media frame once its last byte is there.
    struct Media: Equatable {
        var participant: UInt32
        var kind: MediaKind
        var spatialLayer: Int
        var isFirst: Bool
        var isLast: Bool
        /// Microseconds on the sender's clock; of a first fragment only.
        var captureTime: UInt64
    }

    enum Item: Equatable {
        case control([UInt8])
        case media(Media)
    }

    /// A body before its payload: the fragment's header and the message's.
    static let headLength = MediaFragment.headerLength + MediaHeader.length
    private static let bareKind: UInt8 = 0

    private var buffer: [UInt8] = []
    private var start = 0
    /// The media frame whose rest is on its way, and how much of it is.
    private var open: Media?
    private var openCount = 0

    init() {}

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        if self.start == self.buffer.count {
            self.buffer.removeAll(keepingCapacity: true)
        } else {
            self.buffer.removeFirst(self.start)
        }
        self.start = 0
        self.buffer.append(contentsOf: bytes)
    }

    /// The next whole frame; nil until more bytes are there.
    mutating func next() throws(LoadError) -> Item? {
        if let media = self.open {
            let count = min(self.openCount, self.buffer.count - self.start)
            self.start += count
            self.openCount -= count
            guard self.openCount == 0 else { return nil }
            self.open = nil
            return .media(media)
        }
        guard self.buffer.count - self.start >= Frame.headerLength else { return nil }
        let kind = self.buffer[self.start]
        let length = self.integer(at: 1, octets: 3)
        let wanted = kind == FrameKind.control.rawValue ? length : min(length, Self.headLength)
        guard self.buffer.count - self.start >= Frame.headerLength + wanted else { return nil }
        self.start += Frame.headerLength
        if kind == FrameKind.control.rawValue {
            defer { self.start += length }
            return .control(Array(self.buffer[self.start..<(self.start + length)]))
        }
        guard kind == FrameKind.media.rawValue || kind == Self.bareKind else {
            throw LoadError("a frame of unknown kind \(kind)")
        }
        if length < Self.headLength, kind == Self.bareKind {
            // A bare forwarder's welcome.
            self.start += length
            return try self.next()
        }
        self.open = try self.media(length)
        self.openCount = length - wanted
        self.start += wanted
        return try self.next()
    }

    private func media(_ length: Int) throws(LoadError) -> Media {
        guard length >= MediaFragment.headerLength else { throw LoadError("media cut short") }
        guard let kind = MediaKind(rawValue: self.buffer[self.start + 4]) else {
            throw LoadError("media of unknown kind")
        }
        let flags = self.buffer[self.start + 5]
        let isFirst = flags & 1 != 0
        let time = MediaFragment.headerLength + 12
        return Media(
            participant: UInt32(truncatingIfNeeded: self.integer(at: 0, octets: 4)), kind: kind,
            spatialLayer: Int(flags >> 4), isFirst: isFirst, isLast: flags & 2 != 0,
            captureTime: isFirst && length >= Self.headLength
                ? UInt64(truncatingIfNeeded: self.integer(at: time, octets: 8)) : 0)
    }

    private func integer(at place: Int, octets: Int) -> Int {
        var value = 0
        for octet in self.buffer[(self.start + place)..<(self.start + place + octets)] {
            value = value << 8 | Int(octet)
        }
        return value
    }
}
