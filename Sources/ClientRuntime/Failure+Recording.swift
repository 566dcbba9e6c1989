internal import Units
internal import WebMFile

extension Failure {
    /// What stopped a recording.
    init(_ error: WebMError) {
        switch error {
        case .exists(let path):
            self.init(
                .cannotCreate, "'\(path)' exists already",
                hint: "name another file; a recording never overwrites one")
        case .diskFull(let path, _, _):
            self.init(
                .inputOutput, "the disk is full: '\(path)' ends here and can be played",
                hint: "make room and record on into another file")
        case .failed(let path, _, let reason):
            self.init(.inputOutput, "cannot write '\(path)': \(reason)")
        case .pictureSizeOutOfRange(let width, let height):
            self.init(.misused, "a recording can't be \(width)x\(height) pixels large")
        case .frameLengthOutOfRange(let path, let bytes):
            self.init(.failed, "a frame of \(bytes) bytes does not fit into '\(path)'")
        case .noSuchTrack(let path):
            self.init(.failed, "'\(path)' takes no more frames")
        }
    }
}
