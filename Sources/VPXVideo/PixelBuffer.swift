internal import CVPX
internal import Units

/// Pixels in memory that libvpx reads, owned.
@safe struct PixelBuffer: ~Copyable {
    private let image: UnsafeMutablePointer<vpx_image_t>
    let width: Int
    let height: Int

    /// - Parameters: Pixels, even.
    init(width: Int, height: Int) throws(VPXError) {
        // 32 bytes of alignment are what libvpx takes for its own buffers.
        let image = unsafe vpx_img_alloc(
            nil, VPX_IMG_FMT_I420, UInt32(width), UInt32(height), 32)
        guard let image = unsafe image else {
            throw .failed(call: "vpx_img_alloc", reason: "out of memory")
        }
        unsafe self.image = image
        self.width = width
        self.height = height
    }

    deinit { unsafe vpx_img_free(self.image) }

    /// Copies a picture of at least this size, its upper left part if it is larger.
    mutating func fill(from picture: Picture, left: Int = 0, top: Int = 0) {
        precondition(
            left >= 0 && top >= 0 && left % 2 == 0 && top % 2 == 0
                && left + self.width <= picture.width && top + self.height <= picture.height,
            "a picture covers the buffer it fills")
        for plane in Picture.Plane.allCases {
            let scale = plane == .luma ? 1 : 2
            let row = picture.width(of: plane)
            let offset =
                picture.offset(of: plane) + top / scale * row + left / scale
            unsafe Self.copy(
                picture.samples.span, offset: offset, row: row,
                columns: self.width / scale, rows: self.height / scale,
                to: Self.plane(plane, of: self.image))
        }
    }

    /// Fills the buffer with a picture of at most half its size, doubled; the last column and row are
    /// repeated.
    mutating func fill(doubling picture: Picture, with doubler: inout PlaneDoubler) {
        let image = unsafe self.image
        let (width, height) = (self.width, self.height)
        unsafe picture.samples.withUnsafeBufferPointer { samples in
            // A picture always has samples.
            guard let start = samples.baseAddress else { return }
            for plane in Picture.Plane.allCases {
                let scale = plane == .luma ? 1 : 2
                guard let target = unsafe Self.plane(plane, of: image) else { return }
                unsafe doubler.double(
                    ConstantPlanePointer(
                        start: start + picture.offset(of: plane),
                        stride: picture.width(of: plane)),
                    width: picture.width(of: plane), height: picture.height(of: plane),
                    isLuma: plane == .luma, into: target, targetWidth: width / scale,
                    targetHeight: height / scale)
            }
        }
    }

    /// Lends the image for the length of one C call.
    func withImage<Result: ~Copyable>(
        _ body: (UnsafeMutablePointer<vpx_image_t>) -> Result
    ) -> Result {
        unsafe body(self.image)
    }

    /// Where a plane lies, valid as long as its image.
    @unsafe struct PlanePointer {
        var start: UnsafeMutablePointer<UInt8>
        var stride: Int
    }

    /// The same for memory that is only read.
    @unsafe struct ConstantPlanePointer {
        var start: UnsafePointer<UInt8>
        var stride: Int
    }

    static func plane(
        _ plane: Picture.Plane, of image: UnsafePointer<vpx_image_t>
    ) -> PlanePointer? {
        let (planes, strides) = unsafe (image.pointee.planes, image.pointee.stride)
        let (start, stride) =
            switch plane {
            case .luma: unsafe (planes.0, strides.0)
            case .blueDifference: unsafe (planes.1, strides.1)
            case .redDifference: unsafe (planes.2, strides.2)
            }
        guard let start = unsafe start else { return nil }
        return unsafe PlanePointer(start: start, stride: Int(stride))
    }

    private static func copy(
        _ samples: Span<UInt8>, offset: Int, row: Int, columns: Int, rows: Int,
        to target: PlanePointer?,
    ) {
        guard let target = unsafe target else { return }
        for index in 0..<rows {
            let begin = offset + index * row
            unsafe samples.extracting(begin..<(begin + columns)).withUnsafeBufferPointer { line in
                guard let source = line.baseAddress else { return }
                unsafe (target.start + index * target.stride).update(from: source, count: columns)
            }
        }
    }
}

extension Picture {
    /// Copies what the library shows; nil if it isn't the size that was agreed.
    init?(copying image: UnsafePointer<vpx_image_t>, width: Int, height: Int) {
        guard unsafe image.pointee.fmt == VPX_IMG_FMT_I420,
            unsafe Int(image.pointee.d_w) == width, unsafe Int(image.pointee.d_h) == height,
            Picture.isValid(width: width, height: height)
        else { return nil }
        let samples = unsafe [UInt8](unsafeUninitializedCapacity: width * height * 3 / 2) {
            buffer, count in
            var target = buffer.baseAddress
            for plane in Picture.Plane.allCases {
                let scale = plane == .luma ? 1 : 2
                guard let lines = unsafe PixelBuffer.plane(plane, of: image) else { return }
                for row in 0..<(height / scale) {
                    unsafe target?.update(
                        from: lines.start + row * lines.stride, count: width / scale)
                    unsafe target = target.map { unsafe $0 + width / scale }
                }
            }
            count = width * height * 3 / 2
        }
        self.init(width: width, height: height, samples: samples)
    }
}
