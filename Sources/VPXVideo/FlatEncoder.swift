internal import CVPX
public import Units

/// Plain VP8 in one layer that any player plays: for recordings.
///
/// One thread uses it at a time; make it where it will be used.
public struct FlatEncoder: ~Copyable {
    private var encoder: VP8Encoder
    private var source: PixelBuffer

    /// - Parameters:
    ///   - width: Pixels, even, as every picture will have.
    ///   - frameRate: Pictures per second.
    public init(width: Int, height: Int, frameRate: Int, target: BitRate) throws(VPXError) {
        guard Picture.isValid(width: width, height: height) else {
            throw .sizeNotSupported(width: width, height: height)
        }
        let encoder = try VP8Encoder(
            width: width, height: height, frameRate: frameRate, temporalCount: 0,
            control: .constant(target))
        let source = try PixelBuffer(width: width, height: height)
        self.encoder = encoder
        self.source = source
    }

    /// Codes one picture; nil if there is nothing to write for it.
    ///
    /// The first is a key frame, later ones only if `forceKey` says so.
    public mutating func encode(
        _ picture: Picture, forceKey: Bool = false,
    ) throws(VPXError) -> (bytes: [UInt8], isKey: Bool)? {
        guard picture.width == self.encoder.width, picture.height == self.encoder.height else {
            throw .pictureSizeChanged(
                expected: "\(self.encoder.width) × \(self.encoder.height)",
                got: "\(picture.width) × \(picture.height)")
        }
        self.source.fill(from: picture)
        let frame = try self.encoder.encode(self.source, flags: forceKey ? CVPX_forceKey : 0)
        return frame.map { ($0.bytes, $0.isKey) }
    }
}
