internal import CVideo4Linux
internal import Glibc

/// Memory that the camera's driver writes pictures into; given back when its owner is gone.
@safe
struct MappedBuffers: ~Copyable {
    /// One picture being shown, one being filled, two for a machine that is late.
    static let count: UInt32 = 4
    /// With one alone the driver could not fill while we read.
    static let countMinimum: UInt32 = 2
    /// A driver's claim; more than a 1920 × 1920 picture of four bytes a pixel is none of ours.
    static let lengthMaximum: UInt32 = 16 << 20

    private let system: VideoSystem
    private var memory: [UnsafeMutableRawBufferPointer]

    /// Asks the driver for buffers, maps them all, and hands them over to be filled.
    init(_ device: borrowing VideoDevice) throws(CameraError) {
        self.system = device.system
        unsafe self.memory = []
        var request = v4l2_requestbuffers()
        request.count = Self.count
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        try device.check("VIDIOC_REQBUFS", CVideo4Linux_requestBuffers, &request)
        guard (Self.countMinimum...32).contains(request.count) else {
            throw .failed(call: "VIDIOC_REQBUFS", reason: "\(request.count) buffers")
        }
        for index in 0..<request.count {
            var buffer = unsafe Self.description(index)
            unsafe try device.check("VIDIOC_QUERYBUF", CVideo4Linux_queryBuffer, &buffer)
            guard unsafe (1...Self.lengthMaximum).contains(buffer.length) else {
                throw .failed(call: "VIDIOC_QUERYBUF", reason: "\(unsafe buffer.length) bytes")
            }
            let offset = unsafe Int(buffer.m.offset)
            let length = unsafe Int(buffer.length)
            guard let start = unsafe device.system.map(device.file, length, offset) else {
                throw CameraError("mmap", errno, path: device.path)
            }
            unsafe self.memory.append(UnsafeMutableRawBufferPointer(start: start, count: length))
        }
        for index in 0..<request.count { try self.queue(index, device) }
    }

    deinit {
        for index in unsafe self.memory.indices {
            let buffer = unsafe self.memory[index]
            guard let start = buffer.baseAddress else { continue }
            unsafe self.system.unmap(start, buffer.count)
        }
    }

    static func description(_ index: UInt32) -> v4l2_buffer {
        var buffer = unsafe v4l2_buffer()
        unsafe buffer.index = index
        unsafe buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe buffer.memory = V4L2_MEMORY_MMAP.rawValue
        return unsafe buffer
    }

    /// Lets the driver fill a buffer (again).
    func queue(_ index: UInt32, _ device: borrowing VideoDevice) throws(CameraError) {
        var buffer = unsafe Self.description(index)
        unsafe try device.check("VIDIOC_QBUF", CVideo4Linux_queueBuffer, &buffer)
    }

    /// Hands out the first `count` bytes of a buffer for the length of the call; nil if the driver
    /// names a buffer or a length there is not.
    func read<Result>(
        _ index: UInt32, count: UInt32, _ body: (Span<UInt8>) -> Result?
    ) -> Result? {
        guard unsafe Int(index) < self.memory.count else { return nil }
        let buffer = unsafe self.memory[Int(index)]
        guard count > 0, Int(count) <= buffer.count else { return nil }
        let bytes = unsafe UnsafeBufferPointer(buffer.bindMemory(to: UInt8.self))
        return body(unsafe bytes.span.extracting(first: Int(count)))
    }
}
