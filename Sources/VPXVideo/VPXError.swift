/// What can go wrong in `VPXVideo`.
public enum VPXError: Error, Sendable, Equatable {
    /// A call into the library failed, with its own words.
    case failed(call: String, reason: String)
    /// No layers can be made for a source of this size, in pixels.
    case sizeNotSupported(width: Int, height: Int)
    /// A picture has not the size that its encoder was made for.
    case pictureSizeChanged(expected: String, got: String)
    /// A stream was announced whose layers don't fit each other or whose boot frame isn't one.
    case layersMalformed
    /// The bytes of a layer are not what its stream allows; it goes on at its next start.
    case pictureMalformed(spatialLayer: Int, reason: String)
}
