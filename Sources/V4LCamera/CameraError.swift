internal import Glibc

/// What can go wrong in `V4LCamera`.
public enum CameraError: Error, Sendable, Equatable {
    /// There is no such file.
    case notFound(path: String)
    /// The user may not open it; usually not in group `video`.
    case notPermitted(path: String)
    /// Another program uses the camera.
    case busy(path: String)
    /// Not a device that gives pictures.
    case notACamera(path: String)
    /// It gives pictures, but in no format we read; their names as four characters.
    case noUsableFormat(path: String, offered: [String])
    /// It was there, and is not any more.
    case vanished(path: String)
    /// A call into the library or the system failed, with its own words.
    case failed(call: String, reason: String)

    /// Says what an error number of a call means for a camera.
    init(_ call: String, _ number: Int32, path: String) {
        switch number {
        case ENOENT, ENOTDIR: self = .notFound(path: path)
        case EACCES, EPERM: self = .notPermitted(path: path)
        case EBUSY: self = .busy(path: path)
        case ENODEV, ENXIO: self = .vanished(path: path)
        case ENOTTY: self = .notACamera(path: path)
        default:
            self = .failed(call: call, reason: unsafe String(cString: strerror(number)))
        }
    }
}
