/// What can go wrong in `WebMFile`: which file, which call, and the system's words.
package enum WebMError: Error, Sendable, Hashable {
    /// There is a file of that name; a recording never replaces one.
    case exists(path: String)
    /// No space or quota left. What was written before is whole, and `finish` still works.
    case diskFull(path: String, call: String, reason: String)
    /// Any other refusal of the system.
    case failed(path: String, call: String, reason: String)
    /// A picture that VP8 can't have.
    case pictureSizeOutOfRange(width: Int, height: Int)
    /// A frame longer than any of ours, or an empty one.
    case frameLengthOutOfRange(path: String, bytes: Int)
    /// A frame for a track that the recording has not, or after `finish`.
    case noSuchTrack(path: String)
}
