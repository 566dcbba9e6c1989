internal import CVideo4Linux
internal import Glibc
internal import Units

/// Turns a camera's JPEG pictures into I420, by libv4l's converter.
@safe
struct MJPEGDecoder: ~Copyable {
    private let converter: OpaquePointer
    private let operations: UnsafeMutablePointer<libv4l_dev_ops>
    private var source: v4l2_format
    private var target: v4l2_format
    private let width: Int
    private let height: Int

    /// - Parameter code: MJPEG, by whatever name the camera has for it.
    init(code: UInt32, width: Int, height: Int) throws(CameraError) {
        // The library wants a device, to turn upside-down pictures and to invent controls, for which
        // it leaves shared memory behind. It gets one that has nothing, so all it does is decode.
        let operations = UnsafeMutablePointer<libv4l_dev_ops>.allocate(capacity: 1)
        unsafe operations.initialize(to: libv4l_dev_ops())
        unsafe operations.pointee.ioctl = { _, _, request, argument in
            guard request == CVideo4Linux_queryCapability, let argument = unsafe argument else {
                errno = ENOTTY
                return -1
            }
            unsafe argument.initializeMemory(as: v4l2_capability.self, to: v4l2_capability())
            return 0
        }
        guard let converter = unsafe v4lconvert_create_with_dev_ops(-1, nil, operations) else {
            unsafe operations.deallocate()
            throw .failed(call: "v4lconvert_create_with_dev_ops", reason: "no converter")
        }
        unsafe self.converter = converter
        unsafe self.operations = operations
        self.width = width & ~1
        self.height = height & ~1
        unsafe self.source = Self.format(code, width: width, height: height)
        unsafe self.target = Self.format(
            CVideo4Linux_i420, width: self.width, height: self.height)
    }

    deinit {
        unsafe v4lconvert_destroy(self.converter)
        unsafe self.operations.deallocate()
    }

    private static func format(_ code: UInt32, width: Int, height: Int) -> v4l2_format {
        var format = unsafe v4l2_format()
        unsafe format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe format.fmt.pix.pixelformat = code
        unsafe format.fmt.pix.width = UInt32(width)
        unsafe format.fmt.pix.height = UInt32(height)
        unsafe format.fmt.pix.bytesperline = code == CVideo4Linux_i420 ? UInt32(width) : 0
        unsafe format.fmt.pix.sizeimage = UInt32(width * height * 3 / 2)
        return unsafe format
    }

    /// Decodes one picture; nil if it is damaged, which cables and cameras do now and then.
    mutating func decode(_ bytes: Span<UInt8>) -> Picture? {
        // The library takes a writable source, though it only reads JPEG.
        var copy = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
        let count = self.width * self.height * 3 / 2
        var samples = [UInt8](repeating: 0, count: count)
        let written = unsafe v4lconvert_convert(
            self.converter, &self.source, &self.target, &copy, Int32(copy.count), &samples,
            Int32(count))
        guard Int(written) == count else { return nil }
        return Picture(width: self.width, height: self.height, samples: samples)
    }
}
