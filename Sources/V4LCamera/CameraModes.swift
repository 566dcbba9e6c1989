internal import CVideo4Linux
internal import Units

extension VideoDevice {
    /// Formats, sizes and rates of one camera; real ones have below a hundred.
    static let formatMaximum: UInt32 = 64
    static let sizeMaximum: UInt32 = 128
    static let intervalMaximum: UInt32 = 64

    /// The mode that comes nearest to a wish.
    func bestMode(for wish: CameraWish) throws(CameraError) -> CameraMode {
        var modes: [CameraMode] = []
        var offered: [String] = []
        for index in 0..<Self.formatMaximum {
            var description = v4l2_fmtdesc()
            description.index = index
            description.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            guard self.control(CVideo4Linux_enumerateFormats, &description) >= 0 else { break }
            offered.append(Self.fourCharacters(description.pixelformat))
            guard let pixels = CameraPixels(code: description.pixelformat) else { continue }
            modes += self.sizes(code: description.pixelformat, pixels: pixels, wish: wish)
        }
        guard let best = modes.min(by: { $0.misfit(wish) < $1.misfit(wish) }) else {
            throw .noUsableFormat(path: self.path, offered: offered)
        }
        return best
    }

    private func sizes(code: UInt32, pixels: CameraPixels, wish: CameraWish) -> [CameraMode] {
        var modes: [CameraMode] = []
        for index in 0..<Self.sizeMaximum {
            var size = v4l2_frmsizeenum()
            size.index = index
            size.pixel_format = code
            guard self.control(CVideo4Linux_enumerateSizes, &size) >= 0 else { break }
            let isDiscrete = size.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue
            let width: UInt32
            let height: UInt32
            if isDiscrete {
                width = size.discrete.width
                height = size.discrete.height
            } else {
                let range = size.stepwise
                width = Self.nearest(
                    wish.width, range.min_width, range.max_width, step: range.step_width)
                height = Self.nearest(
                    wish.height, range.min_height, range.max_height, step: range.step_height)
            }
            if Picture.isValid(width: Int(width & ~1), height: Int(height & ~1)) {
                let rate = self.fastest(code: code, width: width, height: height)
                modes.append(
                    CameraMode(
                        code: code, pixels: pixels, width: Int(width), height: Int(height),
                        frameRate: rate))
            }
            if !isDiscrete { break }
        }
        if modes.isEmpty, Picture.isValid(width: wish.width & ~1, height: wish.height & ~1) {
            // Drivers need not enumerate; then the wish is asked for and the driver corrects it.
            modes.append(
                CameraMode(
                    code: code, pixels: pixels, width: wish.width, height: wish.height,
                    frameRate: 0))
        }
        return modes
    }

    /// Pictures per second at a size; 0 if unknown.
    private func fastest(code: UInt32, width: UInt32, height: UInt32) -> Double {
        var best = 0.0
        for index in 0..<Self.intervalMaximum {
            var interval = v4l2_frmivalenum()
            interval.index = index
            interval.pixel_format = code
            interval.width = width
            interval.height = height
            guard self.control(CVideo4Linux_enumerateIntervals, &interval) >= 0 else { break }
            let isDiscrete = interval.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue
            let shortest = isDiscrete ? interval.discrete : interval.stepwise.min
            if shortest.numerator > 0 {
                best = max(best, Double(shortest.denominator) / Double(shortest.numerator))
            }
            if !isDiscrete { break }
        }
        return best
    }

    static func nearest(
        _ wish: Int, _ minimum: UInt32, _ maximum: UInt32, step: UInt32
    ) -> UInt32 {
        guard minimum <= maximum else { return minimum }
        let clamped = min(max(UInt32(clamping: wish), minimum), maximum)
        return clamped - (clamped - minimum) % max(1, step)
    }

    /// A pixel format's name as its documentation writes it.
    static func fourCharacters(_ code: UInt32) -> String {
        let letters = (0..<4).map { UInt8(truncatingIfNeeded: code >> (8 * UInt32($0))) }
        return String(decoding: letters.map { (33...126).contains($0) ? $0 : 63 }, as: UTF8.self)
    }
}
