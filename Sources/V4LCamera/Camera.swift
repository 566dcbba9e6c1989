internal import CVideo4Linux
internal import Glibc
public import Units

/// A camera that is giving pictures.
///
/// Opened, used and closed on one thread, its own. It has stopped when its owner drops it.
public struct Camera: ~Copyable {
    /// Unreadable pictures in a row after which a camera counts as gone: two seconds of them.
    static let damageMaximum = 60

    /// Pixels of every picture, both even; what came nearest to the wish.
    public let width: Int
    public let height: Int
    /// Pictures per second that the driver promised, rounded; the wish if it did not say.
    public let frameRate: Int
    /// As the driver calls the camera.
    public let name: String

    private let device: VideoDevice
    private let buffers: MappedBuffers
    private let layout: PixelLayout?
    private var decoder: MJPEGDecoder?
    private var damageCount = 0

    /// Opens a device such as `/dev/video0` and starts it.
    public init(path: String, wish: CameraWish = CameraWish()) throws(CameraError) {
        try self.init(path: path, wish: wish, system: .kernel)
    }

    init(path: String, wish: CameraWish, system: VideoSystem) throws(CameraError) {
        let device: VideoDevice
        do { device = try VideoDevice(path: path, system: system) } catch .vanished {
            // A node whose driver is gone before we came.
            throw .notFound(path: path)
        }
        let name = try device.captureName()
        let mode = try device.bestMode(for: wish)
        let format = try device.setFormat(mode)
        let frameRate = device.setFrameRate(wish.frameRate)
        let decoder: MJPEGDecoder? =
            format.layout == nil
            ? try MJPEGDecoder(
                code: format.code, width: format.width, height: format.height)
            : nil
        let buffers = try MappedBuffers(device)
        var kind = Int32(bitPattern: V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
        try device.check("VIDIOC_STREAMON", CVideo4Linux_startStreaming, &kind)
        self.width = format.width & ~1
        self.height = format.height & ~1
        self.layout = format.layout
        self.frameRate = frameRate
        self.name = name
        self.decoder = decoder
        self.buffers = buffers
        self.device = device
    }

    deinit {
        var kind = Int32(bitPattern: V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
        // Nothing is to be done if a camera that is gone can't be stopped.
        _ = self.device.control(CVideo4Linux_stopStreaming, &kind)
    }

    /// The next picture, or nil if none came in time or it was damaged.
    ///
    /// - Throws: `.vanished` once the camera is unplugged or gives only damaged pictures.
    public mutating func next(timeout: Duration) throws(CameraError) -> Picture? {
        let milliseconds = Int32(clamping: timeout.nanoseconds / 1_000_000)
        let ready = self.device.system.wait(self.device.file, max(0, milliseconds))
        guard ready >= 0 || ready == -EINTR else {
            throw CameraError("poll", -ready, path: self.device.path)
        }
        guard ready > 0 else { return nil }
        var buffer = unsafe MappedBuffers.description(0)
        let result = unsafe self.device.control(CVideo4Linux_dequeueBuffer, &buffer)
        switch -result {
        case 0: break
        case EAGAIN: return try self.damaged()
        // The driver lost a picture, and may find the next.
        case EIO: return try self.damaged()
        default: throw CameraError("VIDIOC_DQBUF", -result, path: self.device.path)
        }
        let isWhole = unsafe buffer.flags & UInt32(V4L2_BUF_FLAG_ERROR) == 0
        let picture = isWhole ? unsafe self.picture(buffer.index, buffer.bytesused) : nil
        unsafe try self.buffers.queue(buffer.index, self.device)
        guard let picture else { return try self.damaged() }
        self.damageCount = 0
        return picture
    }

    private mutating func picture(_ index: UInt32, _ count: UInt32) -> Picture? {
        if let layout = self.layout {
            return self.buffers.read(index, count: count) {
                Picture($0, layout: layout, width: self.width, height: self.height)
            }
        }
        let bytes = self.buffers.read(index, count: count) { bytes in
            unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
        }
        guard let bytes else { return nil }
        return self.decoder?.decode(bytes.span)
    }

    private mutating func damaged() throws(CameraError) -> Picture? {
        self.damageCount += 1
        if self.damageCount >= Self.damageMaximum { throw .vanished(path: self.device.path) }
        return nil
    }
}

/// What a driver settled on; the layout is nil for JPEG.
private struct SettledFormat {
    var code: UInt32
    var width: Int
    var height: Int
    var layout: PixelLayout?
}

extension VideoDevice {
    /// Sets the format and reads back what the driver made of it.
    fileprivate func setFormat(_ mode: CameraMode) throws(CameraError) -> SettledFormat {
        var format = unsafe v4l2_format()
        unsafe format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe format.fmt.pix.pixelformat = mode.code
        unsafe format.fmt.pix.width = UInt32(clamping: mode.width)
        unsafe format.fmt.pix.height = UInt32(clamping: mode.height)
        unsafe format.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        unsafe try self.check("VIDIOC_S_FMT", CVideo4Linux_setFormat, &format)
        let pixels = unsafe format.fmt.pix
        guard let kind = CameraPixels(code: pixels.pixelformat) else {
            throw .noUsableFormat(
                path: self.path, offered: [Self.fourCharacters(pixels.pixelformat)])
        }
        let (width, height) = (Int(pixels.width), Int(pixels.height))
        guard Picture.isValid(width: width & ~1, height: height & ~1) else {
            throw .failed(call: "VIDIOC_S_FMT", reason: "a size of \(width)x\(height)")
        }
        // Some drivers leave it at zero for rows without padding.
        let stride = Int(pixels.bytesperline)
        let layout: PixelLayout? =
            switch kind {
            case .yuyv: .yuyv(stride: max(stride, 2 * width))
            case .nv12: .nv12(stride: max(stride, width))
            case .i420: .i420(stride: max(stride, width))
            case .mjpeg: nil
            }
        return SettledFormat(
            code: pixels.pixelformat, width: width, height: height, layout: layout)
    }

    /// Asks for a rate; a driver that knows none keeps its own.
    fileprivate func setFrameRate(_ wish: Int) -> Int {
        let asked = UInt32(clamping: max(1, wish))
        var parameters = v4l2_streamparm()
        parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe parameters.parm.capture.timeperframe = v4l2_fract(numerator: 1, denominator: asked)
        guard self.control(CVideo4Linux_setParameters, &parameters) >= 0 else {
            return Int(asked)
        }
        let interval = unsafe parameters.parm.capture.timeperframe
        guard interval.numerator > 0, interval.denominator > 0 else { return Int(asked) }
        let rate = Double(interval.denominator) / Double(interval.numerator)
        return max(1, Int(min(rate, 1000).rounded()))
    }
}
