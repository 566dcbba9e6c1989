internal import CALSA
internal import Glibc

/// A name that can be opened, with ALSA's description of it.
public struct ALSADevice: Sendable, Hashable {
    /// What `ALSACapture` and `ALSAPlayback` take.
    public var name: String
    /// For people; may have several lines.
    public var description: String
    public var canCapture: Bool
    public var canPlay: Bool
}

/// The devices of this machine.
public enum ALSADevices {
    /// More is no machine; bounds a list whose end the library marks with a null.
    static let countMaximum = 1024

    /// Lists what ALSA's configuration names, in its order.
    public static func list() throws(ALSAError) -> [ALSADevice] {
        _ = PCM.isSilenced
        var allocated: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        let code = unsafe snd_device_name_hint(-1, "pcm", &allocated)
        guard code >= 0, let hints = unsafe allocated else {
            throw ALSAError("snd_device_name_hint", code, device: "pcm")
        }
        defer { unsafe _ = snd_device_name_free_hint(hints) }
        var devices: [ALSADevice] = []
        for index in 0..<Self.countMaximum {
            guard let hint = unsafe CALSA_hint(hints, Int32(index)) else { break }
            guard let name = unsafe Self.text(hint, "NAME") else { continue }
            let direction = unsafe Self.text(hint, "IOID")
            devices.append(
                ALSADevice(
                    name: name,
                    description: unsafe Self.text(hint, "DESC") ?? name,
                    canCapture: direction != "Output",
                    canPlay: direction != "Input"))
        }
        return devices
    }

    private static func text(_ hint: UnsafeRawPointer, _ key: String) -> String? {
        guard let text = unsafe snd_device_name_get_hint(hint, key) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}
