internal import CVideo4Linux
internal import Glibc

/// An open device file; closed when its owner is gone.
struct VideoDevice: ~Copyable {
    let path: String
    let file: Int32
    let system: VideoSystem

    init(path: String, system: VideoSystem) throws(CameraError) {
        let file = system.open(path)
        guard file >= 0 else { throw CameraError("open", -file, path: path) }
        self.path = path
        self.file = file
        self.system = system
    }

    deinit { self.system.close(self.file) }

    /// One request; 0, or a negative error number.
    func control<Argument>(_ request: UInt, _ argument: inout Argument) -> Int32 {
        unsafe withUnsafeMutableBytes(of: &argument) { bytes in
            guard let base = bytes.baseAddress else { return -EINVAL }
            return unsafe self.system.control(self.file, request, base)
        }
    }

    /// One request that has to work.
    func check<Argument>(
        _ call: String, _ request: UInt, _ argument: inout Argument
    ) throws(CameraError) {
        let result = self.control(request, &argument)
        guard result >= 0 else { throw CameraError(call, -result, path: self.path) }
    }

    /// The camera's own name.
    ///
    /// - Throws: `.notACamera` for files, microphones, metadata nodes and outputs.
    func captureName() throws(CameraError) -> String {
        var capability = v4l2_capability()
        let result = self.control(CVideo4Linux_queryCapability, &capability)
        switch -result {
        case 0: break
        case ENOTTY, EINVAL: throw .notACamera(path: self.path)
        default: throw CameraError("VIDIOC_QUERYCAP", -result, path: self.path)
        }
        // A driver with several nodes says in `device_caps` what this one can do.
        let hasOwn = capability.capabilities & UInt32(V4L2_CAP_DEVICE_CAPS) != 0
        let abilities = hasOwn ? capability.device_caps : capability.capabilities
        let needed = UInt32(V4L2_CAP_VIDEO_CAPTURE) | UInt32(V4L2_CAP_STREAMING)
        guard abilities & needed == needed else { throw .notACamera(path: self.path) }
        return unsafe withUnsafeBytes(of: capability.card) { card in
            let name = unsafe card.prefix { $0 != 0 }
            return unsafe String(decoding: name, as: UTF8.self)
        }
    }
}

/// A camera of this machine.
public struct V4LDevice: Sendable, Hashable {
    /// `/dev/video0`.
    public var path: String
    /// As its driver calls it.
    public var name: String

    public init(path: String, name: String) {
        self.path = path
        self.name = name
    }
}

/// The cameras of this machine.
public enum V4LDevices {
    /// The kernel numbers video devices from 0 to 255, but a machine with more than 64 is a server.
    static let countMaximum = 64

    /// Those that give pictures, also when another program uses them; what can't be opened is left out.
    public static func list() -> [V4LDevice] {
        self.list(.kernel)
    }

    static func list(_ system: VideoSystem) -> [V4LDevice] {
        (0..<Self.countMaximum).compactMap { number in
            let path = "/dev/video\(number)"
            do {
                let name = try VideoDevice(path: path, system: system).captureName()
                return V4LDevice(path: path, name: name)
            } catch {
                return nil
            }
        }
    }
}
