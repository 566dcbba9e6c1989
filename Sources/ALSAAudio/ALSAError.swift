internal import CALSA
internal import Glibc

/// What can go wrong in `ALSAAudio`; reasons are ALSA's own words.
public enum ALSAError: Error, Sendable, Equatable {
    /// No device has this name, or its card is gone.
    case notFound(device: String, reason: String)
    /// Another program holds the device.
    case busy(device: String)
    /// The user may not open it; usually not in group `audio`.
    case notPermitted(device: String, reason: String)
    /// The device was unplugged, or has stopped giving and taking sound.
    case lost(device: String, reason: String)
    /// A call into the library failed for another reason.
    case failed(call: String, reason: String)

    /// Says which error a negative result means for a device.
    init(_ call: String, _ code: Int32, device: String) {
        let reason = unsafe String(cString: snd_strerror(code))
        switch -code {
        case ENOENT, ENODEV, ENXIO: self = .notFound(device: device, reason: reason)
        case EBUSY: self = .busy(device: device)
        case EACCES, EPERM: self = .notPermitted(device: device, reason: reason)
        default: self = .failed(call: call, reason: reason)
        }
    }
}
